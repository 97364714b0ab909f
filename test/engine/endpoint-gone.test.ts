import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, endpointId, keysOf, OnlineStage, type Config } from "./online-fixture";

jest.setTimeout(180_000);

describeEngines("an endpoint that somebody has deleted in Azure", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  const config: Config = { deployments: { blue: { version: "1" } } };
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test("comes back with its traffic and keys of its own, once a refresh has forgotten it", async () => {
    let keys = keysOf(await stage.up(config));
    await stage.delete(endpointId);
    succeeded(await (await stage.deployment(config)).refresh());

    const result = await stage.up(config);
    expect(changesOf(result)).toEqual([
      "create score-deployment-blue",
      "create score-endpoint",
      "replace score-primary-key-in-force",
      "replace score-secondary-key-in-force",
      "update score-primary-key",
      "update score-secondary-key",
      "update score-settings",
    ]);
    const old = keys;
    keys = keysOf(result);
    expect(keys.primary).not.toBe(old.primary);
    expect(await stage.keysInAzure()).toEqual({ primaryKey: keys.primary, secondaryKey: keys.secondary });
    expect(await stage.call(keys.primary)).toEqual({ status: 200, deployment: "blue", version: "1" });
    expect(changesOf(await stage.up(config))).toEqual([]);
  });

  test("is destroyed without a word when it is gone once more", async () => {
    await stage.delete(endpointId);
    succeeded(await (await stage.deployment(config)).destroy());
  });
});
