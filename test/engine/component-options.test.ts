import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { describeCli, describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { AciStage } from "./aci-fixture";
import { changesOf, type Config, endpointId, keysOf, OnlineStage, textOf } from "./online-fixture";

/*
 * What Pulumi's options on a component do; docs/component-options.md says what for each child. The cells that surprise
 * are here.
 */

jest.setTimeout(180_000);

describeEngines("An endpoint's service with protect", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks", options: { protect: true } });
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  const blue = { version: "1" };
  let keys = { primary: "", secondary: "" };

  test("a rotation, other tags and new code beside the old are no obstacle", async () => {
    await stage.up({ deployments: { blue } });
    keys = keysOf(await stage.up({ deployments: { blue: { version: "2" } }, secondary: 2, tags: { team: "ml" } }));
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    expect(await stage.endpoint()).toMatchObject({ tags: { team: "ml" } });

    const green = { version: "3", entryScript: "other.py" };
    const both = { blue: { version: "2" }, green };
    await stage.up({ deployments: both, traffic: { green: 100 }, secondary: 2 });
    const result = await stage.up({ deployments: { green }, traffic: { green: 100 }, primary: 2, secondary: 2 });
    expect(changesOf(result)).toEqual(expect.arrayContaining(["delete score-deployment-blue"]));
    expect(await stage.call(keys.secondary)).toMatchObject({ status: 200, deployment: "green" });
    keys = keysOf(result);
  });

  test("destroying it is refused, and nothing is lost", async () => {
    const config: Config = {
      deployments: { green: { version: "3", entryScript: "other.py" } },
      primary: 2,
      secondary: 2,
    };
    const destroyed = await (await stage.deployment(config)).destroy();
    expect(destroyed.ok).toBe(false);
    expect(textOf(destroyed)).toContain("protected");
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "green" });
    const again = await stage.up({ ...config, traffic: { green: 100 } });
    expect(keysOf(again)).toEqual(keys);
    expect(changesOf(again).filter((change) => !/^create score-\w+-key-in-force$/.test(change))).toEqual([]);
  });

  test("with retainOnDelete in its place, the state lets go of it and Azure keeps it", async () => {
    const config: Config = {
      deployments: { green: { version: "3", entryScript: "other.py" } },
      traffic: { green: 100 },
      primary: 2,
      secondary: 2,
      options: { protect: false, retainOnDelete: true },
    };
    await stage.up(config);
    succeeded(await (await stage.deployment(config)).destroy());
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "green" });
    expect(await stage.statusOf(keys.secondary)).toBe(200);
  });
});

describeEngines("A container group's service with options", (engine) => {
  const stage = new AciStage(engine);
  const options = (given: object) => ({ options: JSON.stringify(given) });
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test("protect lets a rotation and other tags through, and keeps the group and its keys", async () => {
    const up = async (config: Record<string, string>) => succeeded(await (await stage.deployment(config)).up());
    const first = await up(options({ protect: true }));
    const rotated = await up({ ...options({ protect: true }), secondary: "2", stage: "production" });
    expect(await stage.settled(String(rotated.outputs.secondaryKey?.value))).toBe(200);
    expect(await stage.settled(String(first.outputs.secondaryKey?.value))).toBe(401);
    expect(await stage.tags()).toEqual({ stage: "production" });

    const destroyed = await (await stage.deployment({ secondary: "2" })).destroy();
    expect(destroyed.ok).toBe(false);
    expect(textOf(destroyed)).toContain("protected");
    const again = await up({ ...options({ protect: true }), secondary: "2", stage: "production" });
    expect(changesOf(again)).toEqual([]);
    const smaller = await (
      await stage.deployment({ ...options({ protect: true }), secondary: "2", cpuCores: "1.5" })
    ).up();
    expect(smaller.ok).toBe(false);
    expect(textOf(smaller)).toContain("unable to replace resource");
    expect(await stage.settled(String(rotated.outputs.primaryKey?.value))).toBe(200);
  });

  test("deletedWith the resource group: one deletion takes all along", async () => {
    const config = { secondary: "2", stage: "production", goesWithGroup: "true" };
    succeeded(await (await stage.deployment(config)).up());
    const control = new LocalAzureControl(stage.url);
    await control.clearRequests();
    succeeded(await (await stage.deployment(config)).destroy());
    const deleted = (await control.requests())
      .filter(({ method, path }) => method === "DELETE" && path.startsWith("/subscriptions"))
      .map(({ path }) => path);
    expect(deleted).toEqual([expect.stringMatching(/\/resourceGroups\/models$/i)]);
    expect(await stage.call()).toBe(0);
  });
});

describeCli("--target and --replace on an endpoint's service", () => {
  const stage = new OnlineStage("cli", { kind: "aks", deployments: { blue: { version: "1" } } });
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  let keys = { primary: "", secondary: "" };

  test("a rotation that is pending, and turns the slots' order around, is no obstacle for other targets", async () => {
    keys = keysOf(await stage.up());
    const pending = await stage.deployment({ secondary: 2 });
    for (const result of [
      await pending.preview({ target: ["score-rollout"] }),
      await pending.up({ target: ["score-rollout"] }),
    ]) {
      expect(changesOf(succeeded(result))).toEqual([]);
    }
    expect(await stage.statusOf(keys.secondary)).toBe(200);
  });

  test("the targets of the docs rotate a slot whole", async () => {
    const rotation = await (
      await stage.deployment({ secondary: 2 })
    ).up({
      target: ["score-keys*", "score-secondary-*"],
    });
    const after = keysOf(succeeded(rotation));
    expect([after.primary, await stage.statusOf(after.secondary)]).toEqual([keys.primary, 200]);
    expect(await stage.statusOf(keys.secondary)).toBe(401);
    expect(changesOf(await stage.up({ secondary: 2 }))).toEqual([]);
    keys = after;
  });

  test("the record of the key in force is replaced to take over a key that was made elsewhere", async () => {
    await stage.arm("POST", `${endpointId}/regenerateKeys`, { keyType: "Primary" });
    await stage.idle();
    expect(keysOf(await stage.up({ secondary: 2 }))).toEqual(keys);
    const result = await (await stage.deployment({ secondary: 2 })).up({ replace: ["score-primary-key-in-force"] });
    expect(changesOf(succeeded(result))).toEqual(["replace score-primary-key-in-force"]);
    const { primaryKey, secondaryKey } = await stage.keysInAzure();
    expect(keysOf(result)).toEqual({ primary: primaryKey, secondary: secondaryKey });
    expect(secondaryKey).toBe(keys.secondary);
  });
});
