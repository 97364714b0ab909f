import type { Rule } from "../../../src/validation/rule";

/** One thing that a rule can say no to, such as `required tls.mode` or `relation tls 3`. */
export type Fact = string;

/** Everything that the rules below a path can say no to; any name in a map stands as `*`. */
export function factsOf(rule: Rule, path = ""): Fact[] {
  const place = path === "" ? "args" : path;
  const facts = [
    ...(rule.required ? [`required ${place}`] : []),
    ...((rule.plain || rule.kind === "object") && path !== "" ? [`output ${place}`] : []),
    ...(rule.kind === "leaf" ? [] : [`shape ${place}`]),
  ];
  switch (rule.kind) {
    case "leaf":
      return [...facts, `value ${place}`];
    case "object":
      return [
        ...facts,
        ...Object.keys(rule.retired ?? {}).map((name) => `retired ${below(path, name)}`),
        ...(rule.relations ?? []).map((_, i) => `relation ${place} ${i}`),
        ...Object.entries(rule.properties).flatMap(([name, property]) => factsOf(property, below(path, name))),
      ];
    case "list":
      return [
        ...facts,
        ...(rule.atLeast ? [`least ${place}`] : []),
        ...(rule.atMost === undefined ? [] : [`most ${place}`]),
        ...(rule.distinctBy === undefined ? [] : [`distinct ${place}`]),
        ...factsOf(rule.item, `${path}[0]`),
      ];
    case "map":
      return [
        ...facts,
        ...(rule.atLeast ? [`least ${place}`] : []),
        ...(rule.atMost === undefined ? [] : [`most ${place}`]),
        ...(rule.distinctBecause === undefined ? [] : [`distinct ${place}`]),
        `name ${place}`,
        ...factsOf(rule.value, `${path}[*]`),
      ];
  }
}

/** The same rules, which report what they say no to: a relation by its number, a leaf by the path it stands at. */
export function watched<R extends Rule>(rule: R, said: (fact: Fact) => void, path = ""): R {
  const place = path === "" ? "args" : path;
  switch (rule.kind) {
    case "leaf":
      return { ...rule, accepts: (value: unknown) => rule.accepts(value) || tell(said, `value ${place}`) };
    case "object":
      return {
        ...rule,
        properties: mapValues(rule.properties, (property, name) => watched(property, said, below(path, name))),
        relations: (rule.relations ?? []).map((relation, i) => ({
          ...relation,
          check: (...given: Parameters<typeof relation.check>) => {
            const found = relation.check(...given);
            if ([found ?? []].flat().length > 0) {
              said(`relation ${place} ${i}`);
            }
            return found;
          },
        })),
      };
    case "list":
      return { ...rule, item: watched(rule.item, said, `${path}[0]`) };
    case "map":
      return {
        ...rule,
        key: { ...rule.key, accepts: (value: unknown) => rule.key.accepts(value) || tell(said, `name ${place}`) },
        value: watched(rule.value, said, `${path}[*]`),
      };
  }
}

/** What a line of a message shows that the rules themselves do not report. */
export function factOf(line: string): Fact | undefined {
  const [given = "", reason = ""] = line.split(/: (.*)/s);
  const path = given.replaceAll(/\["[^"]*"\]/g, "[*]");
  const kinds: [RegExp, string][] = [
    [/^is required: give/, "required"],
    [/^an Output is not allowed/, "output"],
    [/^is not an input/, "retired"],
    [/ is in the list twice/, "distinct"],
    [/^the name .* is there twice but for its case/, "distinct"],
    [/^(?:a text|an object|true|\d+) is not allowed: must be (?:a list|an object)/, "shape"],
    [/^a list of \d+ is not allowed: must be an object/, "shape"],
    [/^(?:a list of 0 is|0 entries are) not allowed/, "least"],
    [/^(?:a list of \d+|\d+ entries) (?:is|are) not allowed/, "most"],
  ];
  const kind = kinds.find(([pattern]) => pattern.test(reason))?.[1];
  return kind && `${kind} ${kind === "distinct" ? path.replace(/\[\d+\]\.\w+$/, "") : path}`;
}

function tell(said: (fact: Fact) => void, fact: Fact): false {
  said(fact);
  return false;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}
