import path from "node:path";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { VaultClient } from "@azureml-webservice/local-azure/testing/vault";

const local = useLocalAzure();
const caFile = () => path.join(local.stateDir, "tls", "ca.pem");
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
  await vault.create();
});

beforeEach(async () => {
  name = `secret-${++names}`;
  app = await control.createPrincipal("app");
  token = await control.token({ principalId: app.principalId, audience: "https://vault.azure.net" });
});

const give = (scope: string, role: string) => assign(local.arm, scope, app.principalId, role);
const set = () => vault.at("PUT", `/secrets/${name}`, { value });

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
    await set();
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
    await set();
    const other = name;
    name = `${name}-other`;
    await set();
    expect((await give(vault.secretId(name), roles.secretsUser)).status).toBe(201);
    expect((await read()).body.value).toBe(value);
    expect((await vault.at("GET", `/secrets/${other}`, undefined, token)).status).toBe(403);
    expect((await vault.at("PUT", `/secrets/${name}`, { value }, token)).status).toBe(403);
    expect((await vault.at("GET", "/secrets", undefined, token)).status).toBe(403);
  });

  it("keeps its role through a soft deletion, not through a purge", async () => {
    await set();
    await give(vault.secretId(name), roles.secretsUser);
    await vault.at("DELETE", `/secrets/${name}`);
    await vault.at("POST", `/deletedsecrets/${name}/recover`);
    expect((await read()).status).toBe(200);
    await vault.at("DELETE", `/secrets/${name}`);
    await vault.at("DELETE", `/deletedsecrets/${name}`);
    await set();
    expect((await read()).status).toBe(403);
  });

  it.each([
    ["contributor", "GET", 403],
    ["vaultReader", "GET", 403],
    ["vaultReader", "LIST", 200],
    ["secretsUser", "GET", 200],
    ["secretsUser", "DELETE", 403],
    ["secretsOfficer", "DELETE", 200],
  ] as const)("with the role %s gets %s answered with %i", async (role, method, status) => {
    await set();
    await give(vault.id, roles[role]);
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
    await give(policies.id, roles.secretsOfficer);
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
