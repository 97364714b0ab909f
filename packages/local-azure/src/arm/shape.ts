import { badRequest } from "./arm-error";

/** The form of a JSON value, as the specifications give it. */
export type Shape =
  | { kind: "string"; oneOf?: readonly string[] }
  | { kind: "number" | "integer" | "boolean" | "anything" }
  | { kind: "list"; of: Shape }
  | { kind: "map"; of: Shape }
  | { kind: "object"; properties: Record<string, Shape>; required: readonly string[] };

export const string: Shape = { kind: "string" };
export const number: Shape = { kind: "number" };
export const integer: Shape = { kind: "integer" };
export const boolean: Shape = { kind: "boolean" };
export const anything: Shape = { kind: "anything" };
export const oneOf = (...values: string[]): Shape => ({ kind: "string", oneOf: values });
export const list = (of: Shape): Shape => ({ kind: "list", of });
export const map = (of: Shape): Shape => ({ kind: "map", of });
export const object = (properties: Record<string, Shape>, required: readonly string[] = []): Shape => ({
  kind: "object",
  properties,
  required,
});

/**
 * Refuses what does not have the form of the specification, unknown properties included. How strict Azure is with
 * unknown ones is not known for every level; a program that sends them has a mistake in any case.
 */
export function checkShape(shape: Shape, value: unknown, path = ""): void {
  switch (shape.kind) {
    case "anything":
      return;
    case "string":
      if (typeof value !== "string") {
        throw malformed(`Unexpected ${describe(value)}, a string is expected.`, path);
      }
      if (shape.oneOf && !shape.oneOf.includes(value)) {
        throw malformed(`Error converting value "${value}": it must be one of ${shape.oneOf.join(", ")}.`, path);
      }
      return;
    case "number":
    case "integer":
      if (typeof value !== "number" || !Number.isFinite(value)) {
        throw malformed(`Unexpected ${describe(value)}, a number is expected.`, path);
      }
      if (shape.kind === "integer" && !Number.isInteger(value)) {
        throw malformed(`Input '${value}' is not a valid integer.`, path);
      }
      return;
    case "boolean":
      if (typeof value !== "boolean") {
        throw malformed(`Unexpected ${describe(value)}, a boolean is expected.`, path);
      }
      return;
    case "list":
      if (!Array.isArray(value)) {
        throw malformed(`Unexpected ${describe(value)}, an array is expected.`, path);
      }
      value.forEach((item, index) => checkShape(shape.of, item, `${path}[${index}]`));
      return;
    case "map":
      for (const [key, item] of Object.entries(asObject(value, path))) {
        checkShape(shape.of, item, join(path, key));
      }
      return;
    case "object":
      checkObject(shape, asObject(value, path), path);
  }
}

function checkObject(shape: Shape & { kind: "object" }, value: Record<string, unknown>, path: string): void {
  for (const [name, item] of Object.entries(value)) {
    const property = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
    if (property === undefined) {
      throw malformed(`Could not find member '${name}' on the object.`, join(path, name));
    }
    checkShape(property, item, join(path, name));
  }
  for (const name of shape.required) {
    if (value[name] === undefined) {
      throw malformed(`Required property '${name}' not found in JSON.`, path);
    }
  }
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(`Unexpected ${describe(value)}, an object is expected.`, path);
  }
  return value as Record<string, unknown>;
}

// The code and the frame of the sentence are Azure's (seen in azure-sdk-for-js issue 36767).
function malformed(reason: string, path: string) {
  return badRequest(
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${reason} Path '${path}'.'.`,
    path || undefined,
  );
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

// Only the kind of a value: the value itself may be a secret.
function describe(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
