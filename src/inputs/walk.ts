import * as pulumi from "@pulumi/pulumi";

import { Problem } from "./problem";

/** Takes over values that are not all known yet: gives back Outputs that carry them only when the check finds nothing. */
export type Guard = (
  values: readonly unknown[],
  check: (resolved: readonly unknown[], hidden: readonly boolean[]) => Problem[],
) => pulumi.Output<unknown[]>;

/** What one inspection carries along. */
export interface Walk {
  readonly problems: Problem[];
  readonly hidden: boolean;
  readonly guard?: Guard;
}
