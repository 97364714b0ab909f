import { readFileSync } from "node:fs";

import {
  CredentialError,
  EndpointTokenCredential,
  KeyCredential,
  KeyVaultKeys,
  ScoringClient,
  createScoringClient,
  type CallEvent,
} from "../../src/client";
import { VaultClient } from "@azureml-webservice/local-azure/testing/vault";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { atOnce, AzureStage, caFileOf, trusting } from "./support/azure-stage";

/*
 * Over real HTTP, with Azure Resource Manager, Entra, Key Vault and the router in front of endpoints as local Azure has
 * them, and a model that answers at once.
 */

const count = 10_000;
const sample = process.env.CLIENT_CALLS === undefined ? 20 : 1;

/** Ten minutes of a token of twelve hours are half a minute of one that lives for four seconds: here it is all of it. */
const tokenSeconds = 4;
const local = useLocalAzure({ amlTokenSeconds: tokenSeconds, retryAfterSeconds: 0 });
/** With tokens that live for twelve hours: a crowd is not done within four seconds on every machine. */
const patient = useLocalAzure({ retryAfterSeconds: 0 });
let stage: AzureStage;
let patientStage: AzureStage;

beforeAll(async () => {
  stage = new AzureStage(local);
  patientStage = new AzureStage(patient);
  await Promise.all([stage.open(), patientStage.open()]);
});
afterAll(() => Promise.all([stage.close(), patientStage.close()]));
afterEach(() => stage.control.clearFaults());

const running: { stop: () => Promise<void> }[] = [];
afterEach(() => Promise.all(running.splice(0).map(({ stop }) => stop())));

/** Calls without a pause until it is told to stop; what each call came to. */
function callers(client: ScoringClient, count: number) {
  const calls: { readonly at: number; readonly error?: unknown }[] = [];
  let stopped = false;
  const each = Array.from({ length: count }, async () => {
    while (!stopped) {
      const at = Date.now();
      const error = await client.score([1]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      calls.push({ at, error });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const stop = async () => {
    stopped = true;
    await Promise.all(each);
  };
  running.push({ stop });
  return { calls, stop };
}

const until = async (done: () => boolean | Promise<boolean>) => {
  while (!(await done())) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe("tokens", () => {
  it("10,000 calls at once at the start make one fetch", async () => {
    const scoringUri = await patientStage.endpoint("crowded", "AMLToken");
    const credential = await patientStage.application("dataScientist", patientStage.online.endpoint("crowded"));
    const credentials = new Set<string | null>();
    let number = 0;
    const send = atOnce(100);
    const client = createScoringClient(
      { scoringUri, authMode: "AMLToken", tokenAcquisition: patientStage.acquisition("crowded") },
      {
        credential,
        timeoutMs: 300_000,
        // The token comes over HTTP, for all of them; of the predictions some are enough, unless it is a long round.
        fetch: (input, init) => {
          credentials.add(new Headers(init.headers).get("authorization"));
          return number++ % sample === 0 ? send(input, init) : Promise.resolve(Response.json([1]));
        },
      },
    );
    const answers = await Promise.all(Array.from({ length: count }, () => client.score([1])));
    expect(answers.length).toBe(count);
    const scored = answers.filter(({ status, deployment }) => status === 200 && deployment === "blue");
    expect(scored.length).toBe(count / sample);
    expect(credentials.size).toBe(1);
    expect((await patientStage.tokenRequests()).length).toBe(1);
    expect(credential.asked).toBe(1);
  }, 300_000);

  it("serve until their end while the region is away, and come back with it", async () => {
    const scoringUri = await stage.endpoint("steady", "AMLToken");
    const credential = await stage.application("dataScientist", stage.online.endpoint("steady"));
    const tokens = new EndpointTokenCredential(stage.acquisition("steady"), credential, {
      endpoint: scoringUri,
      // Short waits between the tries, as short as the token's life.
      random: () => 0.1,
    });
    const client = new ScoringClient(scoringUri, tokens);
    const { expiresOnTimestamp } = await tokens.getToken();
    await stage.control.fail({ kind: "status", status: 503, path: "/onlineEndpoints/steady/token$", times: 0 });
    await stage.control.clearRequests();
    const { calls, stop } = callers(client, 4);
    await until(() => calls.some(({ error }) => error !== undefined));
    const tried = (await stage.tokenRequests()).length;
    await stage.control.clearFaults();
    const back = Date.now();
    await until(() => calls.some(({ at, error }) => at > back && error === undefined));
    const from = calls.find(({ at, error }) => at > back && error === undefined)!.at;
    await until(() => calls.some(({ at }) => at > from + 300));
    await stop();

    // A tenth of its life at the end is kept free, so that it does not end on the way.
    const good = calls.filter(({ at }) => at < expiresOnTimestamp - tokenSeconds * 100);
    expect(good.length).toBeGreaterThan(100);
    expect(good.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(calls.filter(({ at, error }) => at > from && error !== undefined)).toEqual([]);
    const failed = calls.flatMap(({ error }) => (error === undefined ? [] : [error as CredentialError]));
    for (const error of failed) {
      expect(error).toBeInstanceOf(CredentialError);
      expect(error).toMatchObject({ code: "Unavailable", status: 503 });
    }
    // Tries with growing waits between them, for all callers together.
    expect(tried).toBeGreaterThan(0);
    expect(tried).toBeLessThan(12);
  });

  it("a caller whose role does not fetch them is told which one does", async () => {
    const scoringUri = await stage.endpoint("guarded", "AMLToken");
    const credential = await stage.application("reader", stage.online.endpoint("guarded"));
    const outputs = { scoringUri, authMode: "AMLToken", tokenAcquisition: stage.acquisition("guarded") };
    await expect(createScoringClient(outputs, { credential }).score([1])).rejects.toMatchObject({
      code: "Forbidden",
      serviceCode: "AuthorizationFailed",
      remedy: expect.stringContaining("onlineEndpoints/token/action"),
    });
  });

  it("of another endpoint are refused, with what to do", async () => {
    const scoringUri = await stage.endpoint("one", "AMLToken");
    await stage.endpoint("two", "AMLToken");
    const credential = await stage.application("dataScientist", stage.online.workspace);
    const outputs = { scoringUri, authMode: "AMLToken", tokenAcquisition: stage.acquisition("two") };
    const ends: CallEvent[] = [];
    const client = createScoringClient(outputs, { credential, onCall: (event) => ends.push(event) });
    await expect(client.score([1])).rejects.toMatchObject({
      code: "Unauthorized",
      serviceCode: "token_auth_access_denied",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      remedy: expect.stringContaining("is for another endpoint or audience"),
    });
    expect(ends).toMatchObject([{ status: 401 }]);
  });
});

describe("keys", () => {
  const maxAgeMs = 150;

  it.each(["active", "both"] as const)(
    "no request fails while the slots are rotated in turn (slots: %s)",
    async (slots) => {
      const name = `rotating-${slots}`;
      const scoringUri = await stage.endpoint(name, "Key");
      const id = stage.online.endpoint(name);
      const vault = new VaultClient(local.arm, () => caFileOf(local), `vault-${slots}`);
      expect((await vault.create()).status).toBe(201);
      const secret = async (secretName: string, value: string) =>
        expect((await vault.over("PUT", `/secrets/${secretName}`, { properties: { value } })).status).toBeLessThan(300);
      const { primaryKey, secondaryKey } = (await stage.online.send("POST", `${id}/listKeys`)).body as Record<
        string,
        string
      >;
      await secret("primary", primaryKey!);
      await secret("secondary", secondaryKey!);
      await secret("active", primaryKey!);
      const reference = async (of: string) => ({ secretUri: new URL(`secrets/${of}`, await vault.uri()).href });
      const references = {
        primary: await reference("primary"),
        secondary: await reference("secondary"),
        active: await reference("active"),
      };
      const source = new KeyVaultKeys(references, await stage.application("secretsUser", vault.id), {
        slots,
        maxAgeMs,
        scope: "https://vault.azure.net/.default",
        fetch: trusting(readFileSync(caFileOf(local), "utf8")),
      });
      const client = new ScoringClient(scoringUri, new KeyCredential(source, { refusedForMs: 100 }));
      await client.score([1]);

      const { calls, stop } = callers(client, 4);
      for (const slot of ["Secondary", "Primary", "Secondary", "Primary"] as const) {
        const key = await stage.regenerate(name, slot);
        await secret(slot.toLowerCase(), key);
        await secret("active", key);
        // Rotations are further apart than what was read may be old.
        const settled = Date.now() + 3 * maxAgeMs;
        await until(() => calls.some(({ at }) => at > settled));
      }
      await stop();
      expect(calls.length).toBeGreaterThan(100);
      expect(calls.filter(({ error }) => error !== undefined)).toEqual([]);
      await expect(
        new ScoringClient(scoringUri, new KeyCredential({ keys: source.keys.bind(source) })).score(1),
      ).resolves.toMatchObject({ status: 200 });
    },
  );
});
