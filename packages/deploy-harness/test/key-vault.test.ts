import { randomUUID } from "node:crypto";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { ArmClient } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { AzureNativeProvider } from "@azureml-webservice/deploy-harness/providers/azure-native";
import { UNKNOWN, type Properties } from "@azureml-webservice/deploy-harness/providers/properties";

const local = useLocalAzure();
const subscription = "00000000-0000-0000-0000-000000000000";
const group = `/subscriptions/${subscription}/resourceGroups/group`;
const place = { resourceGroupName: "group", vaultName: "safe" };
const types = {
  secret: "azure-native:keyvault:Secret",
  vault: "azure-native:keyvault:Vault",
  identity: "azure-native:managedidentity:UserAssignedIdentity",
  assignment: "azure-native:authorization:RoleAssignment",
};
const roles = {
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  officer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
};

let provider: AzureNativeProvider;
let control: LocalAzureControl;
let names = 0;
let secretName = "";

const subject = (type: string) => ({ type, name: "thing", urn: `urn:pulumi:dev::test::${type}::thing` });
const create = (type: string, inputs: Properties, as = provider) =>
  as.create({ ...subject(type), inputs, preview: false });
const inputsOf = (value: string, more: Properties = {}): Properties => ({
  ...place,
  secretName,
  properties: { value, contentType: "text/plain", attributes: { expires: 2_000_000_000 } },
  tags: { slot: "primary" },
  ...more,
});
const removed = (id: string, as = provider) => as.delete({ ...subject(types.secret), id });

beforeAll(async () => {
  provider = new AzureNativeProvider({ endpoint: local.server.url });
  control = new LocalAzureControl(local.server.url);
  await new ArmClient(local.server.url).send("PUT", group, { location: "westeurope" });
  await create(types.vault, {
    ...place,
    location: "westeurope",
    properties: { tenantId: subscription, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
  });
});

beforeEach(() => {
  secretName = `secret-${++names}`;
});

/** A deployer with these roles at the resource group, and the stand-in as it deploys with it. */
async function deployer(...given: string[]): Promise<AzureNativeProvider> {
  const { principalId } = await control.createPrincipal("deployer");
  for (const role of given) {
    await create(types.assignment, {
      scope: group,
      roleAssignmentName: randomUUID(),
      principalId,
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    });
  }
  return new AzureNativeProvider({ endpoint: local.server.url, token: await control.token({ principalId }) });
}

async function requests(): Promise<string[]> {
  const all = await control.requests();
  await control.clearRequests();
  return all
    .filter(({ path }) => /\/secrets\/|deletedsecrets/.test(path))
    .map(
      ({ method, path, status }) =>
        `${method} ${path.replace(/^.*(?=\/vaults\/safe\/)/, "").replace(secretName, "x")} ${status}`,
    );
}

test("a secret is made and changed by PUT, under the SDK's names, and its value never comes back", async () => {
  const { id, outputs } = await create(types.secret, inputsOf("first"));
  expect(id).toBe(`${group}/providers/Microsoft.KeyVault/vaults/safe/secrets/${secretName}`);
  expect(outputs).toMatchObject({
    name: secretName,
    location: "westeurope",
    tags: { slot: "primary" },
    properties: {
      contentType: "text/plain",
      attributes: { enabled: true, expires: 2_000_000_000, created: expect.any(Number) as number },
      secretUri: expect.stringMatching(/^https:.*\/secrets\/secret-\d+$/) as string,
    },
  });
  const updated = await provider.update({
    ...subject(types.secret),
    id,
    oldOutputs: outputs,
    inputs: inputsOf("second"),
    preview: false,
  });
  const uri = (of: Properties) => (of.properties as Properties).secretUriWithVersion;
  expect(uri(updated)).not.toBe(uri(outputs));
  const read = await provider.read({
    ...subject(types.secret),
    id,
    oldInputs: inputsOf("second"),
    oldOutputs: updated,
  });
  expect(read?.inputs).toEqual(inputsOf("second"));
  expect(JSON.stringify([outputs, updated, read?.outputs])).not.toMatch(/"(first|second)"/);
});

test.each<[string, Properties, Properties, Record<string, boolean>]>([
  ["secret", { properties: { value: "a" } }, { properties: { value: "b" } }, { "properties.value": false }],
  ["secret", { secretName: "a" }, { secretName: "b" }, { secretName: true }],
  ["secret", { vaultName: "a" }, { vaultName: "b" }, { vaultName: true }],
  ["secret", { tags: { version: "1" } }, { tags: { version: "2" } }, { "tags.version": false }],
  ["vault", { location: "a" }, { location: "b" }, { location: false }],
  ["identity", { location: "a" }, { location: "b" }, { location: true }],
  ["identity", { resourceName: "a" }, { resourceName: "b" }, { resourceName: true }],
])("what replaces a %s: %j to %j", async (kind, olds, news, expected) => {
  const request = { ...subject(types[kind as keyof typeof types]), oldInputs: olds, oldOutputs: {}, inputs: news };
  const { changes } = await provider.diff(request);
  expect(Object.fromEntries(Object.entries(changes).map(([path, { replaces }]) => [path, replaces]))).toEqual(expected);
});

test("a preview knows what is given of a secret, and not its addresses", async () => {
  const { outputs } = await provider.create({ ...subject(types.secret), inputs: inputsOf("first"), preview: true });
  expect(outputs).toMatchObject({
    name: UNKNOWN,
    tags: { slot: "primary" },
    properties: { contentType: "text/plain", secretUri: UNKNOWN, secretUriWithVersion: UNKNOWN },
  });
});

test.each([
  ["a vault's name", { vaultName: "a_b" }, "'vaultName' does not match expression '^[a-zA-Z0-9-]{3,24}$'"],
  ["a secret's name", { secretName: "a_b" }, "'secretName' does not match expression '^[a-zA-Z0-9-]{1,127}$'"],
  ["no properties", { properties: null }, "missing required property 'properties'"],
])("a check refuses %s", async (_, change, reason) => {
  const { failures } = await provider.check({
    ...subject(types.secret),
    inputs: inputsOf("x", change as Properties),
    oldInputs: {},
    randomSeed: Buffer.alloc(32),
  });
  expect(failures.map((failure) => failure.reason)).toEqual([reason]);
});

test("a secret that exists is not taken over", async () => {
  await create(types.secret, inputsOf("first"));
  await expect(create(types.secret, inputsOf("second"))).rejects.toThrow(/cannot create already existing resource/);
});

test("deletion goes to the vault, and a new creation recovers what was deleted", async () => {
  const { id } = await create(types.secret, inputsOf("first"));
  await control.clearRequests();
  await removed(id);
  await removed(id); // what is gone is deleted
  expect(await requests()).toEqual(["DELETE /vaults/safe/secrets/x 200", "DELETE /vaults/safe/secrets/x 404"]);
  await create(types.secret, inputsOf("second"));
  expect(await requests()).toEqual([
    "GET /vaults/safe/secrets/x 404",
    "PUT /vaults/safe/secrets/x 409",
    "GET /vaults/safe/deletedsecrets/x 200",
    "POST /vaults/safe/deletedsecrets/x/recover 200",
    "PUT /vaults/safe/secrets/x 200",
    "GET /vaults/safe/secrets/x 200",
  ]);
});

test("a deployer without a role on the data plane cannot delete, nor recover: the conflict is the answer", async () => {
  const contributor = await deployer(roles.contributor);
  const { id } = await create(types.secret, inputsOf("first"), contributor);
  await expect(removed(id, contributor)).rejects.toThrow(/Status=403 Code="Forbidden" .*secrets\/delete/s);
  await removed(id);
  await expect(create(types.secret, inputsOf("second"), contributor)).rejects.toThrow(
    /Status=409 Code="ConflictError" Message="Secret .* is currently in a deleted but recoverable state/,
  );
  const officer = await deployer(roles.contributor, roles.officer);
  await create(types.secret, inputsOf("second"), officer);
  await removed(id, officer);
});

test("functions read a vault, an identity, and a role given at one secret is there", async () => {
  const vault = await provider.invoke("azure-native:keyvault:getVault", place);
  expect(vault).toMatchObject({
    name: "safe",
    properties: { vaultUri: expect.stringMatching(/^https:/) as string, enableRbacAuthorization: true },
  });
  const { outputs } = await create(types.identity, {
    resourceGroupName: "group",
    resourceName: "reader",
    location: "westeurope",
  });
  const identity = await provider.invoke("azure-native:managedidentity:getUserAssignedIdentity", {
    resourceGroupName: "group",
    resourceName: "reader",
  });
  expect(identity).toMatchObject({ name: "reader", principalId: outputs.principalId, clientId: outputs.clientId });
  const { id: scope } = await create(types.secret, inputsOf("first"));
  const assignment = await create(types.assignment, {
    scope,
    roleAssignmentName: randomUUID(),
    principalId: outputs.principalId as string,
    principalType: "ServicePrincipal",
    roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roles.officer}`,
  });
  expect(assignment.outputs).toMatchObject({ scope, principalId: outputs.principalId });
});
