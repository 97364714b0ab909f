import { AksWebservice, ManagedWebservice } from "azureml-webservice";

import { type Registration, resolved, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { leaks } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { aksConfigurations, initialKeys, managedConfigurations } from "./online-configurations";

const ml = "azure-native:machinelearningservices";
const endpoint = `${ml}:OnlineEndpoint`;
const deployment = `${ml}:OnlineDeployment`;
const stash = "pulumi:index:Stash";
const password = "random:index/randomPassword:RandomPassword";
const randomId = "random:index/randomId:RandomId";
const roleDefinition = "azure-native:authorization:RoleDefinition";
const assignment = "azure-native:authorization:RoleAssignment";
const autoscale = "azure-native:monitor:AutoscaleSetting";

const generated = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";
const id =
  "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/contoso";
const reads = {
  [`${ml}:getWorkspace`]: { id, location: "westeurope" },
  [`${ml}:getCompute`]: { location: "West Europe", properties: {} },
};
const scoringUri = "http://20.1.2.3:80/api/v1/endpoint/svc/score";

const services = {
  AksWebservice: { Service: AksWebservice, configurations: aksConfigurations },
  ManagedWebservice: { Service: ManagedWebservice, configurations: managedConfigurations },
};
type ServiceName = keyof typeof services;

function deploy(name: ServiceName, configuration: string, preview = false) {
  const { Service, configurations } = services[name];
  const args = configurations[configuration] as never;
  return runProgram(() => new Service("svc", args), {
    preview,
    reads,
    outputs: {
      [password]: { result: generated },
      ...(preview
        ? {}
        : {
            [endpoint]: (inputs) => ({
              properties: {
                ...(inputs.properties as object),
                scoringUri,
                swaggerUri: scoringUri.replace("score", "swagger.json"),
              },
              identity: { type: "SystemAssigned", principalId: "p" },
            }),
          }),
    },
  });
}

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

/** What every service has, beside its deployments. */
const always = [
  ["azureml-webservice:index:WebserviceKeys", "svc-keys", "svc"],
  [stash, "svc-keys-rotation", "svc-keys"],
  [password, "svc-keys-primary", "svc-keys"],
  [password, "svc-keys-secondary", "svc-keys"],
  [endpoint, "svc-endpoint", "svc"],
  [stash, "svc-rollout", "svc"],
  [randomId, "svc-settings-attempt", "svc"],
  [stash, "svc-settings", "svc"],
  [randomId, "svc-keys-attempt", "svc"],
  [stash, "svc-primary-key", "svc"],
  [stash, "svc-secondary-key", "svc"],
  [deployment, "svc-deployment-blue", "svc"],
];
/** With key authentication. */
const inForce = ["primary", "secondary"].map((slot) => [stash, `svc-${slot}-key-in-force`, "svc"]);
const secret = "azure-native:keyvault:Secret";
const secrets = ["primary", "secondary", "active"].map((role) => [secret, `svc-${role}-secret`, "svc"]);
const published = [
  ...inForce,
  ...["primary", "secondary"].map((slot) => [stash, `svc-${slot}-accepted`, "svc"]),
  ...secrets,
];
const green = [deployment, "svc-deployment-green", "svc"];

// Frozen: a changed name, type or parent replaces the resources of everybody. A rename carries an alias.
const frozenChildren: Record<ServiceName, Record<string, unknown[][]>> = {
  AksWebservice: {
    keys: inForce,
    "initial keys": [...inForce, [stash, "svc-initial-keys", "svc"]],
    tokens: [
      [roleDefinition, "svc-token-access-role", "svc"],
      [assignment, "svc-token-access-batch", "svc"],
    ],
    "keys in a vault": published,
    "tokens, and keys in a vault": secrets,
    "key readers": [
      ...inForce,
      [roleDefinition, "svc-key-read-role", "svc"],
      [assignment, "svc-key-read-vault", "svc"],
      [assignment, "svc-key-read-backup", "svc"],
    ],
    "blue and green": [...inForce, green],
  },
  ManagedWebservice: {
    keys: inForce,
    entra: [
      [roleDefinition, "svc-scoring-role", "svc"],
      [assignment, "svc-scoring-portal", "svc"],
    ],
    "keys in a vault": published,
    "given role": [[assignment, "svc-token-access-batch", "svc"]],
    "autoscale and copies": [...inForce, green, [autoscale, "svc-deployment-blue-autoscale", "svc"]],
  },
};

const cases = Object.entries(services).flatMap(([name, { configurations }]) =>
  Object.keys(configurations).flatMap((configuration) =>
    [false, true].map((preview) => [name as ServiceName, configuration, preview] as const),
  ),
);

describe.each(cases)("%s, %s (preview: %s)", (name, configuration, preview) => {
  test("has its frozen children", async () => {
    const { registrations } = await deploy(name, configuration, preview);
    const byName = (a: unknown[], b: unknown[]) => (String(a[1]) < String(b[1]) ? -1 : 1);
    const service = [`azureml-webservice:index:${name}`, "svc", undefined];
    expect(registrations.map((one) => [one.type, one.name, one.parent]).sort(byName)).toEqual(
      [service, ...always, ...(frozenChildren[name][configuration] ?? [["unknown configuration"]])].sort(byName),
    );
  });

  test("shows no key in what is registered or logged", async () => {
    const { registrations } = await deploy(name, configuration, preview);
    const secrets = { generated, ...initialKeys };
    expect(leaks(registrations, secrets)).toEqual([]);
    expect(leaks(log, secrets)).toEqual([]);
  });
});

describe.each(["AksWebservice", "ManagedWebservice"] as const)("%s", (name) => {
  const one = (registrations: Registration[], child: string) => {
    const found = registrations.find((registration) => registration.name === child);
    expect(found).toBeDefined();
    return found as Registration;
  };

  test("lets azure-native create and delete the endpoint, and never change it", async () => {
    const { registrations } = await deploy(name, "keys");
    const { inputs, options } = one(registrations, "svc-endpoint");
    expect(inputs.properties).not.toHaveProperty("keys");
    expect(inputs.properties).not.toHaveProperty("traffic");
    expect(options.ignoreChanges).toEqual([
      "tags",
      "kind",
      "sku",
      "properties.authMode",
      "properties.description",
      "properties.keys",
      "properties.mirrorTraffic",
      "properties.properties",
      "properties.publicNetworkAccess",
      "properties.traffic",
    ]);
    expect(options.replaceOnChanges).toEqual(["identity", "location", "properties.compute"]);
    expect(options.deleteBeforeReplace).toBe(true);
  });

  test("does not replace the endpoint because its identities are written in another order", async () => {
    const inputs = async (userAssignedIdentityIds: string[]) => {
      const { Service, configurations } = services[name];
      const args = { ...(configurations.keys as object), identity: { type: "UserAssigned", userAssignedIdentityIds } };
      const { registrations } = await runProgram(() => new Service("svc", args as never), { reads });
      return one(registrations, "svc-endpoint").inputs.identity;
    };
    const group = id.split("/providers/", 1)[0];
    const ids = ["one", "two"].map(
      (last) => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${last}`,
    );
    expect(await inputs([...ids].reverse())).toEqual({ type: "UserAssigned", userAssignedIdentities: ids });
  });

  test("writes settings after the deployments, and one key after the other, each anew with a new endpoint", async () => {
    const { registrations } = await deploy(name, "keys");
    const [settings, primary, secondary] = ["svc-settings", "svc-primary-key", "svc-secondary-key"].map((child) =>
      one(registrations, child),
    );
    expect(settings?.options.dependsOn).toEqual(expect.arrayContaining(["svc-deployment-blue", "svc-endpoint"]));
    expect(one(registrations, "svc-deployment-blue").options.dependsOn).toContain("svc-rollout");
    expect(primary?.options.dependsOn).toContain("svc-settings");
    // At these numbers the primary key is the active one, which comes last.
    expect(secondary?.options.dependsOn).toContain("svc-settings");
    const names = registrations.map((registration) => registration.name);
    expect(names.indexOf("svc-secondary-key-in-force")).toBeLessThan(names.indexOf("svc-primary-key"));
    // The engine must not know: the order turns around with the next rotation.
    expect(primary?.options.dependsOn).not.toContain("svc-secondary-key-in-force");
    for (const child of [settings, primary, secondary]) {
      expect(child?.options.replaceWith).toEqual(["svc-endpoint"]);
    }
  });

  test("records of a slot what a reviewer may read, and its key elsewhere, as a secret only", async () => {
    const { registrations } = await deploy(name, "keys");
    const { input } = one(registrations, "svc-secondary-key").inputs as { input: Record<string, unknown> };
    expect(input).toEqual({
      endpoint: "svc-endpoint-id",
      slot: "secondary",
      number: 1,
      authMode: "Key",
    });
    expect(one(registrations, "svc-secondary-key-in-force").inputs).toEqual({
      input: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: generated },
    });
  });

  test("gives out the keys as secrets and the addresses in clear", async () => {
    const { result } = await deploy(name, "keys");
    const secret = { known: true, secret: true, value: generated };
    expect(await resolved(result.primaryKey)).toEqual(secret);
    expect(await resolved(result.secondaryKey)).toEqual(secret);
    expect(await resolved(result.scoringUri)).toEqual({ known: true, secret: false, value: scoringUri });
    expect(await resolved(result.authMode)).toEqual({ known: true, secret: false, value: "Key" });
    expect(await resolved(result.tokenAcquisition)).toEqual({ known: true, secret: false, value: undefined });
    expect(await resolved(result.principalId)).toEqual({ known: true, secret: false, value: "p" });
  });

  test("does not know in a first preview what only Azure can say, and knows the mode", async () => {
    const { result } = await deploy(name, "keys", true);
    expect((await resolved(result.scoringUri)).known).toBe(false);
    expect((await resolved(result.resourceId)).known).toBe(false);
    expect(await resolved(result.authMode)).toEqual({ known: true, secret: false, value: "Key" });
  });
});

test.each([
  ["AksWebservice", "tokens", "AMLToken", "https://management.azure.com/.default"],
  ["ManagedWebservice", "entra", "AADToken", "https://ml.azure.com/.default"],
] as const)("%s with %s gives out no key, and how to get a token", async (name, configuration, mode, scope) => {
  const { result } = await deploy(name, configuration);
  expect(await resolved(result.primaryKey)).toMatchObject({ value: undefined });
  expect(await resolved(result.authMode)).toMatchObject({ value: mode });
  expect(await resolved(result.tokenAcquisition)).toMatchObject({
    secret: false,
    value: { authMode: mode, scope, version: 1 },
  });
});
