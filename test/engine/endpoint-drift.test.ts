import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, endpointId, keysOf, OnlineStage, textOf, type Config } from "./online-fixture";

jest.setTimeout(180_000);

describeEngines("an endpoint that somebody has changed by hand", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  const config: Config = {
    deployments: { blue: { version: "1" }, green: { version: "2" } },
    traffic: { blue: 100 },
    tags: { stage: "production" },
  };
  let keys = { primary: "", secondary: "" };
  beforeAll(async () => {
    await stage.open();
    keys = keysOf(await stage.up(config));
  });
  afterAll(() => stage.close());

  const changedWords = "the endpoint was changed outside of the program";
  const refresh = async () => succeeded(await (await stage.deployment(config)).refresh());

  /** What `az ml online-endpoint update` does. */
  async function byHand(change: object, tags?: object): Promise<void> {
    const { location, identity, tags: before, properties } = await stage.endpoint();
    const { authMode, compute, traffic } = properties;
    await stage.put(endpointId, {
      location,
      identity: { type: identity.type },
      tags: tags ?? before,
      properties: { authMode, compute, traffic, ...change },
    });
  }

  test("what the program wrote itself is no such change, neither before nor after a refresh", async () => {
    expect(textOf(await stage.preview(config))).not.toContain(changedWords);
    await refresh();
    const moved: Config = { ...config, traffic: { green: 100 } };
    const planned = succeeded(await stage.preview(moved));
    expect(textOf(planned)).not.toContain(changedWords);
    // The keys stay known meanwhile.
    expect(changesOf(planned)).toEqual([
      "replace score-settings-attempt",
      "update score",
      "update score-rollout",
      "update score-settings",
    ]);
    await stage.up(moved);
    expect(textOf(await stage.preview(moved))).not.toContain(changedWords);
    const back = await stage.up(config);
    expect(textOf(back)).not.toContain(changedWords);
    expect(changesOf(await stage.up(config))).toEqual([]);
  });

  test("traffic and tags are put back once a refresh has seen them, and tags of others stay", async () => {
    await byHand({ traffic: { green: 100 } }, { stage: "test", owner: "policy" });
    expect(textOf(await stage.preview(config))).not.toContain(changedWords);
    await refresh();
    const planned = succeeded(await stage.preview(config));
    expect(textOf(planned)).toContain(
      `${changedWords} (traffic: green 100 %; tags: owner policy, stage test); the update puts back what the program says`,
    );
    expect((await stage.endpoint()).properties.traffic).toEqual({ green: 100 });

    const result = await stage.up(config);
    expect(textOf(result)).toContain(`${changedWords} (traffic: green 100 %`);
    expect(await stage.endpoint()).toMatchObject({
      tags: { stage: "production", owner: "policy" },
      properties: { traffic: { blue: 100 } },
    });
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "blue" });
    expect(keysOf(result)).toEqual(keys);
    const next = await stage.up(config);
    expect([changesOf(next), textOf(next).includes(changedWords)]).toEqual([[], false]);
    await refresh();
    expect(changesOf(succeeded(await stage.preview(config)))).toEqual([]);
  });

  test("the authentication is put back, and the outputs hold the keys that the endpoint then has", async () => {
    await byHand({ authMode: "AMLToken" });
    expect(await stage.statusOf(keys.primary)).toBe(401);
    await refresh();
    expect(textOf(await stage.preview(config))).toContain(`${changedWords} (authMode: AMLToken)`);

    // A rotation at the same time waits until there are keys again.
    const result = await stage.up({ ...config, secondary: 2 });
    const after = keysOf(result);
    expect(await stage.keysInAzure()).toEqual({ primaryKey: after.primary, secondaryKey: after.secondary });
    expect([await stage.statusOf(after.primary), await stage.statusOf(after.secondary)]).toEqual([200, 200]);
    // The record of the keys is renewed once more, and holds the same.
    expect(keysOf(await stage.up({ ...config, secondary: 2 }))).toEqual(after);
    expect(changesOf(await stage.up({ ...config, secondary: 2 }))).toEqual([]);
  });
});
