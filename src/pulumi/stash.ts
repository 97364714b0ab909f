import * as pulumi from "@pulumi/pulumi";

import { requireStash } from "./version";

/** Keeps a single value in the state, which is an Output. */
export function stashValue(
  name: string,
  value: pulumi.Output<unknown>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Stash {
  const supported = pulumi.output(requireStash());
  return new pulumi.Stash(name, { input: pulumi.all([supported, value]).apply(([, known]) => known) }, opts);
}

/**
 * Keeps a value in the state, so that its hooks run when it changes and see what it was. The value is an object of its
 * own and no Output: so a part of it that a preview does not know, or that is a secret, leaves the others readable.
 */
export function stashWithHooks(
  name: string,
  value: Readonly<Record<string, unknown>>,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const [[first, firstValue] = ["", undefined], ...others] = Object.entries(value);
  const supported = pulumi.output(requireStash());
  const checked = supported.apply(() => pulumi.output(firstValue as object));
  return new pulumi.Stash(name, { input: { [first]: checked, ...Object.fromEntries(others) } }, opts);
}
