import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/** As much of JSON Schema, and of OpenAPI's dialect of it, as Microsoft's specifications use. */
export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema | false>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  required?: string[];
  enum?: unknown[];
  readOnly?: boolean;
  "x-ms-secret"?: boolean;
  [other: string]: unknown;
}

export type Definitions = Record<string, Schema>;

/** Changes a property's schema before it is closed; `false` forbids the property. */
export type PropertyRule = (name: string, property: Schema, resolve: (schema: Schema) => Schema) => Schema | false;

const reference = "#/definitions/";

/**
 * The same definitions with every object closed: both of Microsoft's formats let unknown properties pass, and a
 * misspelt one would never be seen. `allOf` is merged first, because a closed part would refuse what another one has.
 */
export function closed(definitions: Definitions, rule: PropertyRule = (_, property) => property): Definitions {
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) {
      return schema;
    }
    const target = definitions[schema.$ref.replace(reference, "")];
    if (target === undefined) {
      throw new Error(`the specification refers to ${schema.$ref}, which it does not have`);
    }
    return target;
  };
  const close = (schema: Schema): Schema => {
    const { allOf, ...merged } = schema;
    for (const part of (allOf ?? []).map((one) => close(resolve(one)))) {
      merged.type ??= part.type;
      merged.properties = { ...part.properties, ...merged.properties };
      merged.required = [...new Set([...(part.required ?? []), ...(merged.required ?? [])])];
    }
    if (merged.items !== undefined) {
      merged.items = close(merged.items);
    }
    merged.oneOf = merged.oneOf?.map(close);
    if (typeof merged.additionalProperties === "object") {
      merged.additionalProperties = close(merged.additionalProperties);
    }
    return merged.properties === undefined ? withoutUndefined(merged) : withoutUndefined(closeObject(merged));
  };
  const closeObject = (schema: Schema): Schema => {
    const properties = Object.entries(schema.properties ?? {}).map(([name, property]): [string, Schema | false] => {
      const changed = property === false ? false : rule(name, property, resolve);
      return [name, changed === false ? false : close(changed)];
    });
    const forbidden = properties.filter(([, property]) => property === false).map(([name]) => name);
    return {
      ...schema,
      type: "object",
      properties: Object.fromEntries(properties),
      required: schema.required?.filter((name) => !forbidden.includes(name)),
      additionalProperties: schema.additionalProperties ?? false,
    };
  };
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, close(schema)]));
}

function withoutUndefined(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

/** A check of values against one of the definitions: it answers the problems, with their paths. */
export function checker(definitions: Definitions): (name: string, value: unknown) => string[] {
  // Not strict: OpenAPI has keywords of its own. So has Azure formats, for resource ids and for seconds since 1970.
  const unixtime = { type: "number" as const, validate: Number.isInteger };
  const formats = { "arm-id": /^\/subscriptions\/./i, unixtime };
  const ajv = addFormats(new Ajv({ allErrors: true, strict: false, formats }));
  ajv.addSchema({ $id: "spec", definitions });
  const validators = new Map<string, ValidateFunction>();
  return (name, value) => {
    const validate = validators.get(name) ?? ajv.compile({ $ref: `spec${reference}${name}` });
    validators.set(name, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(describe);
  };
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const detail = (params.additionalProperty ?? params.allowedValues) as unknown;
  return `${instancePath || "/"} ${message ?? "is wrong"}${detail === undefined ? "" : ` (${String(detail)})`}`;
}
