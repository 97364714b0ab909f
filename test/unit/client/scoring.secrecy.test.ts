import http from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import * as client from "../../../src/client";
import {
  ScoringClient,
  createScoringClient,
  type AttemptEvent,
  type CallEvent,
  type CredentialEvent,
} from "../../../src/client";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import {
  FakeSource,
  json,
  key,
  reset,
  status,
  useScoringService,
  type Answering,
} from "../../support/client/scoring-service";

const service = useScoringService();
const secrets = {
  primary: "Pq7VxW2nRk9sTb4mLz8cYd3fHg6jKa1e",
  secondary: "Zu5oIi0pNn2wQq8rSs4tUu6vXx9yAa3b",
  entra: "eyJlbnRyYSI6InRva2VuIn0.c2lnbmF0dXJlLW9mLWVudHJh.Kx93",
  aml: "eyJhbWwiOiJ0b2tlbiJ9.c2lnbmF0dXJlLW9mLWF6dXJlLW1s.Pd71",
};
const quick = { baseDelayMs: 1, maxAttempts: 2 };

/** Everything that a log, a debugger or a serializer could make of a value. */
function views(value: unknown): string {
  const all = { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity, maxArrayLength: Infinity };
  const error = value instanceof Error ? [value.message, value.stack, JSON.stringify({ ...value })] : [];
  return [inspect(value, all), inspect(value), String(JSON.stringify(value)), `${String(value)}`, ...error].join("\n");
}

/** Repeats the credential that it was sent, in ways that people have written services. */
const repeating: Record<string, (sent: string) => Answering> = {
  "as it came": (sent) => status(401, `denied: ${sent}`),
  "in base64": (sent) => status(403, `denied: ${Buffer.from(`x${sent}`).toString("base64")}`),
  "in hexadecimal": (sent) => status(500, Buffer.from(sent).toString("hex")),
  "in part": (sent) => status(404, `no such key ${sent.slice(10, 30)}…`),
  "behind a long text": (sent) => status(400, "x".repeat(990) + sent),
  "in its request id": (sent) => status(424, "failed", { "x-request-id": sent, "azureml-model-deployment": sent }),
  "in its reasons": (sent) => status(424, "", { "ms-azureml-model-error-reason": sent }),
  "in its challenge": (sent) => status(401, "", { "www-authenticate": `Bearer error="${sent}"` }),
  "in a redirect": (sent) => status(302, "", { location: `https://elsewhere.example/?token=${sent}` }),
  "in what it calls JSON": (sent) => status(200, `{"${sent}`, { "content-type": "application/json" }),
  "in an answer that is no HTTP": (sent) => (_, response) => void response.socket?.end(`NOT HTTP ${sent}\r\n\r\n`),
  "in a header that is none": (sent) => (_, response) =>
    void response.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${sent}\r\n\r\n`),
  "and then resets": () => reset,
};

describe.each(Object.keys(repeating))("a service that repeats the credential %s", (how) => {
  it.each(["score", "fetch"] as const)("%s shows it nowhere", async (method) => {
    service.answering = (request, response, body) => {
      const sent = (request.headers.authorization ?? "").replace("Bearer ", "");
      repeating[how]!(sent)(request, response, body);
    };
    const events: (AttemptEvent | CallEvent)[] = [];
    const source = new FakeSource(key(secrets.primary), key(secrets.secondary, "secondary key"));
    const scoring = new ScoringClient(service.scoringUri, source, {
      retry: quick,
      onAttempt: (event) => events.push(event),
      onCall: (event) => events.push(event),
    });
    const outcome: unknown = await (method === "score" ? scoring.score(1) : scoring.fetch()).catch((e: unknown) => e);
    // What fetch resolves with is the service's own answer; its errors and all events are ours.
    const ours = [...(outcome instanceof Response ? [] : [outcome]), ...events, scoring, source];
    expect(events.length).toBeGreaterThan(1);
    for (const each of ours) {
      expect(leaksInText(views(each), secrets)).toEqual([]);
    }
    if (method === "score") {
      expect(outcome).toBeInstanceOf(client.ScoringError);
    }
  });
});

test("no object of the client shows a credential, before, during and after its work", async () => {
  service.answering = (request, response, body) => {
    const now = Math.floor(Date.now() / 1000);
    const answering = request.url?.startsWith("/token")
      ? json({ accessToken: secrets.aml, refreshAfterTimeUtc: now + 1800, expiryTimeUtc: now + 3600 })
      : request.headers.authorization === `Bearer ${secrets.primary}`
        ? status(401, "key_auth_access_denied")
        : json([1]);
    answering(request, response, body);
  };
  const credentialEvents: CredentialEvent[] = [];
  const onCredentialEvent = (event: CredentialEvent) => void credentialEvents.push(event);
  const credential = {
    getToken: () => Promise.resolve({ token: secrets.entra, expiresOnTimestamp: Date.now() + 3.6e6 }),
  };
  const acquisition = { version: 1, authMode: "AMLToken", scope: "https://management.azure.com/.default" };
  const tokens = new client.EndpointTokenCredential({ ...acquisition, url: `${service.origin}/token` }, credential, {
    onCredentialEvent,
  });
  const fixed = new client.FixedKeys({ primary: secrets.primary, secondary: secrets.secondary });
  const keys = new client.KeyCredential(fixed, { onCredentialEvent });
  const byOutputs = createScoringClient(
    { scoringUri: service.scoringUri, authMode: "Key", primaryKey: secrets.primary, secondaryKey: secrets.secondary },
    { onCredentialEvent },
  );
  const clients = [
    new ScoringClient(service.scoringUri, tokens),
    new ScoringClient(service.scoringUri, keys),
    byOutputs,
  ];
  const objects: unknown[] = [tokens, fixed, keys, ...clients];
  const look = () => {
    for (const object of [...objects, ...credentialEvents]) {
      expect(leaksInText(views(object), secrets)).toEqual([]);
    }
  };
  look();
  const under = clients.map((one) => one.score([1]));
  look();
  objects.push(...under, ...(await Promise.all(under)));
  const answers = await Promise.all(clients.map((one) => one.fetch(undefined, { method: "POST", body: "[1]" })));
  // An answer of the platform's keeps nothing of its request.
  objects.push(...answers);
  objects.push(await tokens.credential(), await keys.credential());
  look();
  expect(credentialEvents.map(({ type }) => type)).toEqual(expect.arrayContaining(["fetched", "refused", "switched"]));
});

test("a credential that fits into no header, and one that a hook's error would carry", async () => {
  const broken = key(`${secrets.primary}\r\nx-injected: 1`);
  const scoring = new ScoringClient(service.scoringUri, new FakeSource(broken), {
    onCall: ({ error }) => {
      throw error;
    },
  });
  const error: unknown = await scoring.score(1).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "ScoringError", code: "InvalidRequest" });
  expect(leaksInText(views(error), secrets)).toEqual([]);
});

test("a fetch of the caller's own whose errors hold the request", async () => {
  const failing = (_: string, init: RequestInit) => {
    const authorization = new Headers(init.headers).get("authorization");
    const error = Object.assign(new TypeError(`failed with ${authorization}`), {
      request: { headers: { authorization } },
      cause: Object.assign(new Error(`cause: ${authorization}`), { code: "ECONNRESET", config: { authorization } }),
    });
    return Promise.reject(error);
  };
  const events: unknown[] = [];
  const hooks = { onAttempt: (event: unknown) => events.push(event), onCall: (event: unknown) => events.push(event) };
  const scoring = new ScoringClient(service.scoringUri, new FakeSource(key(secrets.primary)), {
    ...hooks,
    retry: quick,
    fetch: failing,
  });
  const error: unknown = await scoring.score(1).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "Unreachable", attempts: 2 });
  expect(events.length).toBe(3);
  expect(leaksInText(views([error, events]), secrets)).toEqual([]);
});

test("a proxy on the way that answers with the whole request", async () => {
  const echo = http.createServer((request, response) => {
    response.writeHead(502, { "content-type": "text/html" }).end(`<pre>${request.rawHeaders.join(": ")}</pre>`);
  });
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const { port } = echo.address() as AddressInfo;
  const scoring = new ScoringClient(`http://127.0.0.1:${port}/score`, new FakeSource(key(secrets.aml)));
  const error: unknown = await scoring.score(1).catch((thrown: unknown) => thrown);
  echo.closeAllConnections();
  echo.close();
  expect(error).toMatchObject({ code: "ModelError", answer: "[not shown: it repeats the credential]" });
  expect(leaksInText(views(error), secrets)).toEqual([]);
});
