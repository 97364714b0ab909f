import * as pulumi from "@pulumi/pulumi";

import { tryResolve } from "./output-value";

/** All texts and numbers in inputs that the program has marked secret, as far as they are known. */
export async function secretTexts(input: unknown): Promise<string[]> {
  if (pulumi.Output.isInstance(input) || input instanceof Promise) {
    const peeked = await tryResolve(input);
    return peeked?.secret ? leaves(peeked.value) : [];
  }
  const parts = typeof input === "object" && input !== null ? Object.values(input) : [];
  return (await Promise.all(parts.map(secretTexts))).flat();
}

function leaves(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).flatMap(leaves);
  }
  return value === undefined || value === null || value === "" || typeof value === "boolean" ? [] : [String(value)];
}
