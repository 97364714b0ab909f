import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { rotationAt } from "azureml-webservice";

import type { Result } from "@azureml-webservice/deploy-harness/types";
import { AciStage } from "../../engine/aci-fixture";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, OnlineStage } from "../../engine/online-fixture";
import { describeEngines, type Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import { Callers } from "./callers";

/*
 * Keys that are rotated again and again, in turn, under load: no request of a caller fails who keeps to the
 * documentation, and whatever the vault's `active` says is accepted at that moment.
 */
const rotations = Number(process.env.ROTATIONS ?? 2);
const keyMaxAgeMs = 1000 * Number(process.env.KEY_MAX_AGE_SECONDS ?? 2);
const callersOfEachKind = 3;
/** A short run has no time for the real pauses of the key-sync container. */
const hurry = rotations > 2 ? 1 : 5;

jest.setTimeout(180_000 + rotations * (60_000 + 2 * keyMaxAgeMs));

/** A service that can be rotated, on either kind of host. */
interface Target {
  readonly url: string;
  readonly vault: PreparedVault;
  open(): Promise<void>;
  close(): Promise<void>;
  up(rotation: number): Promise<Result>;
}

class AciTarget implements Target {
  private readonly stage: AciStage;
  vault!: PreparedVault;

  constructor(engine: Engine) {
    this.stage = new AciStage(engine, 0, hurry);
  }

  get url(): string {
    return this.stage.url;
  }

  async open(): Promise<void> {
    await this.stage.open();
    this.vault = await PreparedVault.prepare(this.url);
    this.stage.always = this.vault.location;
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  async up(rotation: number): Promise<Result> {
    const { primary, secondary } = rotationAt(rotation);
    const deployment = await this.stage.deployment({ primary: String(primary), secondary: String(secondary) });
    return succeeded(await deployment.up());
  }
}

class AksTarget implements Target {
  private readonly stage: OnlineStage;
  vault!: PreparedVault;

  constructor(engine: Engine) {
    this.stage = new OnlineStage(engine, { kind: "aks", deployments: { blue: { version: "1" } } });
  }

  get url(): string {
    return this.stage.url;
  }

  async open(): Promise<void> {
    await this.stage.open();
    this.vault = await PreparedVault.prepare(this.url);
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  up(rotation: number): Promise<Result> {
    return this.stage.up({ ...rotationAt(rotation), vault: this.vault.location });
  }
}

const targets: [string, (engine: Engine) => Target][] = [
  ["AciWebservice", (engine) => new AciTarget(engine)],
  ["AksWebservice", (engine) => new AksTarget(engine)],
];

describeEngines(`keys in a vault, rotated ${rotations} times under load`, (engine) => {
  describe.each(targets)("%s", (name, create) => {
    const target = create(engine);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rotation-soak-"));
    let callers: Callers | undefined;
    beforeAll(() => target.open());
    afterAll(async () => {
      callers?.kill();
      await target.close();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    test("no request fails, and active is accepted at every moment", async () => {
      const { outputs } = await target.up(0);
      const plain = Object.fromEntries(
        ["scoringUri", "authMode", "keyReferences"].map((output) => [output, outputs[output]?.value]),
      );
      callers = await Callers.start(target.url, target.vault.id, folder, {
        outputs: plain,
        maxAgeMs: keyMaxAgeMs,
        count: callersOfEachKind,
      });
      // So that even the first rotation meets callers who have read their keys.
      await sleep(1000);
      for (let rotation = 1; rotation <= rotations; rotation++) {
        const result = await target.up(rotation);
        expect(changesOf(result).some((change) => change.endsWith("-group") || change.endsWith("-endpoint"))).toBe(
          false,
        );
        // Rotations are further apart than callers keep a key.
        await sleep(keyMaxAgeMs + 1000);
      }
      const report = await callers.stop();
      tell(name, report);
      for (const kind of ["active", "slots", "fresh"] as const) {
        expect({ kind, failures: report[kind].failures }).toEqual({ kind, failures: [] });
        expect(report[kind].requests).toBeGreaterThan(0);
      }
      expect(report.active.refusedFirst).toBe(0);
      // Each of them may hold the slot that is rotated.
      expect(report.slots.refusedFirst).toBeLessThanOrEqual(rotations * callersOfEachKind);
      expect(changesOf(await target.up(rotations))).toEqual([]);
    });
  });

  test("without a vault Container Instances restarts the group, and callers are refused for that long", async () => {
    const stage = new AciStage(engine);
    try {
      await stage.open();
      const up = async (secondary: string) => succeeded(await (await stage.deployment({ secondary })).up());
      const key = String((await up("1")).outputs.primaryKey?.value);
      expect(await stage.settled(key)).toBe(200);
      const failed: { at: number; status: number }[] = [];
      let isStopped = false;
      let requests = 0;
      const caller = (async () => {
        while (!isStopped) {
          const status = await stage.call(key);
          requests++;
          if (status !== 200) {
            failed.push({ at: Date.now(), status });
          }
          await sleep(10);
        }
      })();
      await up("2");
      expect(await stage.settled(key)).toBe(200);
      isStopped = true;
      await caller;
      const windowMs = failed.length === 0 ? 0 : (failed.at(-1)?.at ?? 0) - (failed[0]?.at ?? 0);
      say(`without a vault: ${failed.length} of ${requests} requests failed, within ${windowMs} ms`);
      // Nobody there, or the gateway there and the keys or the model not yet; never a key refused that is right.
      expect(
        [...new Set(failed.map(({ status }) => status))].filter((status) => ![0, 502, 503].includes(status)),
      ).toEqual([]);
      expect(failed.length).toBeGreaterThan(0);
    } finally {
      await stage.close();
    }
  });
});

function tell(name: string, { active, slots, fresh }: Awaited<ReturnType<Callers["stop"]>>): void {
  const all = active.requests + slots.requests + fresh.requests;
  const failed = active.failed + slots.failed + fresh.failed;
  say(
    `${name}: ${rotations} rotations, ${all} requests, ${failed} failed; of those with both keys ${slots.refusedFirst} of ` +
      `${slots.requests} were refused at first and answered at once with the other key; active was looked at ${fresh.requests} times`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
