import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "./problem";

/** Takes over a value that is not known yet: gives back an Output that carries it only when the check finds nothing. */
export type Guard = (
  value: unknown,
  check: (resolved: unknown, hidden: boolean) => Promise<Problem[]>,
) => pulumi.Output<unknown>;

/** A guarded value. */
export interface Deferred {
  /** As it was given. */
  readonly given: unknown;
  /** Its own rule. */
  readonly validate: (resolved: unknown, hidden: boolean) => Problem[];
  /** What else has to hold before it is passed on. */
  readonly relations: (() => Promise<Problem[]>)[];
}

/** What one validation carries along. */
export interface Traversal {
  readonly problems: Problem[];
  readonly hidden: boolean;
  readonly guard?: Guard;
  /** The guarded values by the Outputs that took their place. */
  readonly deferred: Map<unknown, Deferred>;
}
