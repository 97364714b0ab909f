import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { PlainStage } from "./plain-fixture";

jest.setTimeout(120_000);

const id =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group" +
  "/providers/Microsoft.MachineLearningServices/workspaces/workspace/onlineEndpoints/score";

const existing = {
  location: "West Europe",
  tags: { shown: "as it was" },
  sku: { name: "Default" },
  properties: {
    authMode: "Key",
    description: "by hand",
    publicNetworkAccess: "Enabled",
    traffic: { blue: 100 },
    scoringUri: "http://127.0.0.1/score",
    provisioningState: "Succeeded",
  },
};

describeEngines("drivers, what exists before the program knows it", (engine) => {
  const stage = new PlainStage(engine, "adoption");
  beforeAll(async () => {
    await stage.open();
    await fetch(`${stage.arm.url}${id}`, { method: "PUT", body: JSON.stringify(existing) });
    stage.arm.asked.length = 0;
  });
  afterAll(() => stage.close());
  const written = () => stage.arm.asked.filter(({ method }) => method !== "GET");

  test("a preview shows what is read, and changes nothing", async () => {
    const result = succeeded(await stage.run("preview", { adopt: id }));
    expect(changesOf(result)).toContain("read endpoint");
    expect(result.outputs.traffic?.value).toEqual({ blue: 100 });
    expect(result.outputs.description?.value).toBe("by hand");
  });

  test("what does not exist is an error", async () => {
    const result = await stage.run("up", { adopt: `${id}-gone` });
    expect(result.error).toContain(`resource '${id}-gone' does not exist`);
  });

  test("a replacement is refused: a preview says so, a run fails and keeps what it has read", async () => {
    const elsewhere = { adopt: id, compute: "/computes/other" };
    const refusal = "previously-imported resources that still specify an ID may not be replaced";
    const preview = succeeded(await stage.run("preview", elsewhere));
    expect(preview.messages).toContainEqual(expect.objectContaining({ severity: "warning" }));
    expect(preview.messages.map(({ text }) => text).join("\n")).toContain(refusal);
    expect((await stage.run("up", elsewhere)).error).toContain(refusal);
    expect(changesOf(succeeded(await stage.run("up", { adopt: id })))).toEqual([]);
    expect(written()).toEqual([]);
  });

  test("once adopted it is managed: changes are made, ignored inputs are sent as they were found", async () => {
    const config = { adopt: id, shown: "from the program" };
    const result = succeeded(await stage.run("up", config));
    expect(changesOf(result)).toEqual(["update endpoint"]);
    expect(result.messages.map(({ text }) => text)).toContain("endpoint beforeUpdate");
    expect(stage.arm.find("/score")).toMatchObject({
      tags: { shown: "from the program" },
      sku: { name: "Default" },
      properties: { description: "by hand", traffic: { blue: 100 } },
    });
    expect(changesOf(succeeded(await stage.run("up", config)))).toEqual([]);
    expect(changesOf(succeeded(await stage.run("up", { shown: "from the program" })))).toEqual([]);
  });

  test("an adoption and a change can be one run, and no hook of a creation runs", async () => {
    succeeded(await stage.run("destroy"));
    await fetch(`${stage.arm.url}${id}`, { method: "PUT", body: JSON.stringify(existing) });
    const result = succeeded(await stage.run("up", { adopt: id, shown: "at once" }));
    expect(changesOf(result)).toEqual(["create adoption-dev", "read endpoint", "update endpoint"]);
    expect(result.messages.map(({ text }) => text)).toContain("endpoint beforeUpdate");
    expect(result.messages.map(({ text }) => text)).not.toContain("endpoint beforeCreate");
  });
});
