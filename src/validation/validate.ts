import { asRecord, property as propertyPath } from "./property-path";
import type { Problem } from "./problem";
import { isEventual, isIn, relate } from "./cross-field";
import { type LeafRule, type ListRule, type MapRule, type ObjectRule, violation, type Rule } from "./rule";
import { redact, nearest, quote, formatValue } from "./format-value";
import type { Guard, Deferred, Traversal } from "./traversal";

export interface ValidateOptions {
  /** Without one, Outputs are left as they are: the moment before the component exists. */
  readonly guard?: Guard;
  /** Where the value stands in the args. */
  readonly path?: string;
  /** The value came out of a secret Output. */
  readonly hidden?: boolean;
}

export interface Validation<T> {
  readonly problems: Problem[];
  /** The value to go on with: equal to the given one, its Outputs guarded. */
  readonly value: T;
}

/**
 * Validates a value against a rule. What is plain is validated at once; each Output or Promise goes through the guard, which
 * validates it when it resolves.
 */
export function validate<T>(
  rule: Rule,
  value: T,
  { guard, path = "", hidden = false }: ValidateOptions = {},
): Validation<T> {
  const problems: Problem[] = [];
  const checked = visit(rule, value, path, { problems, hidden, guard, deferred: new Map() });
  return { problems, value: checked as T };
}

function visit(rule: Rule, value: unknown, path: string, traversal: Traversal): unknown {
  if (value === undefined || value === null) {
    if (rule.required) {
      traversal.problems.push({ path, reason: `is required: give ${expectation(rule)}` });
    }
    return undefined;
  }
  if (isEventual(value)) {
    return visitEventual(rule, value, path, traversal);
  }
  switch (rule.kind) {
    case "leaf":
      return visitLeaf(rule, value, path, traversal);
    case "object":
      return visitObject(rule, value, path, traversal);
    case "list":
      return visitList(rule, value, path, traversal);
    case "map":
      return visitMap(rule, value, path, traversal);
  }
}

function visitEventual(rule: Rule, value: unknown, path: string, traversal: Traversal): unknown {
  if (rule.plain || rule.kind === "object") {
    const whose = rule.kind === "object" ? "; its own values may be Outputs where they only flow on" : "";
    const reason = `an Output is not allowed: must be known while the program runs, because it decides what is deployed; give ${expectation(rule)}${whose}`;
    traversal.problems.push({ path, reason });
    return undefined;
  }
  if (traversal.guard === undefined) {
    return value;
  }
  const validateResolved = (resolved: unknown, hidden: boolean): Problem[] =>
    resolved === undefined || resolved === null
      ? [
          {
            path,
            reason: `the Output given has no value: must be ${expectation(rule)}${rule.required ? "" : "; leave it out for the default"}`,
          },
        ]
      : validate(rule, resolved, { path, hidden }).problems;
  const deferred: Deferred = { given: value, validate: validateResolved, relations: [] };
  const guarded = traversal.guard(value, async (resolved, hidden) => {
    const related = await Promise.all(deferred.relations.map((relation) => relation()));
    return [...validateResolved(resolved, hidden), ...related.flat()];
  });
  traversal.deferred.set(guarded, deferred);
  return guarded;
}

function visitLeaf(rule: LeafRule, value: unknown, path: string, traversal: Traversal): unknown {
  const reason = violation(rule, value, traversal.hidden);
  if (reason !== undefined) {
    traversal.problems.push({ path, reason });
  }
  return value;
}

function visitObject(rule: ObjectRule, value: unknown, path: string, traversal: Traversal): unknown {
  const given = asRecord(value);
  if (given === undefined) {
    traversal.problems.push({ path: path || "args", reason: wrongShape(rule, value, traversal) });
    return value;
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(rule.properties, name) && given[name] !== undefined) {
      traversal.problems.push({ path: propertyPath(path, name), reason: unknownProperty(rule, name, path) });
    }
  }
  const checked: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(rule.properties)) {
    const result = visit(property, given[name], propertyPath(path, name), traversal);
    if (result !== undefined) {
      checked[name] = result;
    }
  }
  for (const relation of rule.relations ?? []) {
    relate(relation, checked, path, traversal);
  }
  return checked;
}

function unknownProperty(rule: ObjectRule, name: string, path: string): string {
  // Whoever comes from the Python SDK may write ssl_enabled.
  const camelCase = name.slice(0, 64).replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const retired = rule.retired && Object.hasOwn(rule.retired, camelCase) ? rule.retired[camelCase] : undefined;
  if (retired !== undefined) {
    return retired;
  }
  const near = nearest(name, Object.keys(rule.properties));
  const known = near
    ? `did you mean ${propertyPath(path, near)}?`
    : `known are ${Object.keys(rule.properties).join(", ")}`;
  return `is not an input; ${known}`;
}

function visitList(rule: ListRule, value: unknown, path: string, traversal: Traversal): unknown {
  if (!Array.isArray(value)) {
    traversal.problems.push({ path, reason: wrongShape(rule, value, traversal) });
    return value;
  }
  const { atLeast = 0, atMost = Infinity, distinctBy } = rule;
  if (value.length < atLeast || value.length > atMost) {
    traversal.problems.push({ path, reason: `${formatValue(value)} is not allowed: must be ${expectation(rule)}` });
    return value;
  }
  const items = value.map((item, i) => visit({ ...rule.item, required: true }, item, `${path}[${i}]`, traversal));
  if (distinctBy !== undefined) {
    demandDistinct(distinctBy, items, path, traversal);
  }
  return items;
}

function demandDistinct(property: string, items: unknown[], path: string, traversal: Traversal): void {
  const key = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : undefined);
  items.forEach((_, later) => {
    for (let earlier = 0; earlier < later; earlier++) {
      const relation = {
        of: [`[${later}].${property}`, `[${earlier}].${property}`],
        check: ([one, other]: readonly unknown[], [hidden]: readonly boolean[]) =>
          key(one) !== undefined && key(one) === key(other)
            ? {
                path: `[${later}].${property}`,
                reason: `${hidden ? redact(one) : formatValue(one)} is in the list twice: must be there once; leave one out`,
              }
            : undefined,
      };
      if (!isIn(traversal.problems, `${path}[${later}].${property}`)) {
        relate(relation, items, path, traversal);
      }
    }
  });
}

function visitMap(rule: MapRule, value: unknown, path: string, traversal: Traversal): unknown {
  const given = asRecord(value);
  if (given === undefined) {
    traversal.problems.push({ path, reason: wrongShape(rule, value, traversal) });
    return value;
  }
  const entries = Object.entries(given).filter(([, item]) => item !== undefined && item !== null);
  const { atLeast = 0, atMost = Infinity } = rule;
  if (entries.length < atLeast || entries.length > atMost) {
    const range = atLeast > 0 ? `${atLeast} to ${atMost}` : `at most ${atMost}`;
    const reason = `${entries.length} entries are not allowed: must be ${range}${rule.hint ? `; ${rule.hint}` : ""}`;
    traversal.problems.push({ path, reason });
    return value;
  }
  const taken = new Set<string>();
  const checked: [string, unknown][] = entries.map(([name, item]) => {
    const reason = violation(rule.key, name, traversal.hidden) ?? twice(rule, name, taken, traversal.hidden);
    if (reason !== undefined) {
      traversal.problems.push({ path, reason: `the name ${reason}` });
    }
    const shown = reason !== undefined && traversal.hidden ? "…" : quote(name);
    return [name, visit(rule.value, item, `${path}[${shown}]`, traversal)];
  });
  return Object.fromEntries(checked);
}

function twice(rule: MapRule, name: string, taken: Set<string>, hidden: boolean): string | undefined {
  if (rule.distinctBecause === undefined) {
    return undefined;
  }
  const isTaken = taken.has(name.toLowerCase());
  taken.add(name.toLowerCase());
  const shown = hidden ? redact(name) : formatValue(name);
  return isTaken
    ? `${shown} is there twice but for its case: must differ in more, because ${rule.distinctBecause}; rename one`
    : undefined;
}

/** A text in the place of something bigger may be a whole connection string or key file: only its type is named. */
function wrongShape(rule: Rule, value: unknown, traversal: Traversal): string {
  const given = traversal.hidden ? redact(value) : typeof value === "string" ? "a text" : formatValue(value);
  return `${given} is not allowed: must be ${expectation(rule)}`;
}

/** What a rule wants, as it reads after "must be" or "give". */
function expectation(rule: Rule): string {
  switch (rule.kind) {
    case "leaf":
      return rule.expected;
    case "object":
      return `an object with ${Object.keys(rule.properties).join(", ")}`;
    case "map":
      return "an object of names and values";
    case "list":
      return `a list${extent(rule)}`;
  }
}

function extent({ atLeast = 0, atMost }: ListRule): string {
  if (atMost === undefined) {
    return atLeast > 0 ? ` of ${atLeast} or more` : "";
  }
  return atLeast > 0 ? ` of ${atLeast} to ${atMost}` : ` of at most ${atMost}`;
}
