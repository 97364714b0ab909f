import * as fs from "node:fs";

import type { Result } from "@azureml-webservice/deploy-harness/types";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, describeKeyWorlds, endpointId, keysOf, OnlineStage, textOf, type Config } from "./online-fixture";

jest.setTimeout(180_000);

describeKeyWorlds("AksWebservice with its keys in a vault", (engine, takesKeyValue) => {
  const stage = new OnlineStage(engine, { kind: "aks" }, { takesKeyValue });
  let vault: PreparedVault;
  let base: Config;
  beforeAll(async () => {
    await stage.open();
    vault = await PreparedVault.prepare(stage.url);
    base = {
      deployments: { blue: { version: "1" } },
      vaultElsewhere: true,
      vault: { ...vault.location, tags: { team: "ml" }, expiresOn: "2099-01-31" },
    };
  });
  afterAll(() => stage.close());

  const seen: string[] = [];
  const remember = async (result: Result) => {
    const file = (await stage.deployment(base)).stateFile();
    seen.push(textOf(result), JSON.stringify(result.steps), fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
    return result;
  };
  const tryUp = async (config: Config = {}) => remember(await (await stage.deployment({ ...base, ...config })).up());
  const up = async (config: Config = {}) => succeeded(await tryUp(config));
  const preview = async (config: Config = {}) => remember(await stage.preview({ ...base, ...config }));
  const inVault = () => vault.keysOf("score");
  let keys = { primary: "", secondary: "" };
  const secrets: Record<string, string> = {};

  test("a service without a vault gets one, and its keys stay", async () => {
    keys = keysOf(await up({ vault: undefined }));
    Object.assign(secrets, { firstPrimary: keys.primary, firstSecondary: keys.secondary });
    const result = await up();
    expect(changesOf(result)).toEqual([
      "create score-active-secret",
      "create score-primary-accepted",
      "create score-primary-secret",
      "create score-secondary-accepted",
      "create score-secondary-secret",
      "update score",
    ]);
    expect(keysOf(result)).toEqual(keys);
    expect(await inVault()).toEqual({ ...keys, active: keys.primary });
    expect(await vault.secret("score-active")).toMatchObject({
      contentType: "text/plain",
      tags: { team: "ml", service: "score", slot: "primary", version: "1" },
      attributes: { exp: Date.UTC(2099, 0, 31) / 1000 },
    });
    expect(changesOf(await up())).toEqual([]);
  });

  test("the preview of a rotation shows the slot's key, its installation, its secret and active", async () => {
    const result = succeeded(await preview({ secondary: 2 }));
    expect(changesOf(result)).toEqual([
      "replace score-keys-secondary",
      "replace score-secondary-key-in-force",
      "update score-active-secret",
      "update score-keys-rotation",
      "update score-secondary-accepted",
      "update score-secondary-key",
      "update score-secondary-secret",
    ]);
    expect(textOf(result)).toContain("rotates secondary: 1 => 2");
    expect(result.outputs.activeSecretUri).toEqual({ value: `${vault.uri}secrets/score-active`, secret: false });
  });

  test("a rotation is asked for before active moves, which then names a key that is accepted", async () => {
    await stage.control.clearRequests();
    const rotation = await up({ secondary: 2 });
    const after = keysOf(rotation);
    secrets.secondSecondary = after.secondary;
    expect(textOf(rotation).includes("Azure made the secondary key (number 2) itself")).toBe(!takesKeyValue);
    const asked = (await stage.control.requests()).filter(({ method }) => method !== "GET").map(({ path }) => path);
    const order = ["/regenerateKeys", "/score-secondary", "/score-active"];
    expect(order.map((end) => asked.findIndex((path) => path.endsWith(end)))).toEqual(
      order.map((end) => asked.findIndex((path) => path.endsWith(end))).sort((a, b) => a - b),
    );
    expect(asked.filter((path) => order.some((end) => path.endsWith(end)))).toHaveLength(3);
    expect(await inVault()).toEqual({ ...after, active: after.secondary });
    expect([await stage.statusOf(after.primary), await stage.statusOf(after.secondary)]).toEqual([200, 200]);
    expect(await stage.statusOf(keys.secondary)).toBe(401);
    keys = after;
    expect(changesOf(await up({ secondary: 2 }))).toEqual([]);
  });

  test("an answer that is not kept leaves active as it was, and the next run goes on", async () => {
    // What is regenerated is answered well and never carried out.
    await stage.control.fail({ kind: "status", path: "/regenerateKeys$", status: 200, body: "{}", times: 0 });
    const failed = await tryUp({ primary: 2, secondary: 2, timeoutSeconds: 2 });
    expect(failed.ok).toBe(false);
    expect(textOf(failed)).toContain(
      'could not replace the primary key (number 2) of the endpoint "score": Azure has taken the request, but the key is still the old one',
    );
    expect(await inVault()).toEqual({ ...keys, active: keys.secondary });
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
    await stage.control.clearFaults();

    // Recorded and not installed: the plan of the other slot does not get by it, in a preview or in an update.
    for (const result of [await preview({ primary: 2, secondary: 3 }), await tryUp({ primary: 2, secondary: 3 })]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain(
        "keys.rotation: both keys would be replaced in one update (primary: 1 => 2; secondary: 2 => 3)",
      );
    }
    // An update without a preview comes as far as the key that callers of active do not use.
    expect(await vault.value("score-active")).toBe(keys.secondary);
    expect(await stage.statusOf(keys.secondary)).toBe(200);

    keys = keysOf(await up({ primary: 2, secondary: 3 }));
    secrets.secondPrimary = keys.primary;
    secrets.thirdSecondary = keys.secondary;
    expect(await inVault()).toEqual({ ...keys, active: keys.secondary });
    expect([await stage.statusOf(keys.primary), await stage.statusOf(keys.secondary)]).toEqual([200, 200]);
  });

  const numbers = { primary: 3, secondary: 3 };

  test("both keys at once are refused, and nothing has changed", async () => {
    const config = { primary: 3, secondary: 4 };
    for (const result of [await preview(config), await tryUp(config)]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain(
        "first deploy with primary: 3 and secondary: 3, let callers read their key again",
      );
    }
    expect(await inVault()).toEqual({ ...keys, active: keys.secondary });
    expect(changesOf(await up({ primary: 2, secondary: 3 }))).toEqual([]);
  });

  test.each([
    [
      "the vault answers 500",
      { kind: "status", path: "/secrets/score-primary$", method: "PUT", status: 500, times: 1 },
    ],
    ["the vault is cut off before", { kind: "reset-before", path: "/secrets/score-active$", method: "PUT", times: 1 }],
    ["the vault is cut off after", { kind: "reset-after", path: "/secrets/score-active$", method: "PUT", times: 1 }],
  ] as const)("when %s, the next run converges, and active is accepted at every moment", async (_, fault) => {
    await stage.control.fail(fault);
    const config = { ...numbers };
    await tryUp(config);
    expect(await stage.statusOf(await vault.value("score-active"))).toBe(200);
    await stage.control.clearFaults();
    const after = keysOf(await up(config));
    expect(await inVault()).toEqual({
      ...after,
      active: numbers.secondary > numbers.primary ? after.secondary : after.primary,
    });
    expect([await stage.statusOf(after.primary), await stage.statusOf(after.secondary)]).toEqual([200, 200]);
    expect(changesOf(await up(config))).toEqual([]);
    // The next one rotates the other slot.
    numbers[numbers.secondary > numbers.primary ? "primary" : "secondary"]++;
  });

  test("break glass: both keys are revoked by hand, and then replaced by their numbers with active", async () => {
    const leaked = await inVault();
    for (const keyType of ["Primary", "Secondary"]) {
      expect((await stage.arm("POST", `${endpointId}/regenerateKeys`, { keyType })).status).toBe(202);
      await stage.idle();
    }
    expect([await stage.statusOf(leaked.primary), await stage.statusOf(leaked.secondary)]).toEqual([401, 401]);
    const byHand = await stage.keysInAzure();
    expect(await stage.statusOf(byHand.primaryKey)).toBe(200);

    Object.assign(numbers, { primary: 5, secondary: 5 });
    const result = await up({ ...numbers, replaceBothAt: numbers });
    expect(textOf(result)).toContain("replaces the primary key (number 4) while it is the active one");
    const after = keysOf(result);
    expect(await inVault()).toEqual({ ...after, active: after.primary });
    expect([await stage.statusOf(after.primary), await stage.statusOf(after.secondary)]).toEqual([200, 200]);
    const old = [leaked.primary, leaked.secondary, byHand.primaryKey, byHand.secondaryKey];
    expect(await Promise.all(old.map((key) => stage.statusOf(key)))).toEqual([401, 401, 401, 401]);
    Object.assign(secrets, byHand, { fifthPrimary: after.primary, fifthSecondary: after.secondary });
  });

  test("the secrets are written with the provider that transforms hand to them, and nothing else is", async () => {
    const state = JSON.parse(fs.readFileSync((await stage.deployment(base)).stateFile(), "utf8")) as unknown;
    expect(namesBy("elsewhere", state).sort()).toEqual([
      "score-active-secret",
      "score-primary-secret",
      "score-secondary-secret",
    ]);
  });

  test("tokens leave the secrets where they are, and no reference to them", async () => {
    const last = numbers.secondary > numbers.primary ? { ...numbers, secondary: numbers.secondary - 1 } : numbers;
    const before = await inVault();
    const result = await up({ ...last, mode: "token" });
    expect(result.outputs.keyReferences?.value).toBeUndefined();
    expect(await inVault()).toEqual(before);
    // The endpoint has other keys then, and the secrets follow.
    const after = keysOf(await up({ ...last }));
    const active = last.secondary > last.primary ? after.secondary : after.primary;
    expect(await inVault()).toEqual({ ...after, active });
    expect(await stage.statusOf(active)).toBe(200);
    Object.assign(secrets, { returnedPrimary: after.primary, returnedSecondary: after.secondary });
  });

  test("no key stood in clear in state, steps, messages or output", () => {
    expect(Object.values(secrets).filter((secret) => /^\w{43}(\w{41})?$/.test(secret))).toHaveLength(11);
    expect([...new Set(seen)].flatMap((text) => leaksInText(text, secrets))).toEqual([]);
    expect(endpointId).toContain("/onlineEndpoints/score");
  });
});

/** The names of the resources that a state says were made with a provider. */
function namesBy(provider: string, state: unknown): string[] {
  if (typeof state !== "object" || state === null) {
    return [];
  }
  const { urn, provider: reference } = state as { urn?: unknown; provider?: unknown };
  const isIts = typeof urn === "string" && typeof reference === "string" && reference.includes(`::${provider}::`);
  return [
    ...(isIts ? [urn.split("::").at(-1) ?? ""] : []),
    ...Object.values(state).flatMap((one) => namesBy(provider, one)),
  ];
}
