import type { Relation } from "./rule";

/**
 * Relations between inputs that say when one may, or must, be given beside others. Each only looks at which values are
 * given, or at a plain switch, so it waits for no Output.
 */

interface OnlyWithWords {
  /** What is missing, where it is not simply the others' names. */
  readonly lack?: string;
  /** After a comma: ", because …". */
  readonly because?: string;
  /** What to do other than to leave the input out. */
  readonly instead: string;
  /** When one of the others counts, where it is not enough that it is given. */
  readonly counts?: (value: unknown) => boolean;
}

/** The input means something only while at least one of the others counts. */
export function onlyWith(
  input: string,
  others: readonly string[],
  { lack = `without ${others.join(" or ")}`, because = "", instead, counts = isGiven }: OnlyWithWords,
): Relation {
  return {
    of: [input, ...others],
    presence: true,
    check: ([value, ...beside]) =>
      isGiven(value) && !beside.some(counts)
        ? { path: input, reason: `has no meaning ${lack}${because}: must be left out; ${instead}` }
        : undefined,
  };
}

interface NotBesideWords {
  /** How the two stand to each other, with the others' names. */
  readonly beside?: string;
  /** After a comma or a colon: ", because …". */
  readonly because?: string;
  readonly instead?: string;
}

/** The input must not be given where one of the others is. */
export function notBeside(
  input: string,
  others: readonly string[],
  {
    beside = `beside ${others.join(" and ")}`,
    because = "",
    instead = ": leave one of the two out",
  }: NotBesideWords = {},
): Relation {
  return {
    of: [input, ...others],
    presence: true,
    check: ([value, ...given]) =>
      isGiven(value) && given.some(isGiven)
        ? { path: input, reason: `is not allowed ${beside}${because}${instead}` }
        : undefined,
  };
}

/** The input must be given where one of the others is; `what` names them together. */
export function requiredWith(
  input: string,
  others: readonly string[],
  { what = others.join(" or "), instead }: { readonly what?: string; readonly instead: string },
): Relation {
  return requiredWhen(input, others, (...given) => given.some(isGiven), `with ${what}: ${instead}`);
}

/** The input must be given where a condition on the others holds; `words` go on after "is required". */
export function requiredWhen(
  input: string,
  others: readonly string[],
  applies: (...others: unknown[]) => boolean,
  words: string,
): Relation {
  return {
    of: [input, ...others],
    presence: true,
    check: ([value, ...beside]) =>
      !isGiven(value) && applies(...beside) ? { path: input, reason: `is required ${words}` } : undefined,
  };
}

/** The input must be given in one mode. */
export function requiredInMode(input: string, modeInput: string, mode: string): Relation {
  return requiredWhen(
    input,
    [modeInput],
    (given) => given === mode,
    `with ${modeInput} "${mode}": give it, or choose another mode`,
  );
}

interface ModeWords {
  /** The mode in force where none is given. */
  readonly byDefault?: string;
  /** After a comma: ", which …". */
  readonly because?: string;
  readonly instead?: string;
}

/** The input means something in these modes only. A flag that is off means nothing in any. */
export function onlyInModes(
  input: string,
  modeInput: string,
  modes: readonly string[],
  {
    byDefault,
    because = "",
    instead = `it belongs to ${modes.map((mode) => `"${mode}"`).join(" and ")}`,
  }: ModeWords = {},
): Relation {
  return {
    of: [modeInput, input],
    presence: true,
    check: ([given, value]) => {
      const mode = given === undefined ? byDefault : given;
      return isGiven(value) && value !== false && typeof mode === "string" && !modes.includes(mode)
        ? { path: input, reason: `has no meaning with ${modeInput} "${mode}"${because}: must be left out; ${instead}` }
        : undefined;
    },
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
