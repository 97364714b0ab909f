import { isObject, type Properties, type Value } from "../providers/properties";

/** A step into a value: a property's name, an index, or `*` for any of them. */
type Part = string | number;

/** Reads `containers[*].resources`, `tags["cost.center"]` and the like, as `ignoreChanges` and `replaceOnChanges` have them. */
function parsePath(path: string): Part[] {
  const parts: Part[] = [];
  for (const [, quoted, index, name] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    if (quoted !== undefined) {
      parts.push(quoted.replaceAll('\\"', '"'));
    } else if (index !== undefined) {
      parts.push(index === "*" ? "*" : Number(index));
    } else if (name !== undefined) {
      parts.push(name);
    }
  }
  return parts;
}

/** True when what stands at `inner` is at or under `outer`, where `*` in `outer` is any name or index. */
export function contains(outer: string, inner: string): boolean {
  const innerParts = parsePath(inner);
  const outerParts = parsePath(outer);
  return (
    outerParts.length <= innerParts.length &&
    outerParts.every((part, position) => part === "*" || String(part) === String(innerParts[position]))
  );
}

/** The new inputs with the old value at each ignored path, and without it where there was none. */
export function ignoreChanges(olds: Properties, news: Properties, paths: string[]): Properties {
  return paths.reduce((inputs: Value, path) => reset(olds, inputs, parsePath(path)) ?? null, news) as Properties;
}

/** Undefined stands for a value that is not there. */
function reset(old: Value | undefined, current: Value | undefined, [part, ...rest]: Part[]): Value | undefined {
  if (part === undefined) {
    return old;
  }
  if (Array.isArray(current) && Array.isArray(old)) {
    return current.map((item, index) =>
      part === "*" || part === index ? (reset(old[index], item, rest) ?? item) : item,
    );
  }
  if (isObject(current) && isObject(old)) {
    const names = part === "*" ? new Set([...Object.keys(old), ...Object.keys(current)]) : [String(part)];
    const result = { ...current };
    for (const name of names) {
      const value = reset(old[name], current[name], rest);
      if (value === undefined) {
        delete result[name];
      } else {
        result[name] = value;
      }
    }
    return result;
  }
  return current;
}
