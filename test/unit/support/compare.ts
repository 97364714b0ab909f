import type { Json } from "./build";

/** Two values that stand in the same place of two documents and differ; a missing one is `undefined`. */
export type Difference = [before: Json | undefined, after: Json | undefined, path: string];

/** Where two documents differ, down to their texts and numbers. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) {
    return Object.is(before, after) ? [] : [[before as Json, after as Json, path]];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const at = (value: object, name: string) => (value as Record<string, unknown>)[name];
  return [...names].flatMap((name) => differences(at(before, name), at(after, name), `${path}/${name}`));
}

/** Whether a difference is just that: the one value in the place of the other, as it is or in an encoding of ours. */
export function follows(before: Json | undefined, after: Json | undefined, harmless: unknown, given: unknown): boolean {
  if (typeof given === "number") {
    // Numbers are converted (seconds, bytes); they mean nothing but themselves.
    return isNumeric(before) && typeof before === typeof after && withoutNumbers(before) === withoutNumbers(after);
  }
  if (typeof before !== "string" || typeof harmless !== "string" || typeof given !== "string") {
    return false;
  }
  return encodings.some(
    (encode) => before.includes(encode(harmless)) && before.replaceAll(encode(harmless), () => encode(given)) === after,
  );
}

const encodings: ((text: string) => string)[] = [
  (text) => text,
  // An expression of Caddy's holds it as a literal.
  (text) => JSON.stringify(text),
  // A file of a secret volume.
  (text) => Buffer.from(text).toString("base64"),
];

/** All that Caddy would replace when it meets it, without the numbers in it. */
export function placeholders(document: Json): string[] {
  return texts(document)
    .flatMap((text) => text.match(/\{+[^{}]*\}*/g) ?? [])
    .map(withoutNumbers);
}

function texts(value: Json): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, held]: [string, Json]) => [name, ...texts(held)])
    : [];
}

function isNumeric(value: Json | undefined): value is string | number {
  return typeof value === "number" || typeof value === "string";
}

function withoutNumbers(value: unknown): string {
  return typeof value === "number" ? "" : String(value).replaceAll(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, "0");
}
