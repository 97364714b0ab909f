import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import {
  changesOf,
  endpointId,
  endpointsPath,
  keysOf,
  OnlineStage,
  textOf,
  type Config,
  type Principal,
} from "./online-fixture";

jest.setTimeout(180_000);

const mlAudience = "https://ml.azure.com";

describeEngines("ManagedWebservice, called and taken over", (engine) => {
  const stage = new OnlineStage(engine, { kind: "managed" });
  let caller: Principal;
  let stranger: Principal;
  beforeAll(async () => {
    await stage.open();
    [caller, stranger] = [await stage.principal("caller"), await stage.principal("stranger")];
  });
  afterAll(() => stage.close());

  const deployments = { blue: { version: "1" } };
  const toCaller = () => ({ caller: { principalId: caller.principalId, principalType: "ServicePrincipal" } });
  const entraToken = (principalId: string, audience = mlAudience, expiresInSeconds = 600) =>
    stage.control.token({ principalId, audience, expiresInSeconds });
  let keys = { primary: "", secondary: "" };

  test("opens to the keys, and sends copies where it is told to", async () => {
    const config = { deployments: { ...deployments, green: { version: "2" } }, traffic: { blue: 100 } };
    const result = await stage.up({ ...config, mirrorTraffic: { green: 20 } });
    keys = keysOf(result);
    expect(result.outputs.scoringUri?.value).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/managed\/score\.westeurope\/score$/);
    expect(await stage.call(keys.primary)).toEqual({ status: 200, deployment: "blue", version: "1" });
    expect(await stage.call(keys.secondary, "green")).toEqual({ status: 200, deployment: "green", version: "2" });
    expect((await stage.endpoint()).properties).toMatchObject({ traffic: { blue: 100 }, mirrorTraffic: { green: 20 } });
    const planned = succeeded(await stage.preview({ ...config, publicNetworkAccess: "Disabled" }));
    const lines = ["mirror traffic: green 20 % => none", "public network access: not set => Disabled"];
    expect(planned.messages.map(({ text }) => text.trim())).toEqual(expect.arrayContaining(lines));
  });

  test("with autoscale, an update takes no computer away that the load has brought", async () => {
    const scaled = (version: string): Config => ({
      deployments: { blue: { version, autoscale: { minInstances: 1, maxInstances: 3 } } },
    });
    await stage.up(scaled("1"));
    // What Azure Monitor does when the load grows.
    const blue = `${endpointId}/deployments/blue`;
    expect((await stage.arm("PATCH", blue, { sku: { name: "Default", capacity: 2 } })).status).toBeLessThan(300);
    await stage.idle(blue);

    const refused = "autoscale has 2 instances serving, and this update would leave 1";
    expect(textOf(await stage.preview(scaled("2")))).toContain(refused);
    const failed = await (await stage.deployment(scaled("2"))).up();
    expect([failed.ok, textOf(failed)]).toEqual([false, expect.stringContaining(refused)]);
    expect((await stage.endpoint(blue)).sku.capacity).toBe(2);

    succeeded(await (await stage.deployment(scaled("2"))).refresh());
    expect(changesOf(await stage.up(scaled("2")))).toContain("update score-deployment-blue");
    expect((await stage.endpoint(blue)).sku.capacity).toBe(2);
    expect(await stage.call(keys.primary)).toEqual({ status: 200, deployment: "blue", version: "2" });
  });

  test("without a number, an update keeps the instances that somebody has set; with one, the preview shows it", async () => {
    const counted = (version: string, instances: number | null): Config => ({
      deployments: { blue: { version, instances } },
    });
    const blue = `${endpointId}/deployments/blue`;
    const live = async () => (await stage.endpoint(blue)).sku.capacity;
    const scale = async (capacity: number) => {
      expect((await stage.arm("PATCH", blue, { sku: { name: "Default", capacity } })).status).toBeLessThan(300);
      await stage.idle(blue);
    };
    // Autoscale has left two, and goes: so do its bounds, not what runs.
    await stage.up(counted("2", null));
    expect(await live()).toBe(2);
    expect(changesOf(await stage.up(counted("2", null)))).toEqual([]);

    await scale(3);
    const edited = await stage.preview(counted("3", null));
    expect(textOf(edited)).toContain(
      "deployments.blue: 3 instances are live and stay, because instanceCount is not given",
    );
    await stage.up(counted("3", null));
    expect([await live(), await stage.call(keys.primary)]).toEqual([3, expect.objectContaining({ version: "3" })]);
    await scale(1);
    await stage.up(counted("1", null));
    expect(await live()).toBe(1);

    const preview = await stage.preview(counted("1", 2));
    expect(preview.changes.find(({ name }) => name === "score-deployment-blue")?.diff).toEqual(["sku.capacity"]);
    await stage.up(counted("1", 2));
    expect(await live()).toBe(2);
  });

  test("with Microsoft Entra it opens to whoever has the role, and to nobody else", async () => {
    const config: Config = { deployments, mode: "entra", grants: { scoring: toCaller() } };
    const { outputs, ...result } = await stage.up(config);
    expect(textOf({ outputs, ...result })).toContain("authentication changes: Key => AADToken");
    expect(outputs.authMode?.value).toBe("AADToken");
    expect(outputs.tokenAcquisition?.value).toMatchObject({ scope: `${mlAudience}/.default` });
    expect(await stage.statusOf(await entraToken(caller.principalId))).toBe(200);
    expect(await stage.statusOf(await entraToken(stranger.principalId))).toBe(401);
    expect(await stage.statusOf(await entraToken(caller.principalId, mlAudience, -60))).toBe(401);
    expect(await stage.statusOf(caller.token)).toBe(401);
    expect(await stage.statusOf(keys.primary)).toBe(401);
    const forbidden = await asks(caller, ["read", "listKeys", "regenerateKeys", "token"]);
    expect(forbidden).toEqual([403, 403, 403, 403]);
  });

  test("with tokens of Azure ML the caller fetches one by its role, and can do nothing else", async () => {
    const { outputs } = await stage.up({
      deployments,
      secondary: 2,
      mode: "token",
      grants: { tokenAccess: toCaller() },
    });
    const { url, method } = outputs.tokenAcquisition?.value as { url: string; method: string };
    const ask = ({ token }: Principal) => fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
    const { accessToken } = (await (await ask(caller)).json()) as { accessToken: string };
    expect(await stage.statusOf(accessToken)).toBe(200);
    expect(await stage.statusOf(await entraToken(caller.principalId))).toBe(401);
    expect((await ask(stranger)).status).toBe(403);
    expect(await asks(caller, ["read", "listKeys", "regenerateKeys", "delete"])).toEqual([200, 403, 403, 403]);
  });

  async function asks(principal: Principal, what: string[]): Promise<number[]> {
    const requests: Record<string, [string, string, unknown?]> = {
      read: ["GET", ""],
      delete: ["DELETE", ""],
      token: ["POST", "/token"],
      listKeys: ["POST", "/listKeys"],
      regenerateKeys: ["POST", "/regenerateKeys", { keyType: "Primary" }],
    };
    const answers = what.map((name) => {
      const [method, below, body] = requests[name] ?? ["", ""];
      return stage.arm(method, `${endpointId}${below}`, body, principal);
    });
    return (await Promise.all(answers)).map(({ status }) => status);
  }

  const checked: Config = { deployments, secondary: 2, checkKeys: true };

  test("the keys come back, one of them rotated meanwhile", async () => {
    const result = await stage.up(checked);
    const back = keysOf(result);
    expect(await stage.keysInAzure()).toEqual({ primaryKey: back.primary, secondaryKey: back.secondary });
    expect(await stage.statusOf(keys.secondary)).toBe(401);
    expect(result.outputs.keyCheck).toEqual({
      value: { primary: "Installed", secondary: "Installed" },
      secret: false,
    });
    keys = back;
  });

  test("break glass: a key that somebody regenerated by hand is found, and rotated away", async () => {
    expect((await stage.arm("POST", `${endpointId}/regenerateKeys`, { keyType: "Primary" })).status).toBe(202);
    const found = await stage.up(checked);
    expect(found.outputs.keyCheck?.value).toEqual({ primary: "Different", secondary: "Installed" });
    expect(textOf(found)).toContain("the primary key of the endpoint is not this program's");
    const { primaryKey } = await stage.keysInAzure();
    expect(leaksInText(textOf(found), { primaryKey, ...keys })).toEqual([]);

    const repaired = keysOf(await stage.up({ deployments, secondary: 2, primary: 2 }));
    expect(await stage.keysInAzure()).toEqual({ primaryKey: repaired.primary, secondaryKey: keys.secondary });
    expect(await stage.statusOf(repaired.primary)).toBe(200);
    expect(await stage.statusOf(primaryKey)).toBe(401);
    keys = repaired;
  });

  test("break glass: both keys are replaced by their numbers, and nobody gets in with the old ones", async () => {
    const numbers = { primary: 3, secondary: 3 };
    const after = keysOf(await stage.up({ deployments, ...numbers, replaceBothAt: numbers }));
    expect([await stage.statusOf(after.primary), await stage.statusOf(after.secondary)]).toEqual([200, 200]);
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([401, 401]);
    keys = after;
  });

  test("another name is another endpoint, which has keys of its own", async () => {
    const config = { deployments, secondary: 3, primary: 3, endpointName: "renamed" };
    const result = await stage.up(config);
    expect(changesOf(result)).toContain("replace score-endpoint");
    keys = keysOf(result);
    expect((await stage.arm("GET", endpointId)).status).toBe(404);
    const renamed = `${endpointsPath}/renamed`;
    expect(await (await stage.arm("POST", `${renamed}/listKeys`)).json()).toEqual({
      primaryKey: keys.primary,
      secondaryKey: keys.secondary,
    });
    expect(await stage.call(keys.secondary, undefined, renamed)).toMatchObject({ status: 200, deployment: "blue" });
    expect(changesOf(await stage.up(config))).toEqual([]);
  });

  test("an endpoint in production is taken over with its keys and traffic, while it serves", async () => {
    const { properties } = await stage.endpoint(`${endpointsPath}/renamed/deployments/blue`);
    succeeded(await (await stage.deployment({ deployments, endpointName: "renamed" })).destroy());
    await byHand(properties);
    const production = await stage.keysInAzure();

    const { environmentId, codeConfiguration } = properties;
    const config: Config = {
      deployments: { blue: { version: "1", environmentId, codeId: codeConfiguration.codeId } },
      traffic: { blue: 100 },
      tags: { owner: "studio" },
      // Numbers of an earlier life change nothing either.
      primary: 4,
      adopt: { endpointId, deployments: ["blue"] },
    };
    await stage.control.clearRequests();
    const foreign = { ...config, primary: 1, initialPrimary: { secret: "p".repeat(32) } };
    const refused = await (await stage.deployment(foreign)).up();
    expect([refused.ok, textOf(refused)]).toEqual([
      false,
      expect.stringContaining('keys.initial.primary: the endpoint "score" has another primary key (neither is shown)'),
    ]);
    const result = await stage.up(config);
    expect(keysOf(result)).toEqual({ primary: production.primaryKey, secondary: production.secondaryKey });
    const asked = await stage.control.requests();
    const written = asked.filter(
      ({ method, path }) => !["GET", "POST"].includes(method) && !path.startsWith("/local/"),
    );
    expect(written.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(await stage.keysInAzure()).toEqual(production);
    expect(await stage.statusOf(production.primaryKey)).toBe(200);
    expect(changesOf(await stage.up(config))).toEqual([]);

    // It belongs to the program now.
    const next = await stage.up({ ...config, adopt: { endpointId }, tags: { owner: "program" }, secondary: 2 });
    expect(keysOf(next)).toMatchObject({ primary: production.primaryKey });
    expect((await stage.endpoint()).tags).toEqual({ owner: "program" });
    expect(await stage.statusOf(production.secondaryKey)).toBe(401);
  });

  /** What `az ml online-endpoint create` and its sisters leave. */
  async function byHand(deployment: object): Promise<void> {
    const location = "westeurope";
    const identity = { type: "SystemAssigned" };
    const tags = { owner: "studio" };
    const endpoint = { location, identity, tags, properties: { authMode: "Key" } };
    await stage.put(endpointId, endpoint);
    await stage.put(`${endpointId}/deployments/blue`, {
      location,
      sku: { name: "Default", capacity: 1 },
      properties: { ...deployment, provisioningState: undefined },
    });
    await stage.put(endpointId, { location, identity, tags, properties: { authMode: "Key", traffic: { blue: 100 } } });
  }
});
