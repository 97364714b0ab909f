import { randomUUID } from "node:crypto";
import path from "node:path";
import { LocalAzureControl, type NewPrincipal } from "./control";
import { subscriptionId, type Answer } from "./testing/arm-client";
import { useLocalAzure } from "./testing/use-local-azure";
import { VaultClient, vaultDefinition } from "./testing/vault";

const local = useLocalAzure();
const caFile = () => path.join(local.stateDir, "tls", "ca.pem");
const roles = {
  user: "4633458b-17de-408a-b874-0445c86b69e6",
  officer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  reader: "21090545-7ca7-4776-b22c-e363652d74d2",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
};
const value = "not-to-be-seen-anywhere";

let vault: VaultClient;
let control: LocalAzureControl;
let app: NewPrincipal;
let token: string;
let names = 0;
let name = "";

beforeAll(async () => {
  control = new LocalAzureControl(local.server.url);
  vault = new VaultClient(local.arm, caFile);
  expect((await vault.create()).status).toBe(201);
});

beforeEach(async () => {
  name = `secret-${++names}`;
  app = await control.createPrincipal("app");
  token = await control.token({ principalId: app.principalId, audience: "https://vault.azure.net" });
});

function assign(scope: string, role: string): Promise<Answer> {
  return local.arm.send(
    "PUT",
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
    {
      properties: {
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        principalId: app.principalId,
        principalType: "ServicePrincipal",
      },
    },
  );
}

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

describe("the data plane", () => {
  it("says to whom it gives nothing where to get a token", async () => {
    const { status, headers, body } = await vault.at("GET", `/secrets/${name}`, undefined, null);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe(
      `Bearer authorization="${local.server.url}/5eed1ab5-0000-4000-8000-10ca1a22e700", resource="https://vault.azure.net"`,
    );
    expect(body.error.message).toBe("AKV10000: Request is missing a Bearer or PoP token.");
  });

  it.each([
    ["for another audience", { audience: "https://management.azure.com" }, /^AKV10022: Invalid audience\. Expected/],
    ["for its address with a slash", { audience: "https://vault.azure.net/" }, /^AKV10022/],
    ["that has expired", { audience: "https://vault.azure.net", expiresInSeconds: -5 }, /TokenExpired/],
  ])("refuses a token %s", async (_, options, message) => {
    const wrong = await control.token({ principalId: app.principalId, ...options });
    const { status, body } = await vault.at("GET", "/secrets", undefined, wrong);
    expect([status, body.error.code]).toEqual([401, "Unauthorized"]);
    expect(body.error.message).toMatch(message);
  });

  it("sets, shows, describes, lists and forgets secrets", async () => {
    const made = await vault.at("PUT", `/secrets/${name}`, { value, contentType: "text/plain", tags: { a: "b" } });
    expect(made).toMatchObject({
      status: 200,
      body: {
        value,
        contentType: "text/plain",
        tags: { a: "b" },
        attributes: { recoveryLevel: "Recoverable+Purgeable" },
      },
    });
    const version = new URL(made.body.id).pathname;
    await vault.at("PATCH", version, { attributes: { enabled: false } });
    expect((await vault.at("GET", `/secrets/${name}/`)).body.error).toEqual({
      code: "Forbidden",
      message: "Operation get is not allowed on a disabled secret.",
      innererror: { code: "SecretDisabled" },
    });
    const items = (await vault.at("GET", "/secrets")).body.value as { id: string }[];
    expect(items.find(({ id }) => id === made.body.id.replace(/\/[0-9a-f]{32}$/, ""))).toMatchObject({
      attributes: { enabled: false },
    });
    expect(JSON.stringify(items)).not.toContain(value);

    const gone = await vault.at("DELETE", `/secrets/${name}`);
    expect(gone.body).toMatchObject({ recoveryId: `${await vault.uri()}deletedsecrets/${name}` });
    expect(gone.body.scheduledPurgeDate - gone.body.deletedDate).toBe(90 * 24 * 3600);
    expect(await vault.at("GET", `/secrets/${name}`)).toMatchObject({
      status: 404,
      body: { error: { code: "SecretNotFound" } },
    });
    expect(await vault.at("PUT", `/secrets/${name}`, { value })).toMatchObject({
      status: 409,
      body: { error: { code: "Conflict", innererror: { code: "ObjectIsDeletedButRecoverable" } } },
    });
    expect((await vault.at("GET", `/deletedsecrets/${name}`)).body).toEqual(gone.body);
    expect((await vault.at("POST", `/deletedsecrets/${name}/recover`)).body.id).toBe(made.body.id);
    await vault.at("DELETE", `/secrets/${name}`);
    expect((await vault.at("DELETE", `/deletedsecrets/${name}`)).status).toBe(204);
    expect((await vault.at("GET", `/deletedsecrets/${name}`)).status).toBe(404);
    expect((await vault.at("PUT", `/secrets/${name}`, { value })).status).toBe(200);
  });

  it("gives lists in pages", async () => {
    for (let count = 0; count < 3; count++) {
      await vault.at("PUT", `/secrets/${name}`, { value: String(count) });
    }
    const first = await vault.at("GET", `/secrets/${name}/versions?maxresults=2`);
    const second = await vault.at("GET", first.body.nextLink);
    expect([first.body.value.length, second.body.value.length, second.body.nextLink]).toEqual([2, 1, null]);
  });

  it("purges what was deleted when its time is over", async () => {
    await vault.at("PUT", `/secrets/${name}`, { value });
    await vault.at("DELETE", `/secrets/${name}`);
    const now = Date.now();
    const clock = jest.spyOn(Date, "now").mockReturnValue(now + 91 * 24 * 3600 * 1000);
    try {
      expect((await vault.at("GET", `/deletedsecrets/${name}`)).status).toBe(404);
    } finally {
      clock.mockRestore();
    }
    expect((await vault.at("PUT", `/secrets/${name}`, { value })).status).toBe(200);
  });

  it("does not purge what purge protection keeps", async () => {
    const kept = new VaultClient(local.arm, caFile, "protected");
    await kept.create({ enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    await kept.at("PUT", "/secrets/one", { value });
    const gone = await kept.at("DELETE", "/secrets/one");
    expect(gone.body.attributes).toMatchObject({ recoveryLevel: "CustomizedRecoverable", recoverableDays: 7 });
    expect((await kept.at("DELETE", "/deletedsecrets/one")).status).toBe(403);
  });
});

describe("whoever reads a secret", () => {
  const read = () => vault.at("GET", `/secrets/${name}`, undefined, token);

  it("needs a role, and is told so in Key Vault's words", async () => {
    await put();
    const { status, body } = await read();
    expect(status).toBe(403);
    expect(body.error).toEqual({
      code: "Forbidden",
      message:
        "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role " +
        `definitions were changed recently, please observe propagation time.\r\nCaller: appid=${app.clientId};` +
        `oid=${app.principalId};iss=${local.server.url}/5eed1ab5-0000-4000-8000-10ca1a22e700/v2.0\r\n` +
        "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\n" +
        `Resource: '${vault.secretId(name).toLowerCase()}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\n` +
        "DecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: safe;location=westeurope\r\n",
      innererror: { code: "ForbiddenByRbac" },
    });
  });

  it("may read the one secret that a role was given at, and nothing else", async () => {
    await put();
    const other = name;
    name = `${name}-other`;
    await put();
    expect((await assign(vault.secretId(name), roles.user)).status).toBe(201);
    expect((await read()).body.value).toBe(value);
    expect((await vault.at("GET", `/secrets/${other}`, undefined, token)).status).toBe(403);
    expect((await vault.at("PUT", `/secrets/${name}`, { value }, token)).status).toBe(403);
    expect((await vault.at("GET", "/secrets", undefined, token)).status).toBe(403);
  });

  it("keeps its role through a soft deletion, not through a purge", async () => {
    await put();
    await assign(vault.secretId(name), roles.user);
    await vault.at("DELETE", `/secrets/${name}`);
    await vault.at("POST", `/deletedsecrets/${name}/recover`);
    expect((await read()).status).toBe(200);
    await vault.at("DELETE", `/secrets/${name}`);
    await vault.at("DELETE", `/deletedsecrets/${name}`);
    await put();
    expect((await read()).status).toBe(403);
  });

  it.each([
    ["contributor", "GET", 403],
    ["reader", "GET", 403],
    ["reader", "LIST", 200],
    ["user", "GET", 200],
    ["user", "DELETE", 403],
    ["officer", "DELETE", 200],
  ] as const)("with the role %s gets %s answered with %i", async (role, method, status) => {
    await put();
    await assign(vault.id, roles[role]);
    const path = method === "LIST" ? "/secrets" : `/secrets/${name}`;
    expect((await vault.at(method === "LIST" ? "GET" : method, path, undefined, token)).status).toBe(status);
  });

  it("gets by access policies where the vault goes by them, whatever its roles are", async () => {
    const policies = new VaultClient(local.arm, caFile, "policies");
    const policy = (secrets: string[]) => ({
      enableRbacAuthorization: false,
      accessPolicies: [{ tenantId: app.tenantId, objectId: app.principalId, permissions: { secrets } }],
    });
    await policies.create(policy(["List"]));
    await assign(policies.id, roles.officer);
    await policies.at("PUT", "/secrets/one", { value });
    expect((await policies.at("GET", "/secrets/one", undefined, token)).body.error).toMatchObject({
      innererror: { code: "AccessDenied" },
    });
    expect((await policies.at("GET", "/secrets", undefined, token)).status).toBe(200);
    await policies.create(policy(["get"]));
    expect((await policies.at("GET", "/secrets/one", undefined, token)).body.value).toBe(value);
  });
});

describe("what goes wrong at a vault", () => {
  const path = "^/vaults/safe/secrets/";
  afterEach(() => control.clearFaults());

  it("is throttling, with the time to wait", async () => {
    await control.fail({ kind: "status", path, status: 429, code: "Throttled", retryAfterSeconds: 7, times: 1 });
    const throttled = await vault.at("GET", `/secrets/${name}`);
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await vault.at("GET", `/secrets/${name}`)).status).toBe(404);
  });

  it("is a cut connection, before or after the work", async () => {
    await control.fail({ kind: "reset-before", path, times: 1 });
    await expect(vault.at("PUT", `/secrets/${name}`, { value })).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await vault.at("GET", `/secrets/${name}`)).status).toBe(404);
    await control.fail({ kind: "reset-after", path, method: "PUT", times: 1 });
    await expect(vault.at("PUT", `/secrets/${name}`, { value })).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await vault.at("GET", `/secrets/${name}`)).body.value).toBe(value);
  });

  it("is silence, for as long as a client will wait", async () => {
    await control.fail({ kind: "silence", path, times: 1 });
    const silent = vault.at("GET", `/secrets/${name}`).then(
      () => "an answer",
      () => "an end",
    );
    const patience = new Promise((resolve) => setTimeout(() => resolve("nothing"), 300));
    expect(await Promise.race([silent, patience])).toBe("nothing");
  });

  it("and whatever is asked, is recorded without what is secret", async () => {
    await control.clearRequests();
    await control.fail({ kind: "status", path, status: 503, times: 1 });
    await vault.at("PUT", `/secrets/${name}`, { value });
    await vault.at("PUT", `/secrets/${name}`, { value }, token);
    const records = (await control.requests()).filter((record) => record.path.startsWith("/vaults/"));
    expect(records).toMatchObject([
      { method: "PUT", path: `/vaults/safe/secrets/${name}`, status: 503, fault: "status" },
      {
        status: 403,
        principalId: app.principalId,
        action: "Microsoft.KeyVault/vaults/secrets/setSecret/action",
        scope: vault.secretId(name),
      },
    ]);
    expect(JSON.stringify(records)).not.toContain(value);
  });
});
