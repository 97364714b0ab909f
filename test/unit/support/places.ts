import type { Rule } from "../../../src/validation/rule";

/** One place in a set of valid inputs where a value can be put. */
export interface Place {
  /** As messages name it. */
  readonly path: string;
  readonly steps: readonly string[];
  readonly rule: Rule;
  /** What stands there in the valid inputs. */
  readonly harmless: unknown;
}

/** All places of the rules that hold a value in these inputs. */
export function placesIn(rule: Rule, value: unknown, path = "", steps: readonly string[] = []): Place[] {
  if (value === undefined) {
    return [];
  }
  const here: Place[] = path === "" ? [] : [{ path, steps, rule, harmless: value }];
  const held = value as Record<string, unknown>;
  switch (rule.kind) {
    case "leaf":
      return here;
    case "object":
      return Object.entries(rule.properties).reduce(
        (places, [name, property]) =>
          places.concat(placesIn(property, held[name], path === "" ? name : `${path}.${name}`, [...steps, name])),
        here,
      );
    case "list":
      return [...here, ...placesIn(rule.item, held[0], `${path}[0]`, [...steps, "0"])];
    case "map":
      return Object.keys(held).reduce(
        (places, name) =>
          places.concat(placesIn(rule.value, held[name], `${path}[${JSON.stringify(name)}]`, [...steps, name])),
        here,
      );
  }
}

/** The same inputs with another value in one place. */
export function withValue(args: object, steps: readonly string[], value: unknown): object {
  const [step = "", ...rest] = steps;
  const held = (args as Record<string, unknown>)[step];
  const changed = rest.length === 0 ? value : withValue(held as object, rest, value);
  if (Array.isArray(args)) {
    return args.map((item: unknown, i) => (String(i) === step ? changed : item));
  }
  return { ...args, [step]: changed };
}

/** Whether a place takes any text or number of a kind, and not one of a few values that each mean something else. */
export function isOpen({ rule, harmless }: Place): boolean {
  return rule.kind === "leaf" && typeof harmless !== "boolean" && !rule.expected.startsWith("one of");
}
