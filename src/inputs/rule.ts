import { Problem } from "./problem";
import { show } from "./show";

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
  readonly must: string;
  /** What to do about a value that is not allowed, where `must` does not already say it. */
  readonly fix?: string;
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
}

export interface MapRule extends Common {
  readonly kind: "map";
  readonly key: LeafRule;
  readonly value: Rule;
  readonly atMost?: number;
}

export type Rule = LeafRule | ObjectRule | ListRule | MapRule;

/** A rule between several inputs of one object. */
export interface Relation {
  /** The properties that it reads; a nested one by its path, such as `tls.hostname`. */
  readonly of: readonly string[];
  /**
   * The property through which a late answer flows: when one of the values is an Output, this one is only passed on
   * once the relation was checked. It is chosen so that no plain value turns secret on the way.
   */
  readonly carriedBy: string;
  /** Only looks at which values are given, so Outputs need not resolve before it is judged. */
  readonly presence?: true;
  /** The values in the order of `of`; paths in the answer are relative to the object. */
  readonly check: (...values: unknown[]) => Problem | readonly Problem[] | undefined;
}

/** What a leaf rule has to say of a value, or nothing. */
export function refusal(rule: LeafRule, value: unknown, hidden = false): string | undefined {
  if (rule.accepts(value)) {
    return undefined;
  }
  const given = hidden || rule.secret ? "the value given (not shown: it may be a secret)" : show(value);
  return `${given} is not allowed: must be ${rule.must}${rule.fix ? `; ${rule.fix}` : ""}`;
}

export interface TextOptions extends Common {
  readonly must: string;
  readonly fix?: string;
  readonly pattern?: RegExp;
  readonly atMost?: number;
  readonly test?: (value: string) => boolean;
}

/** A non-empty string. */
export function text({ pattern, atMost, test, ...rest }: TextOptions): LeafRule {
  const accepts = (value: unknown) =>
    typeof value === "string" &&
    value !== "" &&
    (atMost === undefined || value.length <= atMost) &&
    (pattern === undefined || pattern.test(value)) &&
    (test === undefined || test(value));
  return { kind: "leaf", accepts, ...rest };
}

export interface NumberOptions extends Common {
  /** What the number counts, such as "a number of CPU cores". */
  readonly what: string;
  readonly above?: number;
  readonly from?: number;
  readonly to?: number;
  readonly integer?: boolean;
  readonly fix?: string;
}

export function number({ what, above, from, to, integer, ...rest }: NumberOptions): LeafRule {
  const accepts = (value: unknown) =>
    typeof value === "number" &&
    (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    (above === undefined || value > above) &&
    (from === undefined || value >= from) &&
    (to === undefined || value <= to);
  const range = [
    above === undefined ? "" : `above ${above}`,
    from === undefined ? "" : `from ${from}`,
    to === undefined ? (from === undefined ? "" : "up") : above === undefined ? `to ${to}` : `and at most ${to}`,
  ].filter((part) => part !== "");
  return { kind: "leaf", accepts, must: `${what}${integer ? ", whole" : ""}, ${range.join(" ")}`, ...rest };
}

export function flag(options: Common = {}): LeafRule {
  return { kind: "leaf", accepts: (value) => typeof value === "boolean", must: "true or false", ...options };
}

export function choice(values: Readonly<Record<string, string>>, options: Common & { fix?: string } = {}): LeafRule {
  const allowed = Object.values(values);
  const must = `one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}`;
  return { kind: "leaf", accepts: (value) => allowed.some((one) => one === value), must, ...options };
}
