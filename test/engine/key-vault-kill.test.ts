import type { Deployment, StepEvent } from "@azureml-webservice/deploy-harness/types";
import { describeEngines, type Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import { AciStage } from "./aci-fixture";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { converged } from "./killed";
import { changesOf, keysOf, OnlineStage } from "./online-fixture";

jest.setTimeout(180_000);

type Numbers = readonly [primary: number, secondary: number];
type OnEvent = (event: StepEvent) => void;

/** A service with its keys in a vault. */
interface Host {
  readonly service: string;
  readonly vault: PreparedVault;
  open(): Promise<void>;
  close(): Promise<void>;
  deployment(numbers: Numbers, onEvent?: OnEvent): Promise<Deployment>;
  statusOf(key?: string): Promise<number>;
  delete(id: string): Promise<void>;
}

class Aks implements Host {
  readonly service = "score";
  vault!: PreparedVault;
  private readonly stage: OnlineStage;

  constructor(engine: Engine) {
    this.stage = new OnlineStage(engine, { kind: "aks", deployments: { blue: { version: "1" } } });
  }

  async open(): Promise<void> {
    await this.stage.open();
    this.vault = await PreparedVault.prepare(this.stage.url);
  }

  close = () => this.stage.close();
  statusOf = (key?: string) => this.stage.statusOf(key);
  delete = (id: string) => this.stage.delete(id);

  deployment([primary, secondary]: Numbers, onEvent?: OnEvent): Promise<Deployment> {
    return this.stage.deployment({ vault: this.vault.location, primary, secondary }, undefined, onEvent);
  }
}

class Aci implements Host {
  readonly service = "diabetes";
  vault!: PreparedVault;
  private readonly stage: AciStage;

  constructor(engine: Engine) {
    this.stage = new AciStage(engine);
  }

  async open(): Promise<void> {
    await this.stage.open();
    this.vault = await PreparedVault.prepare(this.stage.url);
    this.stage.always = this.vault.location;
  }

  close = () => this.stage.close();
  statusOf = (key?: string) => this.stage.call(key);
  delete = (id: string) => this.stage.deleteInAzure(id);

  deployment([primary, secondary]: Numbers, onEvent?: OnEvent): Promise<Deployment> {
    return this.stage.deployment({ primary: String(primary), secondary: String(secondary) }, onEvent);
  }
}

/* SIGKILL of the deployment after each step of a rotation. At every moment `active` holds a key that is accepted. */
describeEngines("a rotation that is killed between two steps", (engine) => {
  describe.each([
    {
      name: "AksWebservice",
      host: new Aks(engine),
      installed: "score-secondary-key",
      published: "score-primary-secret",
    },
    {
      name: "AciWebservice",
      host: new Aci(engine),
      installed: "diabetes-secondary-secret",
      published: "diabetes-primary-accepted",
    },
  ])("$name", ({ host, installed, published }) => {
    const { service } = host;
    const up = async (numbers: Numbers) => succeeded(await (await host.deployment(numbers)).up());
    let before = { primary: "", secondary: "" };
    beforeAll(async () => {
      await host.open();
      before = keysOf(await up([1, 1]));
    }, 180_000);
    afterAll(() => host.close());

    test.each([
      [`${service}-keys-rotation`, [1, 2], "secondary"],
      [`${service}-keys-primary`, [2, 2], "primary"],
      [installed, [2, 3], "secondary"],
      [published, [3, 3], "primary"],
      [`${service}-active-secret`, [3, 4], "secondary"],
    ] as const)("after %s the old keys open, and the next run converges", async (step, numbers, slot) => {
      let killed = false;
      const onEvent = (event: StepEvent) => {
        if (event.phase === "done" && event.step.name === step && event.step.op !== "same" && !killed) {
          killed = true;
          victim.kill();
        }
      };
      const victim = await host.deployment(numbers, onEvent);
      await victim.up().catch(() => undefined);
      expect(killed).toBe(true);
      const other = slot === "primary" ? "secondary" : "primary";
      expect(await host.statusOf(before[other])).toBe(200);
      expect(await host.statusOf(await host.vault.value(`${service}-active`))).toBe(200);

      // Nothing that takes its time has been begun.
      const keys = keysOf(await converged(await host.deployment(numbers), (id) => host.delete(id), 0));
      expect([await host.statusOf(keys.primary), await host.statusOf(keys.secondary)]).toEqual([200, 200]);
      expect(await host.vault.keysOf(service)).toEqual({ ...keys, active: keys[slot] });
      expect(keys[other]).toBe(before[other]);
      expect(await host.statusOf(before[slot])).toBe(401);
      expect(changesOf(await up(numbers))).toEqual([]);
      before = keys;
    });
  });
});
