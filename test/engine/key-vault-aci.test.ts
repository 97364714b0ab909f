import * as fs from "node:fs";

import type { ConfigValue, Result } from "../drivers/types";
import { LocalAzureControl } from "../local-azure/control";
import { describeEngines } from "../support/engines";
import { leaksInText } from "../support/secrecy";
import { AciStage } from "./aci-stage";
import { succeeded } from "./drivers-stage";
import { changesOf, keysOf, textOf } from "./online-stage";
import { StageVault } from "./vault";

jest.setTimeout(180_000);

type Config = Record<string, ConfigValue>;

describeEngines("AciWebservice with its keys in a vault", (engine) => {
  const stage = new AciStage(engine);
  let vault: StageVault;
  let control: LocalAzureControl;
  beforeAll(async () => {
    await stage.open();
    vault = await StageVault.create(stage.url);
    control = new LocalAzureControl(stage.url);
    stage.always = { vaultId: vault.vaultId, vaultUri: vault.vaultUri };
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
  const inVault = async () => {
    const [primary, secondary, active] = await Promise.all(
      ["primary", "secondary", "active"].map((role) => vault.value(`diabetes-${role}`)),
    );
    return { primary, secondary, active };
  };
  const secrets: Record<string, string> = {};
  let keys = { primary: "", secondary: "" };

  test("is deployed although the identity and its role are late, and opens to what the vault says", async () => {
    await control.setIdentities({ startMs: 2000 });
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
    const { vaultId, vaultUri } = vault;
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
      value: `${vault.vaultUri}secrets/diabetes-active`,
      secret: false,
    });
  });

  test("a rotation reaches the group without touching it, and active names the new key", async () => {
    const requests: number[] = [];
    let calling = true;
    const caller = (async () => {
      while (calling) {
        requests.push(await stage.call(keys.primary));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const { secondary, primary } = keysOf(await up(rotated));
    calling = false;
    await caller;
    secrets.secondSecondary = secondary;
    expect(new Set(requests)).toEqual(new Set([200]));
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

  test("a vault that throttles for a while is waited for by the group, and active stays as it was", async () => {
    await control.fail({ kind: "status", path: "^/vaults/", status: 429, retryAfterSeconds: 1, times: 0 });
    const config: Config = { primary: "2", secondary: "3", acceptance: '{"timeoutSeconds":3}' };
    const failed = await tryUp(config);
    expect(failed.ok).toBe(false);
    expect(textOf(failed)).toContain(
      "the service has not accepted the secondary key (number 3) within 3 seconds: it answers 401; callers were not told to use it, and the other key is as it was; deploy again to go on with the same key",
    );
    await control.clearFaults();
    expect(await vault.value("diabetes-active")).toBe(keys.primary);
    expect(await stage.call(keys.primary)).toBe(200);
    const after = keysOf(await up({ primary: "2", secondary: "3" }));
    secrets.thirdSecondary = after.secondary;
    expect(await inVault()).toEqual({ ...after, active: after.secondary });
    expect(await stage.call(after.secondary)).toBe(200);
    keys = after;
  });

  test("in an emergency both are replaced by their numbers, with a warning that says who is refused", async () => {
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

  test("another size replaces the group, which is asked for both keys again", async () => {
    const config: Config = { primary: "3", secondary: "4", cpuCores: "2" };
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
    succeeded(await remember(await (await stage.deployment({ primary: "3", secondary: "4" })).destroy()));
    expect((await vault.secret("diabetes-active")).status).toBe(404);
    // As for a deployment that may not look at what was deleted in the vault.
    await control.fail({ kind: "status", path: "^/vaults/safe/deletedsecrets", status: 403, times: 0 });
    const refused = await tryUp();
    await control.clearFaults();
    expect(refused.ok).toBe(false);
    expect(textOf(refused)).toContain("deleted but recoverable state");
    expect(textOf(refused)).toContain("az keyvault secret purge --vault-name safe --name diabetes-secondary");
    const after = keysOf(await up());
    Object.assign(secrets, { lastPrimary: after.primary, lastSecondary: after.secondary });
    expect(await inVault()).toEqual({ ...after, active: after.primary });
    expect(await stage.call(after.primary)).toBe(200);
  });

  test("no key stood in clear in state, steps, messages or output", () => {
    expect(Object.values(secrets).filter((secret) => /^\w{43}$/.test(secret))).toHaveLength(9);
    expect([...new Set(seen)].flatMap((text) => leaksInText(text, secrets))).toEqual([]);
  });
});
