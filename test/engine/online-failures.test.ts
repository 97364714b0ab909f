import type { Result } from "@azureml-webservice/deploy-harness/types";
import type { Fault } from "@azureml-webservice/local-azure/faults";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { changesOf, describeKeyWorlds, endpointId, keysOf, OnlineStage, textOf, type Config } from "./online-fixture";

jest.setTimeout(180_000);

/** Each until it is cleared: what passes sooner is tried again, and nobody notices. */
const failures: [what: string, fault: Omit<Fault, "path">, said: RegExp][] = [
  ["429", { kind: "status", status: 429, code: "TooManyRequests", retryAfterSeconds: 60 }, /429 TooManyRequests/],
  ["500", { kind: "status", status: 500, code: "InternalServerError" }, /500 InternalServerError/],
  ["409", { kind: "status", status: 409, code: "Conflict" }, /409 Conflict/],
  ["a reset before Azure has read it", { kind: "reset-before" }, /Azure Resource Manager does not answer/],
  ["a reset after Azure has accepted it", { kind: "reset-after" }, /Azure Resource Manager does not answer/],
  ["an operation that fails", { kind: "operation-fails" }, /InternalServerError/],
  ["an operation that never ends", { kind: "operation-hangs" }, /the operation has not ended within 3 seconds/],
];

/** What a rotation finds to have happened all the same. */
const seenThrough = /^a reset after/;

/** Those in which the endpoint's state differs; for the others a key and settings are the same to the client. */
const ofSettings = /^(500|a reset after|an operation that never)/;

describeKeyWorlds("online endpoints, when Azure fails", (engine, takesKeyValue) => {
  const stage = new OnlineStage(engine, { kind: "aks" }, { takesKeyValue });
  const blue = { blue: { version: "1" } };
  let keys = { primary: "", secondary: "" };
  beforeAll(async () => {
    await stage.open();
    keys = keysOf(await stage.up({ deployments: blue }));
  });
  afterAll(() => stage.close());

  /** One update while the fault is there, which gives up soon. */
  async function whileFailing(path: string, fault: Omit<Fault, "path">, config: Config): Promise<Result> {
    await stage.control.fail({ times: 0, ...fault, path });
    const result = await (await stage.deployment({ ...config, timeoutSeconds: 3 })).up();
    await stage.control.clearFaults();
    await stage.idle();
    return result;
  }

  describe("a key that cannot be replaced", () => {
    const rotated: Config = { deployments: blue, secondary: 2 };

    test.each(failures.filter(([what]) => !seenThrough.test(what)))(
      "because of %s: the update fails, says so, and the other key stays",
      async (_, fault, said) => {
        const result = await whileFailing("/regenerateKeys$", { ...fault, method: "POST" }, rotated);
        expect(result.ok).toBe(false);
        expect(textOf(result)).toMatch(said);
        expect(textOf(result)).toMatch(
          /could not replace the secondary key \(number 2\) of the endpoint "score": .*the endpoint is in state \w+, and its secondary key may be the old or a new one, the other key is as it was; deploy again to go on/s,
        );
        expect(leaksInText(textOf(result), { ...keys, ...(await stage.keysInAzure()) })).toEqual([]);
        expect((await stage.keysInAzure()).primaryKey).toBe(keys.primary);
        expect(await stage.statusOf(keys.primary)).toBe(200);
      },
    );

    test("because the right to read keys is missing: nothing has changed", async () => {
      const before = await stage.keysInAzure();
      const result = await whileFailing("/listKeys$", { kind: "status", status: 403, method: "POST" }, rotated);
      expect([result.ok, textOf(result)]).toEqual([
        false,
        expect.stringContaining("workspaces/onlineEndpoints/listKeys/action"),
      ]);
      expect(await stage.keysInAzure()).toEqual(before);
    });

    test("the next run replaces it, and touches nothing else", async () => {
      const result = await stage.up(rotated);
      // Another key was proposed when the first of those runs failed.
      expect(changesOf(result)).toEqual(["replace score-secondary-key-in-force", "update score-secondary-key"]);
      const next = keysOf(result);
      expect(next.primary).toBe(keys.primary);
      expect(await stage.keysInAzure()).toEqual({ primaryKey: next.primary, secondaryKey: next.secondary });
      expect(await stage.statusOf(keys.secondary)).toBe(401);
      expect(changesOf(await stage.up(rotated))).toEqual([]);
      keys = next;
    });

    test("a connection that is reset after Azure has accepted the request is seen through, and nothing is sent twice", async () => {
      await stage.control.clearRequests();
      await stage.control.fail({ kind: "reset-after", path: "/regenerateKeys$", method: "POST" });
      const next = keysOf(await stage.up({ ...rotated, secondary: 3 }));
      const sent = (await stage.control.requests()).filter(({ path }) => path.endsWith("/regenerateKeys"));
      expect(sent).toHaveLength(1);
      expect(await stage.keysInAzure()).toEqual({ primaryKey: next.primary, secondaryKey: next.secondary });
      expect(next.secondary).not.toBe(keys.secondary);
      keys = next;
    });

    test("an operation that Azure has forgotten is seen through", async () => {
      await stage.control.fail({ kind: "status", path: "/operationResults/", method: "GET", status: 404 });
      const next = keysOf(await stage.up({ ...rotated, secondary: 4 }));
      expect(await stage.keysInAzure()).toEqual({ primaryKey: next.primary, secondaryKey: next.secondary });
      expect(next.secondary).not.toBe(keys.secondary);
      keys = next;
    });

    test("a key that was replaced and could not be read is read by the next run, and not replaced again", async () => {
      const config: Config = { ...rotated, secondary: 5 };
      // The other slot's key is read, and then this one's before it is replaced.
      await stage.control.fail({ kind: "status", path: "/listKeys$", status: 403, times: 0, skip: 2 });
      const failed = await (await stage.deployment(config)).up();
      await stage.control.clearFaults();
      expect([failed.ok, textOf(failed)]).toEqual([
        false,
        expect.stringMatching(/the secondary key in force is not known: .*listKeys\/action; deploy again to read it/),
      ]);
      const { primaryKey, secondaryKey } = await stage.keysInAzure();
      expect(await stage.statusOf(keys.secondary)).toBe(401);
      const result = await stage.up(config);
      expect(changesOf(result)).toEqual(["replace score-secondary-key-in-force"]);
      expect(keysOf(result)).toEqual({ primary: primaryKey, secondary: secondaryKey });
      keys = keysOf(result);
    });
  });

  // Only keys differ between the two.
  if (takesKeyValue) {
    return;
  }

  describe("settings that cannot be written", () => {
    const both: Config = { deployments: { ...blue, green: { version: "2" } }, secondary: 5 };
    const moved: Config = { ...both, traffic: { green: 100 }, tags: { stage: "production" } };
    beforeAll(() => stage.up({ ...both, traffic: { blue: 100 } }));
    // Some failures are only the answer's, and the traffic is the wanted one then.
    beforeEach(async () => stage.put(endpointId, withTraffic(await stage.endpoint(), { blue: 100 })));

    test.each(failures.filter(([what]) => ofSettings.test(what)))(
      "because of %s: the update fails, says so, and traffic goes on",
      async (_, fault, said) => {
        const result = await whileFailing("/onlineEndpoints/score$", { ...fault, method: "PUT" }, moved);
        expect(result.ok).toBe(false);
        expect(textOf(result)).toMatch(said);
        expect(textOf(result)).toMatch(
          /could not write the settings of the endpoint "score": .*the endpoint is in state \w+, and its traffic was blue 100 % before; deploy again to go on from there/s,
        );
        expect(await stage.statusOf(keys.primary)).toBe(200);
      },
    );

    test("what serves is safe from a plan that an earlier run has recorded and not reached", async () => {
      const failed = await whileFailing(
        "/onlineEndpoints/score$",
        { kind: "status", method: "PUT", status: 500 },
        moved,
      );
      expect(failed.ok).toBe(false);
      const config = { ...moved, deployments: { green: { version: "2" } } };
      for (const result of [await stage.preview(config), await (await stage.deployment(config)).up()]) {
        expect(result.ok).toBe(false);
        expect(textOf(result)).toContain("blue cannot be removed while it has 100 % of the live traffic");
      }
      expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "blue" });
    });

    test("the next run writes them", async () => {
      expect(changesOf(await stage.up(moved))).not.toContain("delete score-deployment-blue");
      expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "green" });
      expect((await stage.endpoint()).tags).toEqual({ stage: "production" });
      expect(changesOf(await stage.up(moved))).toEqual([]);
    });
  });

  test("a deployment that fails leaves the traffic where it is, and is replaced by one that does not", async () => {
    const next = (broken: boolean): Config => ({
      deployments: { green: { version: "2" }, red: { version: "3", broken } },
      traffic: broken ? { red: 100 } : { green: 50, red: 50 },
      secondary: 5,
    });
    await stage.up({ ...next(false), deployments: { green: { version: "2" } }, traffic: { green: 100 } });
    const failed = await (await stage.deployment(next(true))).up();
    expect(failed.ok).toBe(false);
    expect(textOf(failed)).toContain("the model cannot be loaded");
    expect((await stage.endpoint()).properties.traffic).toEqual({ green: 100 });
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "green" });

    succeeded(await (await stage.deployment(next(false))).up());
    const answers = [await stage.call(keys.primary), await stage.call(keys.primary)];
    expect(answers.map(({ deployment }) => deployment).sort()).toEqual(["green", "red"]);
  });
});

function withTraffic({ location, identity, tags, properties }: Body, traffic: Record<string, number>): unknown {
  const { authMode, compute } = properties;
  return { location, identity: { type: identity.type }, tags, properties: { authMode, compute, traffic } };
}

interface Body {
  location: string;
  identity: { type: string };
  tags: Record<string, string>;
  properties: { authMode: string; compute?: string };
}
