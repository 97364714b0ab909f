import * as pulumi from "@pulumi/pulumi";

import { tryResolve } from "./output-value";

/**
 * What a hook receives, as a plain value, its secrets too. What a preview does not know stays in place as
 * `pulumi.unknown`, so that the rest can be checked.
 */
export async function unwrapHookInput(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const peeked = await tryResolve(value);
    return peeked === undefined ? partlyKnown(value) : unwrapHookInput(peeked.value);
  }
  if (pulumi.isUnknown(value) || typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map(unwrapHookInput));
  }
  const entries = Object.entries(value).map(async ([name, part]) => [name, await unwrapHookInput(part)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** A secret in a list makes all of it an Output for a hook, whose other parts are known all the same. */
async function partlyKnown(output: pulumi.Output<unknown>): Promise<unknown> {
  const { promise } = output as unknown as { promise(withUnknowns: boolean): Promise<unknown> };
  try {
    const value = await promise.call(output, true);
    return typeof value === "object" && value !== null && !pulumi.isUnknown(value)
      ? unwrapHookInput(value)
      : pulumi.unknown;
  } catch {
    return pulumi.unknown;
  }
}
