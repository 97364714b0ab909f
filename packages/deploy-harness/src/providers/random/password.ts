import { randomInt } from "node:crypto";
import type { Properties } from "../properties";

// The classes and special characters that the `random` provider uses (hashicorp/random, resource `random_password`).
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

interface CharacterClass {
  characters: string;
  used: boolean;
  atLeast: number;
}

function classesOf(inputs: Properties): CharacterClass[] {
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : SPECIAL;
  const numeric = inputs.numeric ?? inputs.number;
  return [
    { characters: LOWER, used: inputs.lower !== false, atLeast: Number(inputs.minLower ?? 0) },
    { characters: UPPER, used: inputs.upper !== false, atLeast: Number(inputs.minUpper ?? 0) },
    { characters: NUMERIC, used: numeric !== false, atLeast: Number(inputs.minNumeric ?? 0) },
    { characters: special, used: inputs.special !== false, atLeast: Number(inputs.minSpecial ?? 0) },
  ].filter(({ used }) => used);
}

/** Undefined when a password can be made from these inputs, else the reason why not. */
export function problemOf(inputs: Properties): string | undefined {
  const classes = classesOf(inputs);
  const atLeast = classes.reduce((sum, { atLeast }) => sum + atLeast, 0);
  if (typeof inputs.length !== "number" || !Number.isInteger(inputs.length) || inputs.length < 1) {
    return "length must be an integer of at least 1";
  }
  if (classes.length === 0) {
    return "at least one of lower, upper, numeric and special must be true";
  }
  return atLeast > inputs.length
    ? `length ${inputs.length} is less than the minimum counts together (${atLeast})`
    : undefined;
}

export function makePassword(inputs: Properties): string {
  const classes = classesOf(inputs);
  const all = classes.map(({ characters }) => characters).join("");
  const chosen = classes.flatMap(({ characters, atLeast }) => Array.from({ length: atLeast }, () => pick(characters)));
  while (chosen.length < Number(inputs.length)) {
    chosen.push(pick(all));
  }
  return shuffle(chosen).join("");
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffle(items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other] as string, items[last] as string];
  }
  return items;
}
