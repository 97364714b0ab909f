import type { Problem } from "./problem";
import { redact, formatValue } from "./format-value";

/** What every rule may say beside what values it accepts. */
interface Common {
  /** The input has no default and must be given. */
  readonly required?: boolean;
  /** The input decides which resources exist, so it must be known when the program runs: no Output. */
  readonly plain?: boolean;
  /** The value may be a secret: no message ever shows it. */
  readonly secret?: boolean;
}

/** One value without parts. */
export interface LeafRule extends Common {
  readonly kind: "leaf";
  readonly accepts: (value: unknown) => boolean;
  /** What is allowed, as it reads after "must be". */
  readonly expected: string;
  /** What to do about a value that is not allowed, where `must` does not already say it. */
  readonly hint?: string;
}

/** A fixed set of named properties; the nested object itself is always plain. */
export interface ObjectRule extends Common {
  readonly kind: "object";
  readonly properties: Readonly<Record<string, Rule>>;
  /** Names that other versions of the contract had, each with what took its place. */
  readonly retired?: Readonly<Record<string, string>>;
  readonly relations?: readonly Relation[];
}

export interface ListRule extends Common {
  readonly kind: "list";
  readonly item: Rule;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** The property of the items in which no two may be equal, whatever their case. */
  readonly distinctBy?: string;
}

export interface MapRule extends Common {
  readonly kind: "map";
  readonly key: LeafRule;
  readonly value: Rule;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** What to do when there are more or fewer. */
  readonly hint?: string;
  /** Names must differ in more than their case, for this reason. */
  readonly distinctBecause?: string;
}

export type Rule = LeafRule | ObjectRule | ListRule | MapRule;

/** A rule between several inputs of one object. */
export interface Relation {
  /**
   * The properties that it reads; a nested one by its path, such as `tls.hostname`. When some are Outputs, the first
   * of them is only passed on once the relation was checked; so what previews need to know stands last.
   */
  readonly of: readonly string[];
  /** Only looks at which values are given, so Outputs need not resolve before it is checked. */
  readonly presence?: true;
  /** Looks at the items of lists too, which may be Outputs of their own. */
  readonly deep?: true;
  /**
   * The values in the order of `of`, and which of them came out of a secret, so that no message shows it; paths in the
   * result are relative to the object.
   */
  readonly check: (values: readonly unknown[], hidden: readonly boolean[]) => Problem | readonly Problem[] | undefined;
}

/** What a leaf rule has to say of a value, or nothing. */
export function violation(rule: LeafRule, value: unknown, hidden = false): string | undefined {
  if (rule.accepts(value)) {
    return undefined;
  }
  const given = hidden || rule.secret ? redact(value) : formatValue(value);
  return `${given} is not allowed: must be ${rule.expected}${rule.hint ? `; ${rule.hint}` : ""}`;
}

export interface TextOptions extends Common {
  readonly expected: string;
  readonly hint?: string;
  /** Longer ones are refused before anything else looks at them, so that no pattern has to work on a megabyte. */
  readonly atMost: number;
  readonly pattern?: RegExp;
  readonly empty?: true;
  readonly test?: (value: string) => boolean;
}

/** What neither a protocol's text nor a file's name can hold: NUL, and half of a pair of UTF-16 units. */
const unencodable = /[\0\p{Surrogate}]/u;

/** A string that reaches Azure as it was given; not empty unless `empty` says so. */
export function text({ pattern, atMost, test, empty, ...rest }: TextOptions): LeafRule {
  const accepts = (value: unknown) =>
    typeof value === "string" &&
    (empty === true || value !== "") &&
    value.length <= atMost &&
    !unencodable.test(value) &&
    (pattern === undefined || pattern.test(value)) &&
    (test === undefined || test(value));
  return { kind: "leaf", accepts, ...rest };
}

export interface NumberOptions extends Common {
  /** What the number is, as it reads after "a" or "a whole", such as "number of CPU cores". */
  readonly what: string;
  readonly from: number;
  readonly to?: number;
  readonly integer?: boolean;
  readonly hint?: string;
}

export function number({ what, from, to = Infinity, integer, ...rest }: NumberOptions): LeafRule {
  const accepts = (value: unknown) =>
    typeof value === "number" &&
    (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= from &&
    value <= to;
  const range = to === Infinity ? `${from} or more` : `from ${from} to ${to}`;
  return { kind: "leaf", accepts, expected: `a ${integer ? "whole " : ""}${what}, ${range}`, ...rest };
}

export function flag(options: Common = {}): LeafRule {
  return { kind: "leaf", accepts: (value) => typeof value === "boolean", expected: "true or false", ...options };
}

export function choice(values: Readonly<Record<string, string>>, options: Common & { hint?: string } = {}): LeafRule {
  const allowed = Object.values(values);
  const expected = `one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}`;
  return { kind: "leaf", accepts: (value) => allowed.some((one) => one === value), expected, ...options };
}
