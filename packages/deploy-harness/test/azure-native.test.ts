import { PlainArm } from "./plain-arm";
import { AzureNativeProvider } from "@azureml-webservice/deploy-harness/providers/azure-native";
import { UNKNOWN, type Properties } from "@azureml-webservice/deploy-harness/providers/properties";

const arm = new PlainArm();
let provider: AzureNativeProvider;
beforeAll(async () => {
  await arm.open();
  provider = new AzureNativeProvider({ endpoint: arm.url, token: "owner" });
});
afterAll(() => arm.close());

const ml = "azure-native:machinelearningservices";
const subject = (type: string) => ({ type, name: "thing", urn: `urn:pulumi:dev::test::${type}::thing` });
const check = (type: string, inputs: Properties, oldInputs: Properties = {}) =>
  provider.check({ ...subject(type), inputs, oldInputs, randomSeed: Buffer.alloc(32) });
const place = { resourceGroupName: "group", workspaceName: "workspace" };
const endpoint = { ...place, endpointName: "score", location: "westeurope", properties: { authMode: "Key" } };

async function diff(type: string, oldInputs: Properties, inputs: Properties) {
  const { changes } = await provider.diff({ ...subject(type), oldInputs, oldOutputs: {}, inputs });
  return Object.fromEntries(Object.entries(changes).map(([path, { replaces }]) => [path, replaces]));
}

describe("names that a program leaves out", () => {
  test("are the resource's name and eight digits, and let the new one stand beside the old", async () => {
    const { inputs } = await check(`${ml}:OnlineEndpoint`, {
      ...place,
      location: "x",
      properties: { authMode: "Key" },
    });
    expect(inputs).toMatchObject({ endpointName: expect.stringMatching(/^thing[0-9a-f]{8}$/) as string });
    expect(inputs.__createBeforeDelete).toBe(true);
  });

  test("are UUIDs for assignments and definitions of roles", async () => {
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    const given = { scope: "/subscriptions/s", principalId: "p", roleDefinitionId: "r" };
    const assignment = await check("azure-native:authorization:RoleAssignment", given);
    expect(assignment.inputs.roleAssignmentName).toMatch(uuid);
    const definition = await check("azure-native:authorization:RoleDefinition", { scope: "/subscriptions/s" });
    expect(definition.inputs.roleDefinitionId).toMatch(uuid);
  });

  test("are the resource's own for blobs", async () => {
    const { inputs } = await check("azure-native:storage:Blob", {
      resourceGroupName: "group",
      accountName: "account",
      containerName: "container",
      type: "Block",
    });
    expect(inputs).toMatchObject({ blobName: "thing" });
    expect(Object.keys(inputs)).not.toContain("azureApiVersion");
  });
});

test.each([
  ["no way to authenticate", { ...endpoint, properties: {} }, "missing required property 'properties.authMode'"],
  ["no workspace", { ...endpoint, workspaceName: null }, "missing required property 'workspaceName'"],
  ["a workspace of no such name", { ...endpoint, workspaceName: "a b" }, "'workspaceName' does not match expression"],
])("a check refuses %s", async (_, inputs, reason) => {
  const { failures } = await check(`${ml}:OnlineEndpoint`, inputs as Properties);
  expect(failures.map((failure) => failure.reason)).toEqual([expect.stringContaining(reason)]);
});

test("a resource group that cannot be read gives no default region, and that is no error of its own", async () => {
  const { failures } = await check(`${ml}:OnlineEndpoint`, { ...place, properties: { authMode: "Key" } });
  expect(failures.map(({ property }) => property)).toEqual(["location"]);
});

describe("what replaces a resource", () => {
  test.each<[string, Properties, Properties, Record<string, boolean>]>([
    ["OnlineEndpoint", { location: "westeurope" }, { location: "northeurope" }, { location: true }],
    ["OnlineEndpoint", { location: "West Europe" }, { location: "westeurope" }, {}],
    [
      "OnlineEndpoint",
      { properties: { compute: "a" } },
      { properties: { compute: "b" } },
      { "properties.compute": false },
    ],
    ["OnlineEndpoint", { endpointName: "a" }, { endpointName: "b" }, { endpointName: true }],
    [
      "OnlineDeployment",
      { properties: { instanceType: "a" } },
      { properties: { instanceType: "b" } },
      { "properties.instanceType": false },
    ],
    ["ModelVersion", { version: "1" }, { version: "2" }, { version: true }],
    [
      "ModelVersion",
      { properties: { modelUri: "a" } },
      { properties: { modelUri: "b" } },
      { "properties.modelUri": false },
    ],
    [
      "Compute",
      { properties: { resourceId: "a" } },
      { properties: { resourceId: "b" } },
      { "properties.resourceId": false },
    ],
  ])("%s: %j to %j", async (type, olds, news, expected) => {
    expect(await diff(`${ml}:${type}`, olds, news)).toEqual(expected);
  });

  test.each<[Properties, Properties, Record<string, boolean>]>([
    [{ principalId: "a" }, { principalId: "b" }, { principalId: true }],
    [{ scope: "/a" }, { scope: "/b" }, { scope: true }],
    [{ roleDefinitionId: "a" }, { roleDefinitionId: "b" }, { roleDefinitionId: false }],
  ])("an assignment of a role: %j to %j", async (olds, news, expected) => {
    expect(await diff("azure-native:authorization:RoleAssignment", olds, news)).toEqual(expected);
  });

  test("a blob: other content, not the same content from elsewhere", async () => {
    const source = (path: string, hash: string): Properties => ({
      source: { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", path, hash },
    });
    const blob = "azure-native:storage:Blob";
    expect(await diff(blob, source("a", "1"), source("b", "1"))).toEqual({});
    expect(await diff(blob, source("a", "1"), source("a", "2"))).toEqual({ source: true });
    expect(await diff(blob, { contentType: "a" }, { contentType: "b" })).toEqual({ contentType: false });
  });
});

test("a preview knows what is given, and what only Azure sets it does not", async () => {
  const { outputs } = await provider.create({ ...subject(`${ml}:OnlineEndpoint`), inputs: endpoint, preview: true });
  expect(outputs).toMatchObject({ location: "westeurope", name: UNKNOWN, tags: UNKNOWN });
  expect(outputs.properties).toMatchObject({ authMode: "Key", scoringUri: UNKNOWN, traffic: UNKNOWN });
  const deployment = { ...endpoint, deploymentName: "blue", properties: { endpointComputeType: "Managed" } };
  const made = await provider.create({ ...subject(`${ml}:OnlineDeployment`), inputs: deployment, preview: true });
  expect(made.outputs.properties).toEqual({ endpointComputeType: "Managed" });
});

test("what exists is not created again, and keys are sent but never kept", async () => {
  const inputs = { ...endpoint, properties: { authMode: "Key", keys: { primaryKey: "secret" } } };
  const made = await provider.create({ ...subject(`${ml}:OnlineEndpoint`), inputs, preview: false });
  expect(arm.find("/score")).toMatchObject({ properties: inputs.properties });
  expect(made.outputs.properties).toEqual({ authMode: "Key" });
  await expect(
    provider.create({ ...subject(`${ml}:OnlineEndpoint`), inputs: endpoint, preview: false }),
  ).rejects.toThrow(`cannot create already existing resource '${made.id}'`);
});

describe("functions", () => {
  const get = `${ml}:getOnlineEndpoint`;

  test("read what resources are made of", async () => {
    expect(await provider.invoke(get, { ...place, endpointName: "score" })).toMatchObject({
      id: expect.stringMatching(/score$/) as string,
      properties: { authMode: "Key" },
      azureApiVersion: "2025-12-01",
    });
  });

  test("say which request failed", async () => {
    const id =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group" +
      "/providers/Microsoft.MachineLearningServices/workspaces/workspace/onlineEndpoints/gone";
    await expect(provider.invoke(get, { ...place, endpointName: "gone" })).rejects.toThrow(
      new RegExp(`^request failed ${id}: .*Status=404 Code="ResourceNotFound"`),
    );
  });

  test("give the deployment's token, for Azure Resource Manager only", async () => {
    const token = "azure-native:authorization:getClientToken";
    expect(await provider.invoke(token, {})).toEqual({ token: "owner" });
    expect(await provider.invoke(token, { endpoint: "https://management.azure.com" })).toEqual({ token: "owner" });
    await expect(provider.invoke(token, { endpoint: "https://ml.azure.com" })).rejects.toThrow(/none for https:\/\/ml/);
  });

  test("say who the deployer is, by the token", async () => {
    const claims = Buffer.from(JSON.stringify({ oid: "object", tid: "tenant", appid: "client" })).toString("base64url");
    const reader = new AzureNativeProvider({ endpoint: arm.url, token: `e30.${claims}.x` });
    expect(await reader.invoke("azure-native:authorization:getClientConfig", {})).toEqual({
      objectId: "object",
      tenantId: "tenant",
      clientId: "client",
      subscriptionId: "00000000-0000-0000-0000-000000000000",
    });
  });
});
