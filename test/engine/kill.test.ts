import type { ConfigValue, Deployment, Result } from "../drivers/types";
import { describeEngines } from "../support/engines";
import { randomFrom } from "../support/random";
import { AciStage } from "./aci-stage";
import { succeeded } from "./drivers-stage";

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
      await interrupted(await stage.deployment(config), victim, random() * 6000);
      if (victim === "azure") {
        await stage.startAzure();
      }

      const result = await converged(stage, await stage.deployment(config));
      const [primary, secondary] = [result.outputs.primaryKey?.value, result.outputs.secondaryKey?.value];
      expect(await stage.settled(String(primary))).toBe(200);
      expect(await stage.call(String(secondary))).toBe(200);
      expect(await stage.call()).toBe(401);
      const again = succeeded(await (await stage.deployment(config)).up());
      expect(again.changes.map(({ op, name }) => `${op} ${name}`)).toEqual([]);
    },
  );

  async function interrupted(deployment: Deployment, victim: string, afterMs: number): Promise<void> {
    const running = deployment.up().catch(() => undefined);
    await Promise.race([running, new Promise((resolve) => setTimeout(resolve, afterMs))]);
    if (victim === "deployment") {
      deployment.kill();
    } else {
      await stage.killAzure();
    }
    await running;
  }
});

/** Runs again, and where that stops does what the README says to do then. */
async function converged(stage: AciStage, deployment: Deployment): Promise<Result> {
  for (let tries = 0; tries < 4; tries++) {
    const result = await deployment.up();
    if (result.ok) {
      return result;
    }
    // Azure goes on with what it has begun, and refuses changes until then.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const existing = /cannot create already existing resource '([^']+)'/.exec(`${result.error}${result.log}`)?.[1];
    if (existing === undefined) {
      succeeded(await deployment.recover());
    } else {
      await stage.deleteInAzure(existing);
    }
  }
  return succeeded(await deployment.up());
}
