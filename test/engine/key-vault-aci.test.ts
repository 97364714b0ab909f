import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import type { ConfigValue, Result } from "@azureml-webservice/deploy-harness/types";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { AciStage } from "./aci-fixture";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, keysOf, textOf } from "./online-fixture";

/** How long the vault is away, the identity late and a role not yet in force. A short run has no time for real ones. */
const faultSeconds = Number(process.env.FAULT_SECONDS ?? 0);

jest.setTimeout(180_000 + 5000 * faultSeconds);

type Config = Record<string, ConfigValue>;

describeEngines("AciWebservice with its keys in a vault", (engine) => {
  const stage = new AciStage(engine, 0, faultSeconds > 0 ? 1 : 5);
  let vault: PreparedVault;
  let control: LocalAzureControl;
  beforeAll(async () => {
    stage.rolePropagationMs = 1000 * Math.max(1, faultSeconds);
    await stage.open();
    vault = await PreparedVault.prepare(stage.url);
    control = new LocalAzureControl(stage.url);
    stage.always = vault.location;
  });
  afterAll(() => stage.close());

  const seen: string[] = [];
  const remember = async (result: Result) => {
    const file = (await stage.deployment()).stateFile();
    seen.push(textOf(result), JSON.stringify(result.steps), fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
    return result;
  };
  const tryUp = async (config: Config = {}) => remember(await (await stage.deployment(config)).up());
  const up = async (config: Config = {}) => succeeded(await tryUp(config));
  const preview = async (config: Config = {}) => remember(await (await stage.deployment(config)).preview());
  const inVault = () => vault.keysOf("diabetes");
  const secrets: Record<string, string> = {};
  let keys = { primary: "", secondary: "" };

  test("is deployed although the identity and its role are late, and opens to what the vault says", async () => {
    await control.setIdentities({ startMs: 1000 * Math.max(2, faultSeconds) });
    const result = await up();
    await control.setIdentities({ startMs: 0 });
    keys = keysOf(result);
    Object.assign(secrets, { firstPrimary: keys.primary, firstSecondary: keys.secondary });
    expect(changesOf(result)).toEqual(
      [
        "diabetes",
        "diabetes-active-secret",
        "diabetes-group",
        "diabetes-key-sync-identity",
        "diabetes-key-sync-primary",
        "diabetes-key-sync-secondary",
        "diabetes-keys",
        "diabetes-keys-primary",
        "diabetes-keys-rotation",
        "diabetes-keys-secondary",
        "diabetes-primary-accepted",
        "diabetes-primary-secret",
        "diabetes-secondary-accepted",
        "diabetes-secondary-secret",
        "models",
      ].map((name) => `create ${name}`),
    );
    expect(await inVault()).toEqual({ ...keys, active: keys.primary });
    expect([await stage.call(keys.primary), await stage.call(keys.secondary)]).toEqual([200, 200]);
    expect([await stage.call(), await stage.call("x".repeat(43))]).toEqual([401, 401]);
    const { vaultId, vaultUri } = vault.location;
    expect(result.outputs.keyReferences).toMatchObject({
      secret: false,
      value: {
        version: 1,
        active: {
          secretResourceId: `${vaultId}/secrets/diabetes-active`,
          secretUri: `${vaultUri}secrets/diabetes-active`,
          secretUriWithVersion: (await vault.secret("diabetes-active")).id,
        },
      },
    });
  });

  test("a second deployment shows no change", async () => {
    expect(changesOf(await up())).toEqual([]);
  });

  const rotated: Config = { secondary: "2" };

  test("the preview of a rotation shows the slot's key, its secret and active, and the step in words", async () => {
    const result = succeeded(await preview(rotated));
    expect(changesOf(result)).toEqual([
      "replace diabetes-keys-secondary",
      "update diabetes-active-secret",
      "update diabetes-keys-rotation",
      "update diabetes-secondary-accepted",
      "update diabetes-secondary-secret",
    ]);
    expect(textOf(result)).toContain("rotates secondary: 1 => 2");
    expect(textOf(result)).not.toContain("restarts the containers");
    expect(result.outputs.activeSecretUri).toEqual({
      value: `${vault.uri}secrets/diabetes-active`,
      secret: false,
    });
  });

  /** What callers with a key get while something happens, each answer once. */
  const answersDuring = async (key: string, happens: () => Promise<unknown>) => {
    const answers: number[] = [];
    const happened = { yet: false };
    const caller = (async () => {
      while (!happened.yet) {
        answers.push(await stage.call(key));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await happens().finally(() => (happened.yet = true));
    await caller;
    return [...new Set(answers)];
  };

  test("a rotation reaches the group without touching it, although its key-sync container is killed", async () => {
    let result: Result | undefined;
    const answers = await answersDuring(keys.primary, async () => {
      stage.killContainer("key-sync");
      result = await up(rotated);
    });
    const { secondary, primary } = keysOf(result as unknown as Result);
    secrets.secondSecondary = secondary;
    expect(answers).toEqual([200]);
    expect(primary).toBe(keys.primary);
    expect(await inVault()).toEqual({ primary, secondary, active: secondary });
    expect([await stage.call(primary), await stage.call(secondary), await stage.call(keys.secondary)]).toEqual([
      200, 200, 401,
    ]);
    expect(await vault.versions("diabetes-secondary")).toBe(2);
    expect((await vault.secret("diabetes-active")).tags).toMatchObject({ slot: "secondary", version: "2" });
    keys = { primary, secondary };
    expect(changesOf(await up(rotated))).toEqual([]);
  });

  const bothMessage =
    "keys.rotation: both keys would be replaced in one update (primary: 1 => 2; secondary: 2 => 3), and callers would hold none that works: replace one at a time: first deploy with primary: 2 and secondary: 2, let callers read their key again, and then deploy with secondary: 3; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 3 }";

  test("both at once are refused, in a preview and in an update, and nothing has changed", async () => {
    const config: Config = { primary: "2", secondary: "3" };
    for (const result of [await preview(config), await tryUp(config)]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain(bothMessage);
    }
    expect(await inVault()).toEqual({ ...keys, active: keys.secondary });
    expect(changesOf(await up(rotated))).toEqual([]);
  });

  test("nor does an installation that failed open the way for the second key", async () => {
    // The plan is recorded, and its secret is not: Azure refuses it for longer than anybody waits.
    await control.fail({ kind: "status", path: "/secrets/diabetes-primary$", method: "PUT", status: 400, times: 0 });
    const failed = await tryUp({ primary: "2", secondary: "2" });
    await control.clearFaults();
    expect(failed.ok).toBe(false);
    const config: Config = { primary: "2", secondary: "3" };
    const planned = await preview(config);
    expect(planned.ok).toBe(false);
    expect(textOf(planned)).toContain("keys.rotation: both keys would be replaced in one update");
    expect(await inVault()).toEqual({ ...keys, active: keys.secondary });
    expect([await stage.call(keys.primary), await stage.call(keys.secondary)]).toEqual([200, 200]);

    // The way that it names.
    const next = keysOf(await up({ primary: "2", secondary: "2" }));
    expect(await inVault()).toEqual({ ...next, active: next.primary });
    expect(await stage.call(next.primary)).toBe(200);
    secrets.secondPrimary = next.primary;
    keys = next;
  });

  test("while the vault throttles and is away, the old keys open; what was deployed comes once it is back", async () => {
    const numbers: Config = { primary: "2", secondary: "3" };
    let failed: Result | undefined;
    const answers = await answersDuring(keys.secondary, async () => {
      await control.fail({ kind: "status", path: "^/vaults/", status: 429, retryAfterSeconds: 1, times: 0 });
      failed = await tryUp({ ...numbers, acceptance: '{"timeoutSeconds":2}' });
      await control.clearFaults();
      await control.fail({ kind: "reset-before", path: "^/vaults/", times: 0 });
      await stage.said("key-sync", "does not answer");
      await sleep(1000 * faultSeconds);
    });
    expect(answers).toEqual([200]);
    expect(await stage.call(keys.primary)).toBe(200);
    expect(failed?.ok).toBe(false);
    expect(textOf(failed as Result)).toContain(
      "the service has not accepted the secondary key (number 3) within 2 seconds: it answers 401; callers were not told to use it, and the other key is as it was; deploy again to go on with the same key",
    );
    await control.clearFaults();
    const { secondary, active } = await inVault();
    expect(active).toBe(keys.primary);
    await stage.opens(secondary);

    const after = keysOf(await up(numbers));
    secrets.thirdSecondary = after.secondary;
    expect(await inVault()).toEqual({ primary: keys.primary, secondary, active: secondary });
    expect(after).toEqual({ primary: keys.primary, secondary });
    keys = after;
  });

  // On other hosts: key-vault-online (AKS), managed-webservice, and aci-webservice (without a vault).
  test("break glass: both are replaced by their numbers, with a warning that says who is refused", async () => {
    const config: Config = { primary: "3", secondary: "4", replaceBothAt: '{"primary":3,"secondary":4}' };
    const result = await up(config);
    expect(textOf(result)).toContain("replaces the secondary key (number 3) while it is the active one");
    const after = keysOf(result);
    Object.assign(secrets, { thirdPrimary: after.primary, fourthSecondary: after.secondary });
    expect(await inVault()).toEqual({ ...after, active: after.secondary });
    expect([await stage.call(after.primary), await stage.call(after.secondary)]).toEqual([200, 200]);
    expect([await stage.call(keys.primary), await stage.call(keys.secondary)]).toEqual([401, 401]);
    expect(changesOf(await up({ primary: "3", secondary: "4" }))).toEqual([]);
    keys = after;
  });

  test("break glass: the group takes a key that was written by hand, and the next rotation one for active", async () => {
    const byHand = "WrittenByHandWhileTheProgramCouldNotBeRun01";
    await vault.write("diabetes-secondary", byHand);
    await stage.opens(byHand);
    expect([await stage.call(keys.primary), await stage.call(keys.secondary)]).toEqual([200, 401]);

    const after = keysOf(await up({ primary: "3", secondary: "5" }));
    Object.assign(secrets, { byHand, fifthSecondary: after.secondary });
    expect(after.primary).toBe(keys.primary);
    expect(await inVault()).toEqual({ ...after, active: after.secondary });
    expect([await stage.call(after.primary), await stage.call(after.secondary)]).toEqual([200, 200]);
    expect([await stage.call(byHand), await stage.call(keys.secondary)]).toEqual([401, 401]);
    keys = after;
  });

  test("another size replaces the group, which is asked for both keys again", async () => {
    const config: Config = { primary: "3", secondary: "5", cpuCores: "2" };
    const result = await up(config);
    expect(changesOf(result)).toEqual([
      "replace diabetes-group",
      "replace diabetes-primary-accepted",
      "replace diabetes-secondary-accepted",
    ]);
    expect(await stage.call(keys.primary)).toBe(200);
    expect(changesOf(await up(config))).toEqual([]);
  });

  test("is destroyed, and finds its names again, or says why not and what to do", async () => {
    succeeded(await remember(await (await stage.deployment({ primary: "3", secondary: "5" })).destroy()));
    expect((await vault.secret("diabetes-active")).status).toBe(404);
    // As for a deployment that may not look at what was deleted in the vault.
    await control.fail({ kind: "status", path: "^/vaults/contoso-keys/deletedsecrets", status: 403, times: 0 });
    const refused = await tryUp();
    await control.clearFaults();
    expect(refused.ok).toBe(false);
    expect(textOf(refused)).toContain("deleted but recoverable state");
    expect(textOf(refused)).toContain("az keyvault secret purge --vault-name contoso-keys --name diabetes-secondary");
    const after = keysOf(await up());
    Object.assign(secrets, { lastPrimary: after.primary, lastSecondary: after.secondary });
    expect(await inVault()).toEqual({ ...after, active: after.primary });
    expect(await stage.call(after.primary)).toBe(200);
  });

  test("no key stood in clear in state, steps, messages or output", () => {
    expect(Object.values(secrets).filter((secret) => /^\w{43}$/.test(secret))).toHaveLength(11);
    expect([...new Set(seen)].flatMap((text) => leaksInText(text, secrets))).toEqual([]);
  });
});
