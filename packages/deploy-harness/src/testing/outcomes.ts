import type { Result } from "..";

/** `create group`, `update service`: sorted, because engines run independent steps in any order. */
export function changesOf({ changes }: Result): string[] {
  return changes.map(({ op, name }) => `${op} ${name}`).sort();
}

export function succeeded(result: Result): Result {
  if (!result.ok) {
    throw new Error(`${result.error ?? "failed"}\n${result.log}`);
  }
  return result;
}
