/** What a record says of the key in a slot, as far as it is known: a preview may not know what is still to come. */
export interface KeyState {
  readonly number?: number;
  readonly key?: string;
}

/** What a recorded or wanted value says of its key. */
export function keyStateIn(value: unknown): KeyState | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const { number, key } = value as Record<string, unknown>;
  return {
    number: typeof number === "number" ? number : undefined,
    key: typeof key === "string" ? key : undefined,
  };
}

/** Another number, or under the same number another key, such as an initial one that was given or taken away. */
export function isReplaced(before: KeyState, wanted: KeyState): boolean {
  const areKnown = before.key !== undefined && wanted.key !== undefined;
  return before.number !== wanted.number || (areKnown && before.key !== wanted.key);
}
