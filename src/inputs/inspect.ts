import * as pulumi from "@pulumi/pulumi";

import { Problem } from "./problem";
import { ListRule, LeafRule, MapRule, ObjectRule, refusal, Relation, Rule } from "./rule";
import { nearest, show } from "./show";

/** Takes over an Output: gives back one that carries the value only when the rule accepts it. */
export type Guard = (value: unknown, check: (resolved: unknown, hidden: boolean) => Problem[]) => unknown;

interface Walk {
  readonly problems: Problem[];
  /** The value came out of a secret Output. */
  readonly hidden: boolean;
  readonly guard: Guard;
}

export interface Inspection<T> {
  readonly problems: Problem[];
  /** The value to go on with: equal to the given one, its Outputs guarded. */
  readonly value: T;
}

/**
 * Holds a value against a rule. What is plain is judged at once; each Output or Promise goes through `guard`, which
 * judges it when it resolves.
 */
export function inspect<T>(rule: Rule, value: T, guard: Guard, path = "", hidden = false): Inspection<T> {
  const problems: Problem[] = [];
  const checked = visit(rule, value, path, { problems, hidden, guard });
  return { problems, value: checked as T };
}

/** A guard for the moment before the component exists: Outputs are left as they are, to be judged later. */
export const later: Guard = (value) => value;

export function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function visit(rule: Rule, value: unknown, path: string, walk: Walk): unknown {
  if (value === undefined || value === null) {
    if (rule.required) {
      walk.problems.push({ path, reason: `is required: give ${expectation(rule)}` });
    }
    return undefined;
  }
  if (isEventual(value)) {
    if (rule.plain || rule.kind === "object") {
      const what = rule.kind === "object" ? "a plain object (its values may be Outputs)" : expectation(rule);
      const reason = `an Output is not allowed: must be ${what}, known when the program runs, because it decides which resources exist`;
      walk.problems.push({ path, reason });
      return undefined;
    }
    return walk.guard(value, (resolved, hidden) => inspect(rule, resolved, later, path, hidden).problems);
  }
  switch (rule.kind) {
    case "leaf":
      return visitLeaf(rule, value, path, walk);
    case "object":
      return visitObject(rule, value, path, walk);
    case "list":
      return visitList(rule, value, path, walk);
    case "map":
      return visitMap(rule, value, path, walk);
  }
}

function visitLeaf(rule: LeafRule, value: unknown, path: string, walk: Walk): unknown {
  const reason = refusal(rule, value, walk.hidden);
  if (reason !== undefined) {
    walk.problems.push({ path, reason });
  }
  return value;
}

function visitObject(rule: ObjectRule, value: unknown, path: string, walk: Walk): unknown {
  const given = asRecord(value);
  if (given === undefined) {
    walk.problems.push({ path: path || "args", reason: wrongShape(rule, value, walk) });
    return value;
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(rule.properties, name) && given[name] !== undefined) {
      walk.problems.push({ path: join(path, name), reason: unknownProperty(rule, name, path) });
    }
  }
  const checked: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(rule.properties)) {
    const result = visit(property, given[name], join(path, name), walk);
    if (result !== undefined) {
      checked[name] = result;
    }
  }
  for (const relation of rule.relations ?? []) {
    relate(relation, checked, path, walk);
  }
  return checked;
}

function unknownProperty(rule: ObjectRule, name: string, path: string): string {
  const retired = rule.retired && Object.hasOwn(rule.retired, name) ? rule.retired[name] : undefined;
  if (retired !== undefined) {
    return retired;
  }
  const near = nearest(name, Object.keys(rule.properties));
  const known = near ? `did you mean ${join(path, near)}?` : `known are ${Object.keys(rule.properties).join(", ")}`;
  return `is not an input; ${known}`;
}

function relate(relation: Relation, checked: Record<string, unknown>, path: string, walk: Walk): void {
  const values = relation.of.map((name) => at(checked, name));
  const judge = (resolved: unknown[]): Problem[] => {
    const found = [relation.check(...resolved) ?? []].flat();
    return found.map((problem) => ({ ...problem, path: join(path, problem.path) }));
  };
  if (relation.presence || !values.some(isEventual)) {
    // A value that its own rule refused says enough; a relation on top of it would only confuse.
    const refused = relation.of.some((name) => walk.problems.some((problem) => problem.path === join(path, name)));
    if (!refused) {
      walk.problems.push(...judge(values));
    }
    return;
  }
  const carrier = at(checked, relation.carriedBy);
  if (carrier === undefined) {
    return;
  }
  const others = values.map((value, i) => (relation.of[i] === relation.carriedBy ? undefined : value));
  const guarded = walk.guard(pulumi.all([carrier, ...others]), (resolved) => {
    const [first, ...rest] = resolved as unknown[];
    return judge(rest.map((value, i) => (relation.of[i] === relation.carriedBy ? first : value)));
  });
  if (pulumi.Output.isInstance(guarded) && walk.guard !== later) {
    set(
      checked,
      relation.carriedBy,
      (guarded as pulumi.Output<unknown[]>).apply((resolved) => resolved[0]),
    );
  }
}

function visitList(rule: ListRule, value: unknown, path: string, walk: Walk): unknown {
  if (!Array.isArray(value)) {
    walk.problems.push({ path, reason: wrongShape(rule, value, walk) });
    return value;
  }
  const { atLeast = 0, atMost = Infinity } = rule;
  if (value.length < atLeast || value.length > atMost) {
    walk.problems.push({ path, reason: `${show(value)} is not allowed: must be ${expectation(rule)}` });
  }
  return value.map((item, i) => visit({ ...rule.item, required: true }, item, `${path}[${i}]`, walk));
}

function visitMap(rule: MapRule, value: unknown, path: string, walk: Walk): unknown {
  const given = asRecord(value);
  if (given === undefined) {
    walk.problems.push({ path, reason: wrongShape(rule, value, walk) });
    return value;
  }
  const entries = Object.entries(given).filter(([, item]) => item !== undefined && item !== null);
  if (rule.atMost !== undefined && entries.length > rule.atMost) {
    const reason = `${entries.length} entries are not allowed: must be at most ${rule.atMost}`;
    walk.problems.push({ path, reason });
  }
  const checked: [string, unknown][] = entries.map(([name, item]) => {
    const reason = refusal(rule.key, name);
    if (reason !== undefined) {
      walk.problems.push({ path, reason: `the name ${reason}` });
    }
    return [name, visit(rule.value, item, `${path}[${show(name)}]`, walk)];
  });
  return Object.fromEntries(checked);
}

function wrongShape(rule: Rule, value: unknown, walk: Walk): string {
  const given = walk.hidden || rule.secret ? "the value given" : show(value);
  return `${given} is not allowed: must be ${expectation(rule)}`;
}

/** What a rule wants, as it reads after "must be" or "give". */
function expectation(rule: Rule): string {
  switch (rule.kind) {
    case "leaf":
      return rule.must;
    case "object":
      return `an object with ${Object.keys(rule.properties).join(", ")}`;
    case "map":
      return "an object of names and values";
    case "list":
      return `a list${rule.atLeast ? ` of at least ${rule.atLeast}` : ""}${rule.atMost ? ` of at most ${rule.atMost}` : ""}`;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function at(value: Record<string, unknown>, path: string): unknown {
  return path.split(".").reduce<unknown>((held, name) => asRecord(held)?.[name], value);
}

function set(value: Record<string, unknown>, path: string, item: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce<unknown>((held, name) => asRecord(held)?.[name], value);
  (holder as Record<string, unknown>)[last] = item;
}
