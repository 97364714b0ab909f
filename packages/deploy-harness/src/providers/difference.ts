import { equal, isAsset, isObject, type Properties, type Value } from "./properties";

export type ChangeKind = "add" | "update" | "delete";

export interface PropertyChange {
  kind: ChangeKind;
  /** True when this change needs a new resource. */
  replaces: boolean;
}

/** By path, in the engine's form: `containers[0].resources.requests.cpu`. */
export type Changes = Record<string, PropertyChange>;

/** Says whether a change at a path asks for a new resource; array indices are written `[]`. */
export type Replaces = (path: string) => boolean;

/** Compares inputs property by property, and arrays index by index, as the engine's own comparison does. */
export function compare(olds: Properties, news: Properties, replaces: Replaces = () => false): Changes {
  const changes: Changes = {};
  compareObjects(olds, news, { path: "", rule: "" }, replaces, changes);
  return changes;
}

/** Where a value stands: its path, and the same path with `[]` for every index, by which rules are looked up. */
interface Place {
  path: string;
  rule: string;
}

function compareObjects(olds: Properties, news: Properties, at: Place, replaces: Replaces, changes: Changes): void {
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    compareValues(olds[name], news[name], member(at, name), replaces, changes);
  }
}

function member(at: Place, name: string): Place {
  return at.path === "" ? { path: name, rule: name } : { path: `${at.path}.${name}`, rule: `${at.rule}.${name}` };
}

function compareValues(
  old: Value | undefined,
  current: Value | undefined,
  at: Place,
  replaces: Replaces,
  changes: Changes,
): void {
  if (old === undefined || current === undefined) {
    changes[at.path] = { kind: old === undefined ? "add" : "delete", replaces: replaces(at.rule) };
  } else if (isObject(old) && isObject(current) && !isAsset(old) && !isAsset(current)) {
    compareObjects(old, current, at, replaces, changes);
  } else if (Array.isArray(old) && Array.isArray(current)) {
    for (let index = 0; index < Math.max(old.length, current.length); index++) {
      const place = { path: `${at.path}[${index}]`, rule: `${at.rule}[]` };
      compareValues(old[index], current[index], place, replaces, changes);
    }
  } else if (!equal(old, current)) {
    changes[at.path] = { kind: "update", replaces: replaces(at.rule) };
  }
}
