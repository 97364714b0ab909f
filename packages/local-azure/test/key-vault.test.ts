import path from "node:path";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { VaultClient, vaultDefinition } from "@azureml-webservice/local-azure/testing/vault";

const local = useLocalAzure();
const caFile = () => path.join(local.stateDir, "tls", "ca.pem");
const value = "not-to-be-seen-anywhere";

let vault: VaultClient;
let names = 0;
let name = "";

beforeAll(async () => {
  vault = new VaultClient(local.arm, caFile);
  expect((await vault.create()).status).toBe(201);
});

beforeEach(() => {
  name = `secret-${++names}`;
});

const put = (properties: Record<string, unknown> = { value }, tags?: Record<string, string>) =>
  vault.over("PUT", `/secrets/${name}`, { properties, ...(tags ? { tags } : {}) });

describe("vaults over ARM", () => {
  it("have an address with TLS, and the defaults of their API version", async () => {
    const { status, body } = await vault.over("GET");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: vault.id,
      name: "safe",
      type: "Microsoft.KeyVault/vaults",
      location: "westeurope",
      properties: {
        vaultUri: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/$/),
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        provisioningState: "Succeeded",
      },
    });
    const list = await local.arm.send("GET", `${vault.id.replace(/\/safe$/, "")}?api-version=2024-11-01`);
    expect(list.body.value).toEqual([body]);
  });

  it("stay where they are when they are put again or patched", async () => {
    const uri = await vault.uri();
    expect(await vault.create({ enabledForDeployment: true })).toMatchObject({
      status: 200,
      body: { properties: { vaultUri: uri, enabledForDeployment: true } },
    });
    expect(await vault.over("PATCH", "", { tags: { a: "b" } })).toMatchObject({
      status: 200,
      body: { tags: { a: "b" }, properties: { vaultUri: uri } },
    });
  });

  it("are one when two requests make them at once", async () => {
    const twin = new VaultClient(local.arm, caFile, "twin");
    const [one, two] = await Promise.all([twin.create(), twin.create()]);
    expect(one.body.properties.vaultUri).toBe(two.body.properties.vaultUri);
    expect((await twin.at("GET", "/secrets")).status).toBe(200);
  });

  it.each([
    ["ab", {}, "VaultNameNotValid"],
    ["two--hyphens", {}, "VaultNameNotValid"],
    ["retention", { softDeleteRetentionInDays: 6 }, "BadRequest"],
    ["unsafe", { enableSoftDelete: false }, "BadRequest"],
    ["unprotected", { enablePurgeProtection: false }, "BadRequest"],
    ["no-such", { createMode: "recover" }, "DeletedVaultNotFound"],
    ["mistyped", { enableRbac: true }, "InvalidRequestContent"],
  ])("%s with %j is refused", async (wrong, properties, code) => {
    const { body } = await new VaultClient(local.arm, caFile, wrong).create(properties);
    expect(body.error.code).toBe(code);
  });

  it("go by roles from API version 2026-02-01 on, and by access policies before, unless they say otherwise", async () => {
    const definition = vaultDefinition({ enableRbacAuthorization: undefined });
    const at = (wanted: string, version: string) =>
      local.arm.send("PUT", `${vault.id.replace(/safe$/, wanted)}?api-version=${version}`, definition);
    expect((await at("by-policies", "2024-11-01")).body.properties.enableRbacAuthorization).toBe(false);
    expect((await at("by-roles", "2026-02-01")).body.properties.enableRbacAuthorization).toBe(true);
  });

  it("are kept when they are deleted, with their names and secrets, until they are recovered or purged", async () => {
    const kept = new VaultClient(local.arm, caFile, "kept");
    const deleted = (method: string, path = "") =>
      local.arm.send(
        method,
        `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kept${path}` +
          "?api-version=2024-11-01",
      );
    await kept.create();
    const uri = await kept.uri();
    await kept.over("PUT", "/secrets/one", { properties: { value } });
    expect((await kept.over("DELETE")).status).toBe(200);
    expect((await kept.over("DELETE")).status).toBe(204);
    expect((await kept.over("GET")).status).toBe(404);
    expect((await kept.create()).body.error).toMatchObject({
      code: "ConflictError",
      message: expect.stringContaining("already exists in deleted state"),
    });
    expect((await deleted("GET")).body).toMatchObject({ name: "kept", properties: { vaultId: kept.id } });
    expect((await kept.create({ createMode: "recover" })).status).toBe(201);
    expect(await kept.uri()).toBe(uri);
    expect((await kept.at("GET", "/secrets/one")).body.value).toBe(value);
    await kept.over("DELETE");
    expect((await deleted("POST", "/purge")).status).toBe(200);
    expect((await deleted("GET")).status).toBe(404);
    expect((await kept.create()).status).toBe(201);
    expect((await kept.at("GET", "/secrets/one")).status).toBe(404);
  });
});

it("a deleted resource group leaves its vaults' names taken, as any deletion does", async () => {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/short-lived`;
  await local.arm.send("PUT", group, { location: "westeurope" });
  const id = `${group}/providers/Microsoft.KeyVault/vaults/short-lived?api-version=2024-11-01`;
  const put = (properties?: Record<string, unknown>) => local.arm.send("PUT", id, vaultDefinition(properties));
  const { vaultUri } = (await put()).body.properties;
  await local.arm.ended(await local.arm.send("DELETE", group));
  await expect(fetch(vaultUri)).rejects.toThrow("fetch failed");
  await local.arm.send("PUT", group, { location: "westeurope" });
  expect((await put()).body.error.code).toBe("ConflictError");
  expect((await put({ createMode: "recover" })).body.properties.vaultUri).toBe(vaultUri);
});

describe("secrets over ARM", () => {
  it("are made and changed without their value being shown", async () => {
    const made = await put(
      { value, contentType: "text/plain", attributes: { exp: 2_000_000_000 } },
      { slot: "primary" },
    );
    const uri = `${await vault.uri()}secrets/${name}`;
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: vault.secretId(name),
      name,
      type: "Microsoft.KeyVault/vaults/secrets",
      location: "westeurope",
      tags: { slot: "primary" },
      properties: {
        contentType: "text/plain",
        attributes: { enabled: true, exp: 2_000_000_000 },
        secretUri: uri,
        secretUriWithVersion: expect.stringMatching(new RegExp(`^${uri}/[0-9a-f]{32}$`)),
      },
    });
    const patched = await vault.over("PATCH", `/secrets/${name}`, { properties: { contentType: "other" } });
    expect(patched.body.properties).toMatchObject({
      contentType: "other",
      secretUriWithVersion: made.body.properties.secretUriWithVersion,
    });
    const answers = [made, patched, await vault.over("GET", `/secrets/${name}`), await vault.over("GET", "/secrets")];
    expect(JSON.stringify(answers)).not.toContain(value);
  });

  it("get a new version with every PUT, also of the same value", async () => {
    const [first, second] = [await put(), await put()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.properties.secretUriWithVersion).not.toBe(first.body.properties.secretUriWithVersion);
    const versions = await vault.at("GET", `/secrets/${name}/versions`);
    expect(versions.body.value).toHaveLength(2);
    const third = await vault.over("PATCH", `/secrets/${name}`, { properties: { value: "third" } });
    expect(third.body.properties.secretUriWithVersion).not.toBe(second.body.properties.secretUriWithVersion);
    expect((await vault.at("GET", `/secrets/${name}`)).body.value).toBe("third");
    const old = new URL(first.body.properties.secretUriWithVersion).pathname;
    expect((await vault.at("GET", old)).body.value).toBe(value);
  });

  it.each([
    ["no value", {}, "BadParameter"],
    ["a value that is too long", { value: "x".repeat(25_601) }, "BadParameter"],
    ["an end before the beginning", { value, attributes: { nbf: 2, exp: 1 } }, "BadParameter"],
    ["an unknown property", { value, expires: 1 }, "InvalidRequestContent"],
  ])("%s is refused", async (_, properties, code) => {
    const { status, body } = await put(properties);
    expect([status, body.error.code]).toEqual([400, code]);
    expect(JSON.stringify(body)).not.toContain(value);
  });

  it("cannot be deleted there, and keep their name while they are soft-deleted", async () => {
    await put();
    expect((await vault.over("DELETE", `/secrets/${name}`)).status).toBe(405);
    await vault.at("DELETE", `/secrets/${name}`);
    expect((await vault.over("GET", `/secrets/${name}`)).body.error.code).toBe("SecretNotFound");
    expect(await put()).toMatchObject({
      status: 409,
      body: { error: { code: "ConflictError", innererror: { code: "ObjectIsDeletedButRecoverable" } } },
    });
  });
});
