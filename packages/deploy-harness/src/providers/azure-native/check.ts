import { createHash } from "node:crypto";
import { isObject, UNKNOWN, type Properties, type Value } from "../properties";
import type { CheckFailure, Subject } from "../provider";
import { parametersOf } from "./path";
import type { ResourceShape } from "./shapes";

/**
 * A name from an earlier run is kept. A new one is random: the resource's name and eight hexadecimal digits, or an id
 * in the form of a UUID; or it is the resource's own name (`getDefaultName`).
 */
export function addName(
  { name: rule }: ResourceShape,
  { name, oldInputs, randomSeed }: Subject & { oldInputs: Properties; randomSeed: Buffer },
  inputs: Properties,
): void {
  if (rule === undefined || inputs[rule.input] !== undefined) {
    return;
  }
  const old = oldInputs[rule.input];
  const digits = createHash("sha256").update(randomSeed).update(name).digest("hex");
  const made = {
    random: `${name}${digits.slice(0, 8)}`,
    uuid: digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    copy: name,
  }[rule.kind];
  inputs[rule.input] = old ?? made;
  const random = old === undefined ? rule.kind !== "copy" : oldInputs.__createBeforeDelete === true;
  if (random) {
    inputs.__createBeforeDelete = true;
  }
}

/** What the plugin says against inputs before anything is sent. */
export function problemsOf(shape: ResourceShape, inputs: Properties): CheckFailure[] {
  const missing = [...parametersOf(shape.path), ...(shape.required ?? [])].filter((path) => !has(inputs, path));
  const misfits = Object.entries(shape.patterns ?? {}).filter(([name, pattern]) => {
    const value = inputs[name];
    return typeof value === "string" && value !== UNKNOWN && !new RegExp(pattern).test(value);
  });
  return [
    ...missing.map((property) => ({ property, reason: missingReason(property) })),
    ...misfits.map(([property, pattern]) => ({
      property,
      reason: `'${property}' does not match expression '${pattern}'`,
    })),
  ];
}

function has(inputs: Properties, path: string): boolean {
  let value: Value | undefined = inputs;
  for (const name of path.split(".")) {
    if (value === UNKNOWN) {
      return true;
    }
    value = isObject(value) ? value[name] : undefined;
  }
  return value !== undefined;
}

function missingReason(property: string): string {
  const wayOut = "Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.";
  return `missing required property '${property}'${property === "location" ? `. ${wayOut}` : ""}`;
}
