import type { StepEvent } from "../drivers/types";
import { describeEngines } from "../support/engines";
import { converged } from "./killed";
import { changesOf, keysOf, OnlineStage } from "./online-stage";
import { StageVault } from "./vault";

jest.setTimeout(180_000);

/* SIGKILL of the deployment after each step of a rotation. At every moment `active` holds a key that is accepted. */
describeEngines("a rotation that is killed between two steps", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  let vault: StageVault;
  const config = (primary: number, secondary: number) => ({
    deployments: { blue: { version: "1" } },
    vault: { vaultId: vault.vaultId, vaultUri: vault.vaultUri },
    primary,
    secondary,
  });
  beforeAll(async () => {
    await stage.open();
    vault = await StageVault.create(stage.url);
    await stage.up(config(1, 1));
  }, 180_000);
  afterAll(() => stage.close());

  test.each([
    ["score-keys-rotation", 1, 2, "secondary"],
    ["score-keys-primary", 2, 2, "primary"],
    ["score-secondary-key", 2, 3, "secondary"],
    ["score-primary-secret", 3, 3, "primary"],
    ["score-active-secret", 3, 4, "secondary"],
  ] as const)("after %s, the next run converges", async (step, primary, secondary, slot) => {
    const wanted = config(primary, secondary);
    let killed = false;
    const onEvent = (event: StepEvent) => {
      if (event.phase === "done" && event.step.name === step && event.step.op !== "same" && !killed) {
        killed = true;
        victim.kill();
      }
    };
    const victim = await stage.deployment(wanted, undefined, onEvent);
    await victim.up().catch(() => undefined);
    expect(killed).toBe(true);
    expect(await stage.statusOf(await vault.value("score-active"))).toBe(200);

    const keys = keysOf(await converged(await stage.deployment(wanted), (id) => stage.delete(id)));
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
    expect(await vault.value("score-active")).toBe(keys[slot]);
    expect(await vault.value("score-primary")).toBe(keys.primary);
    expect(await vault.value("score-secondary")).toBe(keys.secondary);
    expect(changesOf(await stage.up(wanted))).toEqual([]);
  });
});
