import { rmSync } from "node:fs";
import path from "node:path";
import { spawnLocalAzure, State, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { ArmClient, subscriptionId, until } from "@azureml-webservice/local-azure/testing/arm-client";
import { groupOf, shell, temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { VaultClient } from "@azureml-webservice/local-azure/testing/vault";

const groupName = "sync";

let stateDir: string;
let server: SpawnedLocalAzure;

beforeAll(async () => {
  stateDir = temporaryFolder();
  server = await spawnLocalAzure({ stateDir, identityStartMs: 300, identityTokenSeconds: 600 });
});

afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

const clients = () => {
  const arm = new ArmClient(server.url);
  return { arm, vault: new VaultClient(arm, () => path.join(stateDir, "tls", "ca.pem")) };
};

// What key-sync does, as short as it can be: ask, print what is there, ask again, whatever goes wrong.
const script = `
while :; do
  token=$(curl -sf -m 2 -H Metadata:true \\
    "$AZURE_POD_IDENTITY_AUTHORITY_HOST/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net" |
    sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  printf 'header = "Authorization: Bearer %s"\\nurl = "%ssecrets/primary?api-version=7.4"\\n' "$token" "$VAULT" |
    curl -sf -m 2 --config - | sed 's/.*"value":"\\([^"]*\\)".*/value \\1/'
  echo
  sleep 0.1
done`;

it("a container goes on with what a killed server held: vault, secrets, roles, identity, faults and lateness", async () => {
  const { arm, vault } = clients();
  await arm.createResourceGroup();
  await vault.create();
  for (const name of ["primary", "gone"]) {
    await vault.over("PUT", `/secrets/${name}`, { properties: { value: "first" } });
  }
  await vault.at("DELETE", "/secrets/gone");
  const identityId = `${arm.resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader`;
  const identity = await arm.send("PUT", `${identityId}?api-version=2023-01-31`, { location: "westeurope" });
  await assign(arm, vault.secretId("primary"), identity.body.properties.principalId, roles.secretsUser);
  const container = shell(script, { environmentVariables: [{ name: "VAULT", value: await vault.uri() }] }, "sync");
  await arm.deploy(groupName, {
    ...groupOf([container]),
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
  });
  const said = (text: string) =>
    until(async () => {
      const { body } = await clients().arm.send("GET", `${arm.group(groupName)}/containers/sync/logs`);
      return (body.content as string).includes(text) || undefined;
    });
  await said("value first");
  const uri = await vault.uri();
  const key = { subscriptionId, resourceGroup: "tests", name: groupName };
  const before = new State(stateDir).readGroup(key);
  const { process } = new State(stateDir).readRuntime(key, "sync") ?? {};
  const control = new LocalAzureControl(server.url);
  expect(await control.identities()).toEqual({ startMs: 300, until: "refused" });
  await control.setIdentities({ startMs: 200, until: "silence" });
  await control.fail({ kind: "status", path: "^/vaults/safe/secrets/other", status: 503 });

  await server.kill();
  server = await spawnLocalAzure({ stateDir });

  expect(await clients().vault.uri()).toBe(uri);
  expect(await new LocalAzureControl(server.url).identities()).toEqual({ startMs: 200, until: "silence" });
  expect(new State(stateDir).readRuntime(key, "sync")?.process).toEqual(process);
  expect(new State(stateDir).readGroup(key)).toMatchObject({
    identityPort: before?.identityPort,
    startedAt: before?.startedAt,
  });
  await clients().vault.over("PUT", "/secrets/primary", { properties: { value: "second" } });
  await said("value second");
  const { vault: again } = clients();
  expect((await again.at("GET", "/secrets/primary/versions")).body.value).toHaveLength(2);
  expect((await again.at("PUT", "/secrets/gone", { value: "x" })).status).toBe(409);
  expect((await again.at("GET", "/secrets/other")).status).toBe(503);
});
