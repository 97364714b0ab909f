/**
 * Property values as they travel between a program, an engine and a provider: JSON, with marks for what is secret and
 * what is not known yet. The marks are the SDK's own (`@pulumi/pulumi/runtime`, `rpc.ts`).
 */
export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
  [name: string]: Value;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSETS: unknown[] = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/** Stands for a value that only the real operation will bring. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function secret(value: Value): Properties {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Value | undefined): value is Properties & { value: Value } {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** A file, or a set of files, that travels as a value; the engine adds the `hash` of its content. */
export function isAsset(value: Value | undefined): value is Properties {
  return isObject(value) && ASSETS.includes(value[SIGNATURE]);
}

export function containsSecret(value: Value | undefined): boolean {
  return isSecret(value) || children(value).some(containsSecret);
}

export function containsUnknown(value: Value | undefined): boolean {
  return value === UNKNOWN || children(value).some(containsUnknown);
}

function children(value: Value | undefined): Value[] {
  if (Array.isArray(value)) {
    return value;
  }
  return isObject(value) ? Object.values(value) : [];
}

/** The same value without the marks of secrets: what a provider is given. */
export function unwrap<T extends Value>(value: T): T;
export function unwrap(value: Value): Value {
  if (isSecret(value)) {
    return unwrap(value.value);
  }
  return mapChildren(value, unwrap);
}

export function mapChildren(value: Value, change: (child: Value) => Value): Value {
  if (Array.isArray(value)) {
    return value.map(change);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, change(child)]));
  }
  return value;
}

/**
 * Brings a program's values into the form that is kept: output values become plain, secret or unknown ones; a
 * reference to a resource becomes its id, as the engine does for a provider that takes no references.
 */
export function normalize(value: Value): Value {
  if (isObject(value) && value[SIGNATURE] === OUTPUT) {
    const inner = "value" in value ? normalize(value.value ?? null) : UNKNOWN;
    return value.secret === true ? secret(inner) : inner;
  }
  if (isObject(value) && value[SIGNATURE] === RESOURCE) {
    return "id" in value ? value.id || UNKNOWN : (value.urn ?? null);
  }
  return mapChildren(value, normalize);
}

/** Providers skip nulls in objects (azure-native: `SkipNulls`), so null and absent are the same to them. */
export function withoutNulls<T extends Value>(value: T): T;
export function withoutNulls(value: Value): Value {
  if (isObject(value)) {
    const kept = Object.entries(value).filter(([, child]) => child !== null);
    return Object.fromEntries(kept.map(([name, child]) => [name, withoutNulls(child)]));
  }
  return mapChildren(value, withoutNulls);
}

export function equal(left: Value | undefined, right: Value | undefined): boolean {
  // What is not known yet may turn out to be anything: it equals nothing, itself included.
  if (left === UNKNOWN || right === UNKNOWN) {
    return false;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (isAsset(left) && isAsset(right)) {
    // The content counts, not where it was read from.
    return left.hash === right.hash;
  }
  if (isObject(left) && isObject(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => name in left && name in right && equal(left[name], right[name]));
  }
  return left === right;
}
