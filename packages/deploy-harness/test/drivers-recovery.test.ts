import type { Deployment } from "@azureml-webservice/deploy-harness";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { DriversStage, groupPath } from "./drivers-fixture";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

jest.setTimeout(120_000);

describeEngines("drivers, killed while they create", (engine) => {
  // Slow enough that the kill falls between Azure's acceptance and the end of the operation.
  const stage = new DriversStage(engine, 1500);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test("the next run says what to do, and that leads to the end that was wanted", async () => {
    const killed = await killedWhileCreating();
    expect(killed).toMatchObject({ ok: false, error: "the operation was killed" });
    expect((await stage.send("GET", groupPath)).status).toBe(200);

    const refused = await (await stage.deployment()).up();
    expect(refused.ok).toBe(false);
    expect(refused.error).toMatch(/locked.*recover the deployment/s);

    await finishedInAzure();
    const recovered = succeeded(await (await stage.deployment()).recover());
    expect(changesOf(recovered)).toEqual(["read service"]);

    const finished = succeeded(await (await stage.deployment()).up());
    expect(changesOf(finished)).toContain("update service");
    expect(changesOf(finished)).not.toContain("create service");
    expect(finished.outputs.serviceId?.value).toBe(groupPath);
    expect(changesOf(succeeded(await (await stage.deployment()).up()))).toEqual([]);
    succeeded(await (await stage.deployment()).destroy());
  });

  /** Azure goes on with what it has begun, and refuses changes until then. */
  async function finishedInAzure() {
    let state: string | undefined;
    while (state !== "Succeeded" && state !== "Failed") {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const group = (await (await stage.send("GET", groupPath)).json()) as {
        properties?: { provisioningState?: string };
      };
      state = group.properties?.provisioningState;
    }
  }

  /** Waits until Azure has the group, which the state cannot know yet. */
  async function killedWhileCreating() {
    const deployment: Deployment = await stage.deployment();
    const running = deployment.up();
    let over = false;
    void running.finally(() => (over = true));
    while (!over && (await stage.send("GET", groupPath)).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    deployment.kill();
    return running;
  }
});

describeEngines("drivers and what stands in the way", (engine) => {
  const stage = new DriversStage(engine);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test("what exists already is not taken over in silence", async () => {
    const group = groupPath.split("/providers")[0] ?? "";
    await stage.send("PUT", group, { location: "westeurope" });
    const result = await (await stage.deployment()).up();
    expect(result.ok).toBe(false);
    expect(result.error).toContain(`cannot create already existing resource '${group}'`);
  });
});
