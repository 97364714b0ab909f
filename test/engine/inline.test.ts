import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { type Config, keysOf, OnlineStage, textOf } from "./online-fixture";

/*
 * An inline program shares its process with others, such as one after the other of the same Automation API program. The
 * engine calls hooks from outside of them all: without the program's context they know neither engine nor preview.
 */

jest.setTimeout(180_000);

describeEngines("An inline program of the Automation API", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks", deployments: { blue: { version: "1" } } }, {}, true);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  let keys = { primary: "", secondary: "" };

  const previewed = (config: Config = {}) => stage.onlyLooking(() => stage.preview(config));

  test("is previewed and deployed", async () => {
    succeeded(await previewed());
    keys = keysOf(await stage.up());
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
  });

  test("gets the messages of hooks, in a preview that writes nothing", async () => {
    const result = succeeded(await previewed({ mode: "token", secondary: 2 }));
    expect(textOf(result)).toContain("authentication changes: Key => AMLToken");
    expect(textOf(result)).toContain("rotates secondary: 1 => 2");
  });

  test("rotates a key", async () => {
    const result = await stage.up({ secondary: 2 });
    expect(textOf(result)).toContain("Azure made the secondary key (number 2) itself");
    const rotated = keysOf(result);
    expect([await stage.statusOf(rotated.secondary), await stage.statusOf(keys.secondary)]).toEqual([200, 401]);
    keys = rotated;
  });

  test("is refused both keys at once, in a preview and in an update", async () => {
    const config = { primary: 2, secondary: 3 };
    for (const result of [await previewed(config), await (await stage.deployment(config)).up()]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain("keys.rotation: both keys would be replaced in one update");
    }
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
  });
});
