import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { acceptanceOf, awaitAcceptance, type NewKey } from "../../../src/keys/acceptance";
import { probeWithKey } from "../../../src/keys/key-probe";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { testCertificate } from "../../support/certificate";
import { withoutProxyVariables } from "../../support/environment";

withoutProxyVariables();

const key = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";

/** A service on loopback that answers in turn; 0 cuts the connection off. */
async function service(statuses: number[], make: (listener: http.RequestListener) => http.Server = http.createServer) {
  const seen: http.IncomingMessage[] = [];
  const server = make((request, response) => {
    seen.push(request);
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === 0 || status === undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, status >= 300 && status < 400 ? { location: "/elsewhere" } : {});
    response.end(`you said ${request.headers.authorization}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  servers.push(server);
  return { port, seen };
}

const servers: http.Server[] = [];
afterEach(() => {
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
});

const newKey = (port: number, change: Partial<NewKey> = {}): NewKey => ({
  slot: "secondary",
  number: 2,
  key,
  target: () => Promise.resolve({ url: `http://127.0.0.1:${port}/check?a=b` }),
  outcomeOf: (status) => ([401, 403].includes(status) ? "refused" : status === 503 ? "unclear" : "accepted"),
  ...change,
});

/** A clock that only sleeping moves. */
function fakeClock() {
  const slept: number[] = [];
  let time = 0;
  const sleep = (ms: number) => {
    slept.push(ms);
    time += ms;
    return Promise.resolve();
  };
  return { slept, clock: { now: () => time, sleep } };
}

test.each([
  ["nothing said, public", undefined, true, { check: "Request", timeoutSeconds: 600 }],
  ["nothing said, private", undefined, false, { check: "Wait", settlingSeconds: 60 }],
  [
    "a request, private",
    { check: "Request" as const, timeoutSeconds: 5 },
    false,
    { check: "Request", timeoutSeconds: 5 },
  ],
  ["time, public", { check: "Wait" as const, settlingSeconds: 0 }, true, { check: "Wait", settlingSeconds: 0 }],
  ["another timeout", { timeoutSeconds: 1 }, true, { check: "Request", timeoutSeconds: 1 }],
])("%s", (_, given, isPublic, expected) => {
  expect(acceptanceOf(given, isPublic, 60)).toEqual(expected);
});

describe("asked with the new key", () => {
  test("a service that accepts it is asked once", async () => {
    const { port, seen } = await service([200]);
    const told: string[] = [];
    await awaitAcceptance({ check: "Request", timeoutSeconds: 600 }, newKey(port), (line) => told.push(line));
    expect(seen.map(({ method, url, headers }) => [method, url, headers.authorization, headers.host])).toEqual([
      ["GET", "/check?a=b", `Bearer ${key}`, `127.0.0.1:${port}`],
    ]);
    expect(told).toEqual([]);
  });

  test("one that is late is asked again, with growing waits, and what it says is told once", async () => {
    const { port } = await service([401, 401, 403, 0, 404]);
    const { slept, clock } = fakeClock();
    const told: string[] = [];
    await awaitAcceptance({ check: "Request", timeoutSeconds: 600 }, newKey(port), (line) => told.push(line), clock);
    expect(slept).toEqual([250, 500, 1000, 2000]);
    expect(told).toEqual([
      "waits until the service accepts the secondary key (number 2): it answers 401",
      "waits until the service accepts the secondary key (number 2): it answers 403",
      "waits until the service accepts the secondary key (number 2): it does not answer (socket hang up)",
    ]);
  });

  test("one that never accepts it fails in the time that was given", async () => {
    const { port } = await service([401]);
    const { slept, clock } = fakeClock();
    const asking = awaitAcceptance({ check: "Request", timeoutSeconds: 60 }, newKey(port), () => undefined, clock);
    await expect(asking).rejects.toThrow(
      'the service has not accepted the secondary key (number 2) within 60 seconds: it answers 401; callers were not told to use it, and the other key is as it was; deploy again to go on with the same key, raise keys.acceptance.timeoutSeconds, or, where the deployment cannot reach the service, set keys.acceptance: { check: "Wait" }',
    );
    const all = slept.reduce((sum, ms) => sum + ms, 0);
    expect(all).toBeLessThan(60_000);
    expect(Math.max(...slept)).toBe(10_000);
  });

  test("a gateway has to say 204, not just anything", async () => {
    const { port, seen } = await service([503, 404, 200, 204]);
    const gateway = newKey(port, { outcomeOf: (status) => (status === 204 ? "accepted" : "refused") });
    await awaitAcceptance({ check: "Request", timeoutSeconds: 600 }, gateway, () => undefined, fakeClock().clock);
    expect(seen).toHaveLength(4);
  });

  test("one that is too ill to say is asked for a minute, and does not hold up a rotation for longer", async () => {
    const { port } = await service([503]);
    const { slept, clock } = fakeClock();
    const told: [string, boolean | undefined][] = [];
    const tell = (line: string, isWarning?: boolean) => told.push([line, isWarning]);
    await awaitAcceptance({ check: "Request", timeoutSeconds: 600 }, newKey(port), tell, clock);
    const all = slept.reduce((sum, ms) => sum + ms, 0);
    expect([all > 45_000, all < 60_000]).toEqual([true, true]);
    expect(told).toEqual([
      ["waits until the service accepts the secondary key (number 2): it answers 503", undefined],
      ["cannot tell whether the service accepts the secondary key (number 2), as it answers 503; goes on", true],
    ]);
  });

  test("one that recovers is heard: a refusal after that counts", async () => {
    const { port } = await service([503, 503, 401, 200]);
    const { slept, clock } = fakeClock();
    await awaitAcceptance({ check: "Request", timeoutSeconds: 600 }, newKey(port), () => undefined, clock);
    expect(slept).toHaveLength(3);
  });

  test("a redirect is an answer, and not followed", async () => {
    const { port, seen } = await service([302]);
    expect(await probeWithKey({ url: `http://127.0.0.1:${port}/` }, key, 5000)).toBe(302);
    expect(seen).toHaveLength(1);
  });

  test("neither the key nor the answer stands in an error", async () => {
    const { port } = await service([0]);
    const errors: unknown[] = [];
    for (const target of [
      () => Promise.resolve({ url: `http://127.0.0.1:${port}/` }),
      () => Promise.resolve({ url: `http://127.0.0.1:${port}/\u0000${key}` }),
      () => Promise.reject(new Error(`no address for ${key}`)),
    ]) {
      const asking = newKey(port, { target });
      await awaitAcceptance(
        { check: "Request", timeoutSeconds: 1 },
        asking,
        (line) => errors.push(line),
        fakeClock().clock,
      ).catch((error: unknown) => errors.push(error));
    }
    expect(errors.length).toBeGreaterThan(3);
    expect(leaksInText(inspect(errors, { depth: 9 }), { key })).toEqual([]);
  });
});

describe("over TLS", () => {
  const secure = (listener: http.RequestListener) =>
    https.createServer({ cert: testCertificate.certificatePem, key: testCertificate.privateKeyPem }, listener);

  test("a certificate that nobody vouches for is no answer", async () => {
    const { port, seen } = await service([204], secure as never);
    const asked = probeWithKey(
      { url: `https://${testCertificate.hostname}:${port}/`, address: "127.0.0.1" },
      key,
      5000,
    );
    await expect(asked).rejects.toThrow(/certificate/);
    expect(seen).toEqual([]);
  });
});

test("time that is left to a service is spent, and told", async () => {
  const { slept, clock } = fakeClock();
  const told: string[] = [];
  const wait = (settlingSeconds: number) =>
    awaitAcceptance({ check: "Wait", settlingSeconds }, newKey(1), (line) => told.push(line), clock);
  await wait(0);
  await wait(90);
  expect(slept).toEqual([90_000]);
  expect(told).toEqual(["gives the service 90 seconds to take the secondary key (number 2)"]);
});
