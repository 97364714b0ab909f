import * as pulumi from "@pulumi/pulumi";

import { stableJson } from "./stable-json";

/**
 * Something that a deployment may change: shown with its values, or hidden, so that only the change itself is said.
 * `parts` is how names of its parts begin, unless they begin with its own.
 */
export type Fact = { readonly shown: unknown } | { readonly hidden: unknown; readonly parts?: string };

/** Facts by their names; a part of another one is named `<the other> <part>`. */
export type Facts = Readonly<Record<string, Fact>>;

/** A fact for each entry of a map, or one for all where a preview knows none of them. */
export function entryFacts(name: string, plural: string, map: unknown): Facts {
  if (pulumi.isUnknown(map)) {
    return { [plural]: { hidden: map, parts: name } };
  }
  const entries = Object.entries((map ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([key, hidden]) => [`${name} ${key}`, { hidden }]));
}

/**
 * What differs, a line each: `body limit 1 MB => 8 MB`, `TLS certificate changed`. A value that holds one of the secrets
 * is not shown, nor is a name's part that is one. Of what is added or removed, the parts are not named.
 */
export function changedFacts(before: Facts, after: Facts, secrets: readonly string[] = []): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const oneSided = names.filter((name) => before[name] === undefined || after[name] === undefined);
  const beginnings = oneSided.map((name) => `${partsOf(name, before[name] ?? after[name])} `);
  const isPart = (name: string) => beginnings.some((beginning) => name.startsWith(beginning));
  const lines = names
    .filter((name) => !isPart(name))
    .flatMap((name) => change(name, before[name], after[name], secrets));
  return lines.map((line) => redacted(line, secrets));
}

function change(
  name: string,
  before: Fact | undefined,
  after: Fact | undefined,
  secrets: readonly string[],
): readonly string[] {
  const [old, next] = [before && valueOf(before), after && valueOf(after)];
  if (before !== undefined && after !== undefined && !pulumi.isUnknown(next) && same(old, next)) {
    return [];
  }
  if ([before, after].every((fact) => fact === undefined || ("shown" in fact && !holdsSecret(fact.shown, secrets)))) {
    return [`${name} ${inWords(old)} => ${inWords(next)}`];
  }
  if (pulumi.isUnknown(next)) {
    return [`${name} may change: not known yet`];
  }
  return [`${name} ${before === undefined ? "added" : after === undefined ? "removed" : "changed"}`];
}

function partsOf(name: string, fact: Fact | undefined): string {
  return (fact !== undefined && "parts" in fact ? fact.parts : undefined) ?? name;
}

function valueOf(fact: Fact): unknown {
  return "shown" in fact ? fact.shown : fact.hidden;
}

function same(one: unknown, other: unknown): boolean {
  return stableJson(one) === stableJson(other);
}

function inWords(value: unknown): string {
  return value === undefined ? "none" : pulumi.isUnknown(value) ? "(not known yet)" : String(value);
}

function redacted(line: string, secrets: readonly string[]): string {
  const long = secrets.filter(({ length }) => length >= shortest);
  return long.reduce((text, secret) => text.replaceAll(secret, "(secret)"), line);
}

const shortest = 4;

/** A short text is a secret's only as a word: otherwise a secret "1" would hide every number. */
function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  const text = String(value);
  const words = text.split(/[\s,]+/);
  return secrets.some((secret) => (secret.length < shortest ? words.includes(secret) : text.includes(secret)));
}
