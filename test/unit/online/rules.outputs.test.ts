import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";

import { validatedArgs } from "../../../src/validation";
import { validate } from "../../../src/validation/validate";
import { hostileFor, runs } from "../support/hostile";
import { checked, failures, owner, settled, type Subject } from "../support/late";
import { aksWebservice, managedWebservice, onlineBases } from "../support/online-bases";
import { aks, computeId, managed, principal } from "../support/online-examples";
import { inFolderOfOnlineFiles } from "../support/online-files";
import { type Place, placesIn, withValue } from "../support/places";

inFolderOfOnlineFiles();

const out = <T>(value: T) => pulumi.output(value);

describe("a relation is judged when the last of its values is known", () => {
  const onAks = (change: object) => ({ deployments: { blue: { ...aks.deployment, ...change } } });
  const onManaged = (change: object) => ({ deployments: { blue: { ...managed.deployment, ...change } } });
  const long = "d".repeat(31);
  const hidden = "the value given (not shown: it may be a secret)";
  const elsewhere = (shown: string) =>
    `  - computeId: has ${shown} where workspaceName is "contoso-ml": must be the same; change one of the two`;

  test.each<[string, Subject, object, string]>([
    [
      "the compute",
      aksWebservice,
      { computeId: out(computeId.replace("contoso-ml", "other-ml")) },
      elsewhere('"other-ml"'),
    ],
    [
      "a secret compute",
      aksWebservice,
      { computeId: pulumi.secret(computeId.replace("contoso-ml", "other-ml")) },
      elsewhere(hidden),
    ],
    [
      "the workspace",
      aksWebservice,
      { workspaceName: out("other-ml") },
      '  - computeId: has "contoso-ml" where workspaceName is "other-ml": must be the same; change one of the two',
    ],
    [
      "the endpoint's name",
      aksWebservice,
      { endpointName: out("e".repeat(32)), deployments: { [long]: aks.deployment } },
      `  - deployments["${long}"]: has a name that is too long beside endpointName: must be at most 62 characters together, because both become names in the cluster; shorten one of them`,
    ],
    [
      "the least number of replicas",
      aksWebservice,
      onAks({ autoscale: { minReplicas: out(11) } }),
      '  - deployments["blue"].autoscale.minReplicas: 11 is more than maxReplicas (10, its default): must be no more; change one of the two',
    ],
    [
      "the limit of CPUs",
      aksWebservice,
      onAks({ cpuCores: 2, cpuCoresLimit: out(1) }),
      '  - deployments["blue"].cpuCoresLimit: 1 is less than cpuCores (2): must be no less; change one of the two',
    ],
    [
      "the memory",
      aksWebservice,
      onAks({ memoryGb: pulumi.secret(2), memoryGbLimit: 1 }),
      '  - deployments["blue"].memoryGbLimit: 1 is less than memoryGb (the number given (not shown: it may be a secret)): must be no less; change one of the two',
    ],
    [
      "the most instances",
      managedWebservice,
      onManaged({ autoscale: { minInstances: 3, maxInstances: out(2) } }),
      '  - deployments["blue"].autoscale.minInstances: 3 is more than maxInstances (2): must be no more; change one of the two',
    ],
    [
      "identities",
      managedWebservice,
      { identity: { type: "UserAssigned", userAssignedIdentityIds: out([]) } },
      "  - identity.userAssignedIdentityIds: a list of 0 is not allowed: must be a list of 1 to 100",
    ],
  ])("%s", async (_, subject, change, line) => {
    expect(await failures(change, subject)).toEqual([line]);
  });
});

describe("a good value flows on as it is, no more secret than it was", () => {
  test.each<[string, object, [path: string, secret: boolean][]]>([
    [
      "names beside a secret compute",
      { workspaceName: out("contoso-ml"), computeId: pulumi.secret(computeId) },
      [
        ["workspaceName", false],
        ["computeId", true],
      ],
    ],
    [
      "a principal",
      { grants: { keyRead: { portal: { ...principal, principalId: out(principal.principalId) } } } },
      [["grants.keyRead.portal.principalId", false]],
    ],
    [
      "what a deployment is made of",
      {
        deployments: {
          blue: {
            environmentId: out("azureml://registries/r/environments/e/versions/1"),
            environmentVariables: { A: pulumi.secret("x"), B: out("") },
          },
        },
      },
      [
        ["deployments.blue.environmentId", false],
        ["deployments.blue.environmentVariables.A", true],
        ["deployments.blue.environmentVariables.B", false],
      ],
    ],
  ])("%s", async (_, change, expected) => {
    const late = await settled(checked(change, aksWebservice));
    expect(late.every(({ error }) => error === undefined)).toBe(true);
    expect(new Map(late.map(({ path, secret }) => [path, secret]))).toEqual(new Map(expected));
  });

  test("values without Outputs come back without Outputs", () => {
    for (const [{ component, rule }, args] of onlineBases) {
      expect(validatedArgs(owner, component, "diabetes", rule, args)).toEqual(args);
    }
  });
});

/** The inputs that may be Outputs, each once. */
const seen = new Set<unknown>();
const inputs = onlineBases.flatMap(([subject, args]) =>
  placesIn(subject.rule, args)
    .filter(({ rule }) => rule.kind === "leaf" && !rule.plain && !seen.has(rule) && seen.add(rule))
    .map((place): [string, Subject, object, Place] => [`${subject.component}: ${place.path}`, subject, args, place]),
);

test.each(inputs)("an Output is judged like a plain value: %s", async (_, subject, args, { steps, harmless }) => {
  const now = (given: object) =>
    new Set(validate(subject.rule, given).problems.map(({ path, reason }) => `  - ${path}: ${reason}`));
  const later = async (given: object) => {
    const late = await settled(validatedArgs(owner, subject.component, "diabetes", subject.rule, given));
    expect(late.length).toBeGreaterThan(0);
    return new Set(late.flatMap(({ error }) => error?.message.split("\n").slice(1) ?? []));
  };
  // No value at all is another matter: a plain one is left out.
  const value = hostileFor(harmless).filter((given) => given !== null && ["string", "number"].includes(typeof given));
  await fc.assert(
    fc.asyncProperty(fc.oneof(value, fc.constant(harmless)), async (given) => {
      expect(await later(withValue(args, steps, out(given)))).toEqual(now(withValue(args, steps, given)));
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});
