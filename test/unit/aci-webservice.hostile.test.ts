import * as fc from "fast-check";

import { aciWebserviceRule } from "../../src/aci/rules";
import { validate } from "../../src/validation/validate";
import { distinct } from "../support/aci-configurations";
import { describeProblems } from "../../src/validation/problem";
import type { LeafRule } from "../../src/validation/rule";
import { build, type Built } from "./support/build";
import { differences, follows, placeholders } from "./support/compare";
import { minimal } from "../support/examples";
import { faultsOf } from "./support/faults";
import { binary, hostileFor, notable, runs } from "./support/hostile";
import { inFolderOfFiles } from "./support/local-files";
import { isOpen, type Place, placesIn, withValue } from "./support/places";

inFolderOfFiles();

interface Case extends Place {
  readonly base: string;
  readonly args: object;
}

const cases: Case[] = Object.entries(distinct).flatMap(([base, args]) =>
  placesIn(aciWebserviceRule, args)
    // What every base has was tried in the first.
    .filter(({ path }) => base === "everything" || !Object.hasOwn(minimal, path))
    .map((place) => ({ ...place, base, args })),
);

/** What the valid inputs become, built once. */
const harmless = new Map<string, Promise<{ built: Built; placeholders: string }>>();
function harmlessBuild({ base, args }: Case): Promise<{ built: Built; placeholders: string }> {
  const built = harmless.get(base) ?? build(args).then((built) => ({ built, placeholders: placeholdersIn(built) }));
  harmless.set(base, built);
  return built;
}

const placeholdersIn = ({ gateway }: Built) => JSON.stringify(placeholders(gateway));

const faults = (message: string, place: Place, value: unknown) => faultsOf("AciWebservice", message, place, value);

/** What Caddy and Azure get beside what the valid inputs became with the other value in its places. */
async function changesBeside(place: Case, args: object, value: unknown): Promise<unknown[]> {
  const [before, after] = await Promise.all([harmlessBuild(place), build(args)]);
  const changed = differences(before.built, after).filter(
    ([one, other]) => !follows(one, other, place.harmless, value),
  );
  const now = placeholdersIn(after);
  return now === before.placeholders ? changed : [...changed, [before.placeholders, now, "placeholders"]];
}

/**
 * What is wrong when a value is put in a place, which makes an error, or a group that means what was given. One list for
 * all values, because an `expect` for each of them took longer than the checks.
 */
async function wrongWith(place: Case, value: unknown): Promise<unknown[]> {
  const args = withValue(place.args, place.steps, value);
  const { problems } = validate(aciWebserviceRule, args);
  if (problems.length > 0) {
    return faults(describeProblems("AciWebservice", "diabetes", problems), place, value);
  }
  if (isOpen(place) && value !== "*" && value !== null && value !== undefined) {
    return changesBeside(place, args, value);
  }
  await build(args);
  return [];
}

test("the inputs that the values are put into are valid, and hold every place of the rules", () => {
  for (const args of Object.values(distinct)) {
    expect(validate(aciWebserviceRule, args).problems).toEqual([]);
  }
  const everything = Object.keys(aciWebserviceRule.properties);
  expect(new Set(cases.map(({ steps }) => steps[0]))).toEqual(new Set(everything));
});

describe.each(cases.map((one): [string, Case] => [`${one.path} (${one.base})`, one]))("%s", (_, place) => {
  test("notable values", async () => {
    const wrong: unknown[] = [];
    for (const value of notable) {
      wrong.push(...(await wrongWith(place, value)));
    }
    expect(wrong).toEqual([]);
  });

  if (place.rule.kind === "leaf") {
    test("any value", async () => {
      await fc.assert(
        fc.asyncProperty(hostileFor(place.harmless), async (value) => {
          expect(await wrongWith(place, value)).toEqual([]);
        }),
        { numRuns: runs },
      );
    });
  }
});

describe("names", () => {
  const name = fc.oneof(
    binary,
    hostileFor("HARMLESS").filter((value) => typeof value === "string"),
  );

  test.each(["environmentVariables", "secretEnvironmentVariables", "tags"])("in %s", async (property) => {
    await fc.assert(
      fc.asyncProperty(name, async (given) => {
        const args = { ...minimal, [property]: Object.fromEntries([[given, "value"]]) };
        const { problems } = validate(aciWebserviceRule, args);
        if (problems.length > 0) {
          const place = { path: property, steps: [property], rule: aciWebserviceRule, harmless: "" };
          expect(faults(describeProblems("AciWebservice", "diabetes", problems), place, given)).toEqual([]);
          return;
        }
        const { group } = await build(args);
        const scoring = JSON.stringify((group.containers as object[])[1]);
        const expected = { name: given, [property === "environmentVariables" ? "value" : "secureValue"]: "value" };
        expect(property === "tags" ? JSON.stringify(group.tags) : scoring).toContain(
          JSON.stringify(property === "tags" ? Object.fromEntries([[given, "value"]]) : expected),
        );
      }),
      { numRuns: 4 * runs },
    );
  });

  test("of inputs", () => {
    fc.assert(
      fc.property(name, (given) => {
        fc.pre(!Object.hasOwn(aciWebserviceRule.properties, given));
        const { problems } = validate(aciWebserviceRule, { ...minimal, ...Object.fromEntries([[given, "value"]]) });
        expect(problems).toHaveLength(1);
        expect(problems[0]?.reason).toMatch(/^is not an input/);
        const place = { path: "", steps: [], rule: aciWebserviceRule, harmless: "" };
        expect(faults(describeProblems("AciWebservice", "diabetes", problems), place, given)).toEqual([]);
      }),
      { numRuns: 10 * runs },
    );
  });
});

test("what a rule accepts, the gateway's own check accepts", async () => {
  // The gateway throws plain errors, which no user should ever see; so its check has to be the wider one.
  const reaching = cases.filter(
    ({ path, base }) => base === "automatic" || /^(?:cors|port|scoring|bodyLimit)/.test(path),
  );
  for (const place of reaching.filter(isOpen)) {
    const accepted = hostileFor(place.harmless).filter((value) => (place.rule as LeafRule).accepts(value));
    for (const value of fc.sample(accepted, { numRuns: 3, seed: 7 })) {
      const args = withValue(place.args, place.steps, value);
      if (validate(aciWebserviceRule, args).problems.length === 0) {
        await expect(build(args)).resolves.toBeDefined();
      }
    }
  }
});
