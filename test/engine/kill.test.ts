import type { ConfigValue } from "@azureml-webservice/deploy-harness/types";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { randomFrom } from "../support/random";
import { AciStage } from "./aci-fixture";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { converged, interrupted } from "./killed";

/*
 * SIGKILL at random points: of the deployment, or of local Azure, which stands for a cloud that goes away. Afterwards
 * the same deployment either converges, or stops with what the README says to do, which is then done.
 */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const seed = Number(process.env.KILL_SEED ?? 20261122);

jest.setTimeout(60_000 + rounds * 60_000);

describeEngines(`killed in the middle, ${rounds} rounds with seed ${seed}`, (engine) => {
  // Slow enough that a kill falls into an operation of Azure's, too.
  const stage = new AciStage(engine, 400);
  const random = randomFrom(seed);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    "round %d reaches the described state",
    async (round) => {
      // Each round asks for something else: a key, a replacement, a tag; every third one begins with nothing.
      const config: Record<string, ConfigValue> = {
        secondary: String(round),
        cpuCores: String(1 + (round % 2)),
        stage: `round-${round}`,
      };
      if (round % 3 === 0) {
        succeeded(await (await stage.deployment(config)).destroy());
      }
      const victim = random() < 0.5 ? "deployment" : "azure";
      const deployment = await stage.deployment(config);
      await interrupted(deployment, random() * 6000, () =>
        victim === "azure" ? stage.killAzure() : deployment.kill(),
      );
      if (victim === "azure") {
        await stage.startAzure();
      }

      const result = await converged(deployment, (id) => stage.deleteInAzure(id));
      const [primary, secondary] = [result.outputs.primaryKey?.value, result.outputs.secondaryKey?.value];
      expect(await stage.settled(String(primary))).toBe(200);
      expect(await stage.call(String(secondary))).toBe(200);
      expect(await stage.call()).toBe(401);
      const again = succeeded(await (await stage.deployment(config)).up());
      expect(again.changes.map(({ op, name }) => `${op} ${name}`)).toEqual([]);
    },
  );
});
