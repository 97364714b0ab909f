import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { changesOf, keysOf, OnlineStage, type Config } from "./online-fixture";

jest.setTimeout(180_000);

describeEngines("an update of an endpoint that failed and is taken back", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  const both: Config = { deployments: { blue: { version: "1" }, green: { version: "2" } } };
  const before: Config = { ...both, traffic: { blue: 100 } };
  let keys = { primary: "", secondary: "" };
  beforeAll(async () => {
    await stage.open();
    keys = keysOf(await stage.up(before));
  });
  afterAll(() => stage.close());

  /** Azure accepts the settings, and carries them out when nobody waits any more. */
  async function tooLate(config: Config): Promise<void> {
    await stage.control.fail({ times: 0, kind: "operation-hangs", method: "PUT", path: "/onlineEndpoints/score$" });
    expect(await (await stage.deployment({ ...config, timeoutSeconds: 2 })).up()).toMatchObject({ ok: false });
    await stage.control.clearFaults();
    await stage.idle();
  }

  test("has its traffic where the program says", async () => {
    await tooLate({ ...both, traffic: { green: 100 } });
    expect(await stage.call(keys.primary)).toMatchObject({ deployment: "green" });

    const result = await stage.up(before);
    expect(changesOf(result)).toEqual([
      "replace score-settings-attempt",
      "update score",
      "update score-rollout",
      "update score-settings",
    ]);
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "blue" });
    expect(changesOf(await stage.up(before))).toEqual([]);
  });

  test("has its authentication, and the outputs its keys", async () => {
    await tooLate({ ...before, mode: "token" });
    expect(await stage.statusOf(keys.primary)).toBe(401);

    // Others than before, as the endpoint was without keys in between.
    keys = keysOf(await stage.up(before));
    expect(await stage.keysInAzure()).toEqual({ primaryKey: keys.primary, secondaryKey: keys.secondary });
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    expect(changesOf(await stage.up(before))).toEqual([]);
  });
});
