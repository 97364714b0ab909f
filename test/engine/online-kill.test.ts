import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { randomFrom } from "../support/random";
import { changesOf, computeId, keysOf, OnlineStage, otherComputeId, type Config } from "./online-fixture";
import { converged, interrupted } from "./killed";

/* SIGKILL of the deployment at random points. Afterwards it converges, where needed by what the README says to do. */
const rounds = Number(process.env.ONLINE_KILL_ROUNDS ?? 2);
const seed = Number(process.env.KILL_SEED ?? 20261122);

jest.setTimeout(60_000 + rounds * 90_000);

describeEngines(`online endpoints, killed in the middle, ${rounds} rounds with seed ${seed}`, (engine) => {
  // Slow enough that a kill falls into an operation of Azure's, too.
  const stage = new OnlineStage(engine, { kind: "aks" }, { operationDelayMs: 300 });
  const random = randomFrom(seed);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    "round %d reaches the described state",
    async (round) => {
      // Each round asks for something else: a key, a version, tags; every third one for another endpoint.
      const config: Config = {
        deployments: { blue: { version: String(round) } },
        tags: { round: String(round) },
        secondary: round,
        computeId: round % 3 === 2 ? otherComputeId : computeId,
      };
      const deployment = await stage.deployment(config);
      await interrupted(deployment, random() * 8000, () => deployment.kill());

      const keys = keysOf(await converged(deployment, (id) => stage.delete(id)));
      expect(await stage.call(keys.primary)).toEqual({ status: 200, deployment: "blue", version: String(round) });
      expect(await stage.statusOf(keys.secondary)).toBe(200);
      expect(await stage.statusOf()).toBe(401);
      expect((await stage.endpoint()).tags).toEqual({ round: String(round) });
      expect(changesOf(await stage.up(config))).toEqual([]);
    },
  );
});
