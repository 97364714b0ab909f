import { isObject, mapChildren, withoutNulls, UNKNOWN, type Properties, type Value } from "../properties";
import type { ResourceShape } from "./shapes/shape";

/** The request's body: what the SDK has flat, in ARM's wrapping (provider/pkg/convert, sdkInputsToRequestBody.go). */
export function toBody(shape: ResourceShape, inputs: Properties): Properties {
  const body: Properties = {};
  const properties: Properties = {};
  const named = nestedNames(shape).reduce((given, [path, armName]) => rename(given, path, armName), inputs);
  for (const name of shape.inputs) {
    const value = named[name];
    if (value === undefined) {
      continue;
    }
    const armName = shape.armNames?.[name] ?? name;
    if (shape.wrappedLists?.includes(name) && Array.isArray(value)) {
      properties[armName] = value.map(wrap);
    } else if (shape.topLevel.includes(name)) {
      body[armName] = name === "identity" ? identityToBody(value) : value;
    } else {
      properties[armName] = value;
    }
  }
  return Object.keys(properties).length > 0 ? { ...body, properties } : body;
}

/** The names of nested members that ARM has otherwise: their paths in the SDK, and ARM's names. */
function nestedNames({ armNames = {} }: ResourceShape): [string[], string][] {
  return Object.entries(armNames).flatMap(([path, armName]): [string[], string][] =>
    path.includes(".") ? [[path.split("."), armName]] : [],
  );
}

function rename(value: Properties, [first = "", ...rest]: string[], to: string): Properties {
  const { [first]: child, ...others } = value;
  if (child === undefined) {
    return value;
  }
  if (rest.length === 0) {
    return { ...others, [to]: child };
  }
  return isObject(child) ? { ...value, [first]: rename(child, rest, to) } : value;
}

function wrap(item: Value): Value {
  if (!isObject(item)) {
    return item;
  }
  const { name, ...properties } = item;
  return { name: name ?? null, properties };
}

/** The SDK has the user-assigned identities as a list of ids; ARM wants an object with the ids as names. */
function identityToBody(identity: Value): Value {
  if (!isObject(identity) || !Array.isArray(identity.userAssignedIdentities)) {
    return identity;
  }
  const ids = identity.userAssignedIdentities.map((id) => [String(id), {}]);
  return { ...identity, userAssignedIdentities: Object.fromEntries(ids) };
}

/** ARM's answer as the SDK's outputs, without what the SDK does not know; `id` is Pulumi's own and not repeated. */
export function toOutputs(shape: ResourceShape, response: Properties): Properties {
  const { properties, ...top } = withoutNulls(response);
  const flat = isObject(properties) && !keepsProperties(shape) ? withSdkNames(shape, properties) : { properties };
  const all = { ...top, ...flat } as Record<string, Value | undefined>;
  const outputs: Properties = {};
  for (const name of outputNames(shape)) {
    const value = all[name];
    if (value !== undefined) {
      outputs[name] = shape.wrappedLists?.includes(name) ? unwrapList(value) : value;
    }
  }
  const named = nestedNames(shape).reduce(
    (given, [path, armName]) => rename(given, [...path.slice(0, -1), armName], path.at(-1) ?? ""),
    outputs,
  );
  return withVersion(shape, removeAll(named, shape.inputsOnly ?? []));
}

function keepsProperties(shape: ResourceShape): boolean {
  return shape.wrappedOutputs === true || shape.topLevel.includes("properties");
}

function withSdkNames(shape: ResourceShape, properties: Properties): Properties {
  const sdkNames = new Map(Object.entries(shape.armNames ?? {}).map(([sdkName, armName]) => [armName, sdkName]));
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [sdkNames.get(name) ?? name, value]));
}

function outputNames(shape: ResourceShape): string[] {
  const readOnly = shape.readOnly.filter((path) => !/[.[]/.test(path));
  return [...shape.inputs, ...readOnly].filter((name) => !shape.inputsOnly?.includes(name));
}

function unwrapList(list: Value): Value {
  return mapChildren(list, (item) =>
    isObject(item) && isObject(item.properties) ? { name: item.name ?? null, ...item.properties } : item,
  );
}

function withVersion({ apiVersion }: ResourceShape, outputs: Properties): Properties {
  return apiVersion === undefined ? outputs : { ...outputs, azureApiVersion: apiVersion };
}

/** Outputs without what only Azure sets: the form in which they can be compared with, or become, inputs. */
export function toInputs(shape: ResourceShape, outputs: Properties): Properties {
  const given = shape.inputs.flatMap((name): [string, Value][] =>
    outputs[name] === undefined ? [] : [[name, outputs[name]]],
  );
  const inputs = removeAll(Object.fromEntries(given), shape.readOnly);
  const identity = inputs.identity;
  if (isObject(identity) && isObject(identity.userAssignedIdentities)) {
    inputs.identity = { ...identity, userAssignedIdentities: Object.keys(identity.userAssignedIdentities) };
  }
  return inputs;
}

function removeAll(value: Properties, paths: string[]): Properties {
  return paths.reduce<Value>((rest, path) => remove(rest, path.split(".")), value) as Properties;
}

function remove(value: Value, [first, ...rest]: string[]): Value {
  if (!isObject(value) || first === undefined) {
    return value;
  }
  const name = first.replace("[]", "");
  const { [name]: child, ...others } = value;
  if (child === undefined || rest.length === 0) {
    return others;
  }
  return {
    ...others,
    [name]: first.endsWith("[]") ? mapChildren(child, (item) => remove(item, rest)) : remove(child, rest),
  };
}

/**
 * The outputs that a preview can tell (previewOutputs.go): the inputs, with everything that only Azure sets unknown.
 * Any input that has an output's name stands for it, a part of the path too.
 */
export function previewOutputs(shape: ResourceShape, inputs: Properties): Properties {
  if (shape.apiVersion === undefined) {
    return {}; // the plugin has no list of outputs for what it implements itself
  }
  const known = outputNames(shape).map((name): [string, Value] => [name, inputs[name] ?? UNKNOWN]);
  const outputs = removeAll(Object.fromEntries(known), shape.inputsOnly ?? []);
  const inUnion = (path: string) => shape.unions?.some((union) => path.startsWith(`${union}.`));
  const always = [...shape.readOnly.filter((path) => path.includes(".")), "identity.userAssignedIdentities"];
  const unknown = always.filter((path) => !inUnion(path)).reduce<Value>(markWith(true), outputs);
  const filled = (shape.filledIn ?? []).reduce<Value>(markWith(false), unknown);
  return withVersion(shape, filled as Properties);
}

function markWith(replace: boolean): (value: Value, path: string) => Value {
  return (value, path) => markUnknown(value, path.split("."), replace);
}

/** Puts the mark of the unknown at a path whose parents are there. */
function markUnknown(value: Value, [first, ...rest]: string[], replace: boolean): Value {
  if (!isObject(value) || first === undefined) {
    return value;
  }
  const name = first.replace("[]", "");
  const child = value[name];
  if (rest.length === 0) {
    return replace || child === undefined ? { ...value, [name]: UNKNOWN } : value;
  }
  if (child === undefined) {
    return value;
  }
  const deeper = (item: Value) => markUnknown(item, rest, replace);
  return { ...value, [name]: first.endsWith("[]") ? mapChildren(child, deeper) : deeper(child) };
}
