import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { ManagedIdentityCredential } from "@azure/identity";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { State } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { groupOf, python } from "@azureml-webservice/local-azure/testing/definitions";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { vaultDefinition } from "@azureml-webservice/local-azure/testing/vault";

jest.setTimeout(60_000);

// Microsoft's own clients, as they come from npm: they check certificates, challenges, and what a managed identity says.
const local = useLocalAzure({ tls: true });
const owner = { getToken: async () => ({ token: "owner", expiresOnTimestamp: Date.now() + 3_600_000 }) };
/** Addresses on 127.0.0.1 are not below vault.azure.net, and certificates are of local Azure's authority. */
const options = (): SecretClientOptions => ({
  disableChallengeResourceVerification: true,
  retryOptions: { maxRetries: 2, retryDelayInMs: 10, maxRetryDelayInMs: 50 },
  tlsOptions: { ca: readFileSync(local.server.caFile ?? "", "utf8") },
});

let control: LocalAzureControl;
let management: KeyVaultManagementClient;
let vaultUri: string;
let secrets: SecretClient;

beforeAll(async () => {
  control = new LocalAzureControl(local.server.url);
  management = new KeyVaultManagementClient(owner, subscriptionId, {
    endpoint: local.server.tlsUrl,
    tlsOptions: { ca: readFileSync(local.server.caFile ?? "", "utf8") },
  });
  const { location, properties } = vaultDefinition();
  const vault = await management.vaults.createOrUpdate("tests", "safe", {
    location,
    properties: { ...properties, sku: { family: "A", name: "standard" } },
  });
  vaultUri = vault.properties.vaultUri ?? "";
  secrets = new SecretClient(vaultUri, owner, options());
});

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) {
    items.push(item);
  }
  return items;
}

describe("@azure/arm-keyvault", () => {
  test("reads, lists, deletes, recovers and purges vaults", async () => {
    const { location, properties } = vaultDefinition();
    const parameters = { location, properties: { ...properties, sku: { family: "A", name: "standard" } as const } };
    await management.vaults.createOrUpdate("tests", "other", parameters);
    expect(await management.vaults.get("tests", "other")).toMatchObject({
      name: "other",
      type: "Microsoft.KeyVault/vaults",
      properties: { vaultUri: expect.stringMatching(/^https:/) as string, enableRbacAuthorization: true },
    });
    const names = async (pages: AsyncIterable<{ name?: string }>) => (await all(pages)).map(({ name }) => name).sort();
    expect(await names(management.vaults.listByResourceGroup("tests"))).toEqual(["other", "safe"]);
    expect(await names(management.vaults.listBySubscription())).toEqual(["other", "safe"]);
    await management.vaults.delete("tests", "other");
    expect(await names(management.vaults.listDeleted())).toEqual(["other"]);
    expect(await management.vaults.getDeleted("other", location)).toMatchObject({
      properties: { location, scheduledPurgeDate: expect.any(Date) as Date },
    });
    await expect(management.vaults.createOrUpdate("tests", "other", parameters)).rejects.toMatchObject({
      statusCode: 409,
      code: "ConflictError",
    });
    const recover = { ...parameters, properties: { ...parameters.properties, createMode: "recover" as const } };
    await management.vaults.createOrUpdate("tests", "other", recover);
    await management.vaults.delete("tests", "other");
    await management.vaults.purgeDeleted("other", location);
    await expect(management.vaults.getDeleted("other", location)).rejects.toMatchObject({ statusCode: 404 });
  });

  test("sets secrets without seeing them", async () => {
    const expires = new Date(2_000_000_000_000);
    const made = await management.secrets.createOrUpdate("tests", "safe", "by-arm", {
      properties: { value: "first", contentType: "text/plain", attributes: { expires } },
      tags: { slot: "primary" },
    });
    expect(made.properties).toMatchObject({ secretUri: `${vaultUri}secrets/by-arm`, attributes: { expires } });
    expect(made.properties.value).toBeUndefined();
    expect((await secrets.getSecret("by-arm")).value).toBe("first");
    await management.secrets.update("tests", "safe", "by-arm", { properties: { attributes: { enabled: false } } });
    await expect(secrets.getSecret("by-arm")).rejects.toMatchObject({ statusCode: 403, code: "Forbidden" });
    expect((await all(management.secrets.list("tests", "safe"))).map(({ name }) => name)).toContain("by-arm");
  });
});

describe("@azure/keyvault-secrets", () => {
  test("asks whom the vault names for a token, and wants the vault to be where its name says", async () => {
    const strict = new SecretClient(vaultUri, owner, { ...options(), disableChallengeResourceVerification: false });
    await expect(strict.getSecret("any")).rejects.toThrow(/'vault.azure.net' does not match the requested domain/);
    const asked: unknown[] = [];
    const credential = {
      getToken: async (scopes: string | string[], how: { tenantId?: string } = {}) => {
        asked.push([scopes, how.tenantId]);
        return owner.getToken();
      },
    };
    await new SecretClient(vaultUri, credential, options()).setSecret("asked", "x");
    expect(asked).toEqual([[["https://vault.azure.net/.default"], "5eed1ab5-0000-4000-8000-10ca1a22e700"]]);
  });

  test("sets, reads and lists secrets and their versions", async () => {
    const first = await secrets.setSecret("key", "one", { contentType: "text/plain", tags: { a: "b" } });
    const second = await secrets.setSecret("key", "two", { expiresOn: new Date(2_000_000_000_000) });
    expect(first.properties).toMatchObject({
      contentType: "text/plain",
      tags: { a: "b" },
      vaultUrl: vaultUri.slice(0, -1),
    });
    expect((await secrets.getSecret("key")).properties.version).toBe(second.properties.version);
    expect((await secrets.getSecret("key", { version: first.properties.version })).value).toBe("one");
    const changed = await secrets.updateSecretProperties("key", second.properties.version ?? "", { enabled: false });
    expect(changed.enabled).toBe(false);
    expect(await all(secrets.listPropertiesOfSecretVersions("key"))).toHaveLength(2);
    expect((await all(secrets.listPropertiesOfSecrets())).map(({ name }) => name)).toContain("key");
  });

  test("reads lists of many pages", async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => secrets.setSecret(`many-${index}`, "x")));
    const names = (await all(secrets.listPropertiesOfSecrets())).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("many-"))).toHaveLength(30);
  });

  test("deletes, recovers and purges", async () => {
    await secrets.setSecret("gone", "value");
    const deletion = await secrets.beginDeleteSecret("gone", { intervalInMs: 10 });
    const deleted = await deletion.pollUntilDone();
    expect(deleted).toMatchObject({
      recoveryId: `${vaultUri}deletedsecrets/gone`,
      deletedOn: expect.any(Date) as Date,
    });
    await expect(secrets.getSecret("gone")).rejects.toMatchObject({ statusCode: 404, code: "SecretNotFound" });
    await expect(secrets.setSecret("gone", "again")).rejects.toMatchObject({ statusCode: 409, code: "Conflict" });
    expect((await all(secrets.listDeletedSecrets())).map(({ name }) => name)).toEqual(["gone"]);
    await (await secrets.beginRecoverDeletedSecret("gone", { intervalInMs: 10 })).pollUntilDone();
    expect((await secrets.getSecret("gone")).value).toBe("value");
    await (await secrets.beginDeleteSecret("gone", { intervalInMs: 10 })).pollUntilDone();
    await secrets.purgeDeletedSecret("gone");
    await expect(secrets.getDeletedSecret("gone")).rejects.toMatchObject({ statusCode: 404 });
  });

  test("waits as it is told when the vault throttles, and tries again when it is cut off", async () => {
    await secrets.setSecret("calm", "value");
    await control.fail({ kind: "status", path: "^/vaults/safe/secrets/calm", status: 429, retryAfterSeconds: 1 });
    const start = Date.now();
    expect((await secrets.getSecret("calm")).value).toBe("value");
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
    await control.fail({ kind: "reset-before", path: "^/vaults/safe/secrets/calm" });
    expect((await secrets.getSecret("calm")).value).toBe("value");
  });
});

describe("@azure/identity in a container of a group", () => {
  const groupName = "reader";
  const known = process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
  let principalId: string;
  let clientId: string;

  const identityId = () =>
    `${local.arm.resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${groupName}`;

  beforeAll(async () => {
    const made = await local.arm.send("PUT", `${identityId()}?api-version=2023-01-31`, { location: "westeurope" });
    ({ principalId, clientId } = made.body.properties);
    await local.arm.deploy(groupName, {
      ...groupOf([python("main", "import time; time.sleep(600)")]),
      identity: { type: "UserAssigned", userAssignedIdentities: { [identityId()]: {} } },
    });
    const document = new State(local.stateDir).readGroup({ subscriptionId, resourceGroup: "tests", name: groupName });
    process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = `http://127.0.0.1:${document?.identityPort}`;
  });

  afterAll(async () => {
    await local.arm.remove(groupName);
    if (known === undefined) {
      delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
    } else {
      process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = known;
    }
  });

  test("reads the secret that its identity has a role at, and no other", async () => {
    await secrets.setSecret("primary", "the-key");
    await secrets.setSecret("private", "not for it");
    const scope = `${local.arm.resourceGroup}/providers/Microsoft.KeyVault/vaults/safe/secrets/primary`;
    const reader = new SecretClient(vaultUri, new ManagedIdentityCredential({ clientId }), options());
    await expect(reader.getSecret("primary")).rejects.toMatchObject({ statusCode: 403, code: "Forbidden" });
    await assign(local.arm, scope, principalId, roles.secretsUser);
    expect((await reader.getSecret("primary")).value).toBe("the-key");
    await expect(reader.getSecret("private")).rejects.toMatchObject({ statusCode: 403 });
  });

  test.each([
    ["its resource id", () => new ManagedIdentityCredential({ resourceId: identityId() })],
    ["its object id", () => new ManagedIdentityCredential({ objectId: principalId })],
    ["nothing, as there is only one", () => new ManagedIdentityCredential()],
  ])("gets a token by %s", async (_, credential) => {
    const { token, expiresOnTimestamp } = await credential().getToken("https://vault.azure.net/.default");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { oid: string };
    expect(claims.oid).toBe(principalId);
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  });

  test("is told when the identity is not one of the group's", async () => {
    const stranger = new ManagedIdentityCredential({ clientId: "00000000-0000-0000-0000-000000000001" });
    await expect(stranger.getToken("https://vault.azure.net/.default")).rejects.toThrow(/Identity not found/);
  });
});

test("what is kept is for its owner's eyes only", () => {
  const file = path.join(
    local.stateDir,
    ...["subscriptions", subscriptionId, "tests", "resources", "providers", "microsoft.keyvault", "vaults", "safe"],
    ...["secrets", "primary", "document.json"],
  );
  expect(readFileSync(file, "utf8")).toContain("the-key");
  expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
});
