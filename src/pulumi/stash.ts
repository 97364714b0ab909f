import * as pulumi from "@pulumi/pulumi";

import { onceThere } from "./output-value";

/*
 * Records in the state. A component with one of them takes its options from `withStash`, so that an engine that knows no
 * Stash gets none to plan.
 */

/** Keeps a single value in the state, which is an Output. */
export function stashValue(
  name: string,
  value: pulumi.Output<unknown>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Stash {
  return new pulumi.Stash(name, { input: value }, opts);
}

/**
 * Keeps a value in the state, so that its hooks run when it changes and see what it was. The value is an object of its
 * own and no Output: so a part of it that a preview does not know, or that is a secret, leaves the others readable.
 */
export function stashWithHooks(
  name: string,
  value: Readonly<Record<string, unknown>>,
  opts: pulumi.CustomResourceOptions,
  /** What comes first in this run, if the order is not for the state to keep. */
  after?: pulumi.Resource,
): pulumi.CustomResource {
  const [[first, firstValue] = ["", undefined], ...others] = Object.entries(value);
  const input =
    after === undefined ? { ...value } : { [first]: onceThere(after, firstValue), ...Object.fromEntries(others) };
  return new pulumi.Stash(name, { input }, opts);
}
