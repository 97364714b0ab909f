import * as fc from "fast-check";

import { validate } from "../../../src/validation/validate";
import { describeProblems } from "../../../src/validation/problem";
import type { Rule } from "../../../src/validation/rule";
import { faultsOf } from "../support/faults";
import { binary, hostileFor, notable, runs } from "../support/hostile";
import type { Subject } from "../support/late";
import { aksWebservice, managedWebservice, onlineBases } from "../support/online-bases";
import { inFolderOfOnlineFiles } from "../support/online-files";
import { type Place, placesIn, withValue } from "../support/places";

inFolderOfOnlineFiles();

interface Case extends Place {
  readonly subject: Subject;
  readonly args: object;
}

const all: Case[] = onlineBases.flatMap(([subject, args]) =>
  placesIn(subject.rule, args).map((place) => ({ ...place, subject, args })),
);

/** What stands in several places by the same rule, such as the seconds of all probes, is tried in one. */
const cases = [...new Map(all.map((one) => [one.rule, one]).reverse() as [unknown, Case][]).values()].reverse();

/**
 * What is wrong when a value is put in a place, which makes an error that is fit to be read, or goes on as it is. One
 * list for all values, because an `expect` for each of them took longer than the checks.
 */
function wrongWith({ subject, args, ...place }: Case, value: unknown): unknown[] {
  const { problems, value: checked } = validate(subject.rule, withValue(args, place.steps, value));
  if (problems.length > 0) {
    const message = describeProblems(subject.component, "diabetes", problems);
    return faultsOf(subject.component, message, place, value);
  }
  if (place.rule.kind === "leaf" && value !== null && value !== undefined) {
    const held = place.steps.reduce((one, step) => (one as Record<string, unknown>)[step], checked as unknown);
    return Object.is(held, value) ? [] : [{ given: value, held }];
  }
  return [];
}

test.each(onlineBases.map(([subject, args], i): [number, Subject, object] => [i + 1, subject, args]))(
  "the inputs that the values are put into are valid: %i",
  (_, { rule }, args) => {
    expect(validate(rule, args).problems).toEqual([]);
  },
);

test.each([aksWebservice, managedWebservice])("they hold every place of the rules: $component", (subject) => {
  const held = new Set(all.filter((one) => one.subject === subject).map(({ rule }) => rule));
  const missing = Object.values(subject.rule.properties).flatMap(below);
  expect(missing.filter((rule) => !held.has(rule))).toEqual([]);
});

/** A rule and those of its parts. */
function below(rule: Rule): Rule[] {
  switch (rule.kind) {
    case "leaf":
      return [rule];
    case "object":
      return [rule, ...Object.values(rule.properties).flatMap(below)];
    case "list":
      return [rule, ...below(rule.item)];
    case "map":
      return [rule, ...below(rule.value)];
  }
}

describe.each(cases.map((one): [string, Case] => [`${one.subject.component}: ${one.path}`, one]))("%s", (_, place) => {
  test("notable values", () => {
    expect(notable.flatMap((value) => wrongWith(place, value))).toEqual([]);
  });

  if (place.rule.kind === "leaf") {
    test("any value", () => {
      fc.assert(
        fc.property(hostileFor(place.harmless), (value) => expect(wrongWith(place, value)).toEqual([])),
        { numRuns: runs },
      );
    });
  }
});

describe("names", () => {
  const name = fc.oneof(
    binary,
    hostileFor("harmless").filter((value) => typeof value === "string"),
  );
  const everything = onlineBases[0]?.[1] as { deployments: { blue: object } };
  const blue = (change: object) => ({ deployments: { blue: { ...everything.deployments.blue, ...change } } });

  test.each<[string, (names: Record<string, unknown>) => object]>([
    ["deployments", (names) => ({ deployments: { ...everything.deployments, ...names } })],
    ["traffic", (names) => ({ traffic: { blue: 100, ...names } })],
    ["tags", (names) => ({ tags: names })],
    ["grants", (names) => ({ grants: { tokenAccess: names } })],
    ["environment variables", (names) => blue({ environmentVariables: names })],
    ["collections", (names) => blue({ dataCollection: { collections: names } })],
    ["inputs", (names) => names],
    ["inputs of a deployment", blue],
  ])("of %s", (_, change) => {
    fc.assert(
      fc.property(name, (given) => {
        const args = { ...everything, ...change(Object.fromEntries([[given, 7]])) };
        const { problems } = validate(aksWebservice.rule, args);
        const message = describeProblems(aksWebservice.component, "diabetes", problems);
        const place = { path: "", steps: [], rule: aksWebservice.rule, harmless: "" };
        expect(problems.length).toBeGreaterThan(0);
        expect(faultsOf(aksWebservice.component, message, place, undefined)).toEqual([]);
      }),
      { numRuns: 4 * runs },
    );
  });
});
