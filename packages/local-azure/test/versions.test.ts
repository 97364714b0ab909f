import { tmpdir } from "node:os";
import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure";
import { ArmClient, subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { VaultClient } from "@azureml-webservice/local-azure/testing/vault";

const folder = mkdtempSync(path.join(tmpdir(), "versions-"));
let server: LocalAzure;
let arm: ArmClient;
let vault: VaultClient;

beforeAll(async () => {
  server = await startLocalAzure({ stateDir: folder, tls: true });
  arm = new ArmClient(server.url);
  await arm.createResourceGroup();
  vault = new VaultClient(arm, () => server.caFile ?? "");
  await vault.create();
  await vault.at("PUT", "/secrets/key", { value: "x" });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const provider = (type: string) => `${arm.resourceGroup}/providers/${type}`;
const subscription = `/subscriptions/${subscriptionId}/providers`;

// What each client sends was read from its sources, in the versions that the conformance suite installs.
it.each([
  ["azure-mgmt-containerinstance 10.1", () => provider("Microsoft.ContainerInstance/containerGroups"), "2023-05-01"],
  ["azure-mgmt-keyvault 14.1", () => provider("Microsoft.KeyVault/vaults"), "2026-05-15"],
  ["azure-mgmt-msi 7.1", () => provider("Microsoft.ManagedIdentity/userAssignedIdentities"), "2024-11-30"],
  ["az identity", () => provider("Microsoft.ManagedIdentity/userAssignedIdentities"), "2025-05-31-preview"],
  ["azure-mgmt-authorization 4.0", () => `${subscription}/Microsoft.Authorization/roleAssignments`, "2022-04-01"],
])("%s is answered in the version that it speaks", async (_, address, version) => {
  expect((await arm.send("GET", `${address()}?api-version=${version}`)).status).toBe(200);
});

it("azure-keyvault-secrets 4.12 is, too, at the vault's own address", async () => {
  expect((await vault.at("GET", "/secrets/key?api-version=2026-04-01")).body).toMatchObject({ value: "x" });
  expect((await vault.at("GET", "/secrets/key?api-version=2027-01-01")).status).toBe(400);
});
