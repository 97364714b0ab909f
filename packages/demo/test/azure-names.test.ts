import { costOf } from "@azureml-webservice/demo/azure/cost";
import { hintFor } from "@azureml-webservice/demo/azure/hints";
import { namesOf, newPrefix, type Names } from "@azureml-webservice/demo/azure/names";
import { needsOf } from "@azureml-webservice/demo/azure/needs";

/** Microsoft, "Naming rules and restrictions for Azure resources". */
const rules: Record<keyof Names, RegExp> = {
  prefix: /^[a-z][a-z0-9-]{2,15}$/,
  programGroup: /^[-\w.()]{1,89}[-\w()]$/,
  givenGroup: /^[-\w.()]{1,89}[-\w()]$/,
  vault: /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
  storageAccount: /^[a-z0-9]{3,24}$/,
  registry: /^[a-zA-Z0-9]{5,50}$/,
  dnsNameLabel: /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/,
  endpoint: /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/,
  probeEndpoint: /^[a-zA-Z][a-zA-Z0-9-]{1,26}[a-zA-Z0-9]$/,
  workspace: /^[a-zA-Z0-9][\w-]{2,32}$/,
  insights: /^[^%&\\?/]{1,255}$/,
  logs: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
  probeGroup: /^(?!.*--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  probeIdentity: /^[a-zA-Z0-9][\w-]{2,127}$/,
};

test.each(["abc", "a-1", "demo-1a2b3c4d5e6", newPrefix()])("all names after %s are ones that Azure takes", (prefix) => {
  const names = namesOf(prefix);
  for (const [kind, rule] of Object.entries(rules)) {
    expect([kind, names[kind as keyof Names]]).toEqual([kind, expect.stringMatching(rule)]);
    expect(names[kind as keyof Names].replaceAll("-", "")).toMatch(new RegExp(`^${prefix.replaceAll("-", "")}`));
  }
});

test.each(["ab", "Demo", "1demo", "demo-", "de--mo", "demo_1", "demo-1a2b3c4d5e6f", ""])(
  "%j is no prefix",
  (prefix) => {
    expect(() => namesOf(prefix)).toThrow(
      `--prefix ${prefix} cannot begin the names of all resources: must be 3 to 16 lower-case letters, digits and single ` +
        "hyphens, beginning with a letter and not ending with a hyphen",
    );
  },
);

test("the cost is that of the parts, in words that promise nothing", () => {
  const { lines, usdPerHour } = costOf(["container-group", "vault", "probes"]);
  expect(usdPerHour).toBeCloseTo(0.13);
  expect(lines).toEqual([
    "about 0.08 USD an hour: container group, about 1.5 CPUs and 2 GB",
    "less than 0.01 USD an hour: key vault, by the operation",
    "about 0.05 USD an hour: probes: a container group of 1 CPU and 1 GB for some minutes",
    "about 0.13 USD an hour in all while it is there, by rough list prices; yours may differ",
  ]);
});

test("each right and each resource provider is asked for once", () => {
  const { actions, namespaces } = needsOf(["vault", "share", "workspace", "principals"]);
  expect(new Set(actions).size).toBe(actions.length);
  expect(namespaces).toEqual(["Microsoft.KeyVault", "Microsoft.Storage", "Microsoft.MachineLearningServices"]);
});

test.each([
  ["403 AuthorizationFailed: The client does not have authorization to perform action", /^a right is missing/],
  ["ContainerGroupQuotaReached: container group quota 'StandardCores' exceeded in region", /^the quota of this region/],
  ["DnsNameLabelNotAvailable", /choose another --prefix$/],
  ["MissingSubscriptionRegistration: The subscription is not registered", /az provider register/],
  ["RequestDisallowedByPolicy", /^a policy of the organization/],
  ["RegistryErrorResponse: toomanyrequests", /--image$/],
  ["TasksOperationsNotAllowed", /--image$/],
])("%s has a way out", (text, hint) => {
  expect(hintFor(text)).toMatch(hint);
});

test("what nobody knows has no hint", () => {
  expect(hintFor("TypeError: x is not a function")).toBeUndefined();
});
