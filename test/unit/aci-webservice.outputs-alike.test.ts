import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "../../src/aci/args";
import { aciWebserviceRule } from "../../src/aci/rules";
import { validatedArgs } from "../../src/validation";
import { validate } from "../../src/validation/validate";
import { distinct } from "../support/aci-configurations";
import { hostileFor, runs } from "./support/hostile";
import { inFolderOfFiles } from "./support/local-files";
import { owner, settled } from "./support/late";
import { type Place, placesIn, withValue } from "./support/places";

inFolderOfFiles();

const inputs = Object.entries(distinct).flatMap(([base, args]) =>
  placesIn(aciWebserviceRule, args)
    .filter(({ rule }) => rule.kind === "leaf" && !rule.plain)
    .map((place): [string, object, Place] => [`${place.path} (${base})`, args, place]),
);

/** What is said of a plain value, while the program runs. */
function now(args: object): Set<string> {
  return new Set(validate(aciWebserviceRule, args).problems.map(({ path, reason }) => `  - ${path}: ${reason}`));
}

/** What is said of an Output, when it is known. */
async function later(args: object): Promise<Set<string>> {
  const checked = validatedArgs(owner, "AciWebservice", "diabetes", aciWebserviceRule, args as AciWebserviceArgs);
  const late = await settled(checked);
  expect(late.length).toBeGreaterThan(0);
  return new Set(late.flatMap(({ error }) => error?.message.split("\n").slice(1) ?? []));
}

test.each(inputs)("an Output is judged like a plain value: %s", async (_, args, { steps, harmless }) => {
  // No value at all is another matter: a plain one is left out.
  const value = hostileFor(harmless).filter((given) => given !== null && ["string", "number"].includes(typeof given));
  await fc.assert(
    fc.asyncProperty(fc.oneof(value, fc.constant(harmless)), async (given) => {
      const plain = now(withValue(args, steps, given));
      expect(await later(withValue(args, steps, pulumi.output(given)))).toEqual(plain);
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});
