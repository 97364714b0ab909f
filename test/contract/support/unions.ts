import type { Definitions, Schema } from "./schema";

const reference = "#/definitions/";

/**
 * OpenAPI's discriminators as choices: wherever a base is referred to that has kinds, one of these has to fit, and each
 * has its own word for what it is. What may be null says so too.
 */
export function withKinds(definitions: Definitions): Definitions {
  const kinds = kindsByBase(definitions);
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(visit);
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const { allOf, ...schema } = value as Schema;
    const visited = Object.fromEntries(Object.entries(schema).map(([name, child]) => [name, visit(child)])) as Schema;
    const possible = kinds.get(schema.$ref ?? "");
    const chosen = possible === undefined ? visited : { oneOf: possible.map((name) => ({ $ref: reference + name })) };
    // What a definition is made from stays as it is: only the base's own properties are wanted there.
    const whole = allOf === undefined ? chosen : { ...chosen, allOf };
    if (schema["x-nullable"] !== true) {
      return whole;
    }
    // What the rules for requests and answers look at stays at the outside.
    const { readOnly = false, "x-ms-secret": secret = false } = schema;
    return { readOnly, "x-ms-secret": secret, oneOf: [whole, { type: "null" }] };
  };
  const visited = Object.entries(definitions).map(([name, schema]): [string, Schema] => [
    name,
    withOwnWord(visit(schema) as Schema, definitions),
  ]);
  return Object.fromEntries(visited);
}

function kindsByBase(definitions: Definitions): Map<string, string[]> {
  const kinds = new Map<string, string[]>();
  for (const [name, schema] of Object.entries(definitions)) {
    const base = baseOf(schema, definitions);
    if (base !== undefined) {
      const ref = reference + base;
      kinds.set(ref, [...(kinds.get(ref) ?? []), name]);
    }
  }
  return kinds;
}

/** The definition with a discriminator that a kind is made from, be it through others. */
function baseOf(schema: Schema, definitions: Definitions): string | undefined {
  if (schema["x-ms-discriminator-value"] === undefined) {
    return undefined;
  }
  const parents = (schema.allOf ?? []).map(({ $ref }) => ($ref ?? "").replace(reference, ""));
  return parents.find((name) => definitions[name]?.discriminator !== undefined);
}

function withOwnWord(schema: Schema, definitions: Definitions): Schema {
  const base = baseOf(schema, definitions);
  const word = base === undefined ? undefined : definitions[base]?.discriminator;
  return typeof word === "string"
    ? { ...schema, properties: { ...schema.properties, [word]: { enum: [schema["x-ms-discriminator-value"]] } } }
    : schema;
}

/**
 * In schemas of deployment templates a base and the choice of its kinds stand side by side in an `allOf`; to be closed,
 * each choice needs the base's properties itself.
 */
export function spreadChoices(definitions: Definitions): Definitions {
  const spread = Object.entries(definitions).map(([name, schema]): [string, Schema] => {
    const choice = schema.allOf?.find(({ oneOf }) => oneOf !== undefined);
    if (choice?.oneOf === undefined) {
      return [name, schema];
    }
    const others = (schema.allOf ?? []).filter((part) => part !== choice);
    const choices = choice.oneOf.map((kind) => ({ allOf: [...(kind.allOf ?? [kind])].reverse().concat(others) }));
    return [name, { oneOf: choices }];
  });
  return Object.fromEntries(spread);
}
