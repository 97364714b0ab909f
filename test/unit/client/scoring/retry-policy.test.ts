import { ScoringClient } from "../../../../src/client/scoring/scoring-client";
import type { AttemptEvent } from "../../../../src/client/scoring/scoring-types";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { FakeSource, json, reset, status, useScoringService } from "../../../support/client/scoring-service";
import { clientsOf, failing, primary, quick } from "../../../support/client/scoring-calls";

const service = useScoringService();
const clientOf = clientsOf(service);

describe("retries", () => {
  it.each([
    ["429", status(429, "", { "retry-after": "0" })],
    ["503", status(503)],
    ["504", status(504)],
    ["a reset", reset],
  ])("%s is tried again", async (_, answering) => {
    service.answers(answering, answering, json(7));
    expect(await clientOf().score(1)).toMatchObject({ value: 7, attempts: 3 });
  });

  it.each([400, 403, 404, 408, 413, 424, 500, 502])("%i is not", async (code) => {
    service.answers(status(code, "why"));
    expect(await failing(clientOf().score(1))).toMatchObject({ status: code, attempts: 1, answer: "why" });
    expect(service.seen.length).toBe(1);
  });

  it.each([
    ["504", status(504), 1],
    ["a reset", reset, 1],
    ["429", status(429), 4],
    ["503", status(503), 4],
  ])("with idempotent false only what was not carried out: %s", async (_, answering, attempts) => {
    service.answers(answering);
    await failing(clientOf({ idempotent: false }).score(1));
    expect(service.seen.length).toBe(attempts);
    await failing(clientOf().score(1, { idempotent: false }));
    expect(service.seen.length).toBe(2 * attempts);
  });

  it("with idempotent false what never left is sent again, and so is a GET", async () => {
    const closed = new ScoringClient(`http://127.0.0.1:${await freePort()}/score`, new FakeSource(primary), {
      retry: quick,
    });
    const error = await failing(closed.score(1, { idempotent: false }));
    expect(error).toMatchObject({ code: "Unreachable", attempts: 4 });
    expect(error.message).toMatch(/: no answer \(ECONNREFUSED/);
    service.answers(reset, json(1));
    expect((await clientOf({ idempotent: false }).fetch()).status).toBe(200);
  });

  it("a certificate that is not trusted does not become so by asking again", async () => {
    const attempts: unknown[] = [];
    const untrusted = Object.assign(new TypeError("fetch failed"), {
      cause: Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
    });
    const send = () => (attempts.push(1), Promise.reject(untrusted));
    const error = await failing(clientOf({ fetch: send }).score(1));
    expect(error.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT: fetch failed: self-signed certificate");
    expect(attempts.length).toBe(1);
  });

  it("a stream is sent once", async () => {
    service.answers(status(503));
    const answer = await clientOf().fetch(undefined, { method: "POST", body: new Blob(["x"]).stream() });
    expect([answer.status, service.seen.length]).toEqual([503, 1]);
  });

  it("Retry-After is waited for, and what is longer than may be waited is the answer", async () => {
    const waits: (number | undefined)[] = [];
    const hooks = { onAttempt: ({ retryInMs }: AttemptEvent) => void waits.push(retryInMs) };
    service.answers(status(429, "", { "retry-after-ms": "50" }), json(1));
    await clientOf(hooks).score(1);
    expect(waits[0]).toBeGreaterThanOrEqual(50);
    service.answers(status(503, "", { "retry-after": "3600" }));
    expect(await failing(clientOf(hooks).score(1))).toMatchObject({ attempts: 1, retryAfterMs: 3_600_000 });
    service.answers(status(503, "", { "retry-after": "20" }));
    expect(await failing(clientOf(hooks).score(1, { timeoutMs: 5000 }))).toMatchObject({
      attempts: 1,
      status: 503,
    });
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    service.answers(status(503, "", { "retry-after": inAMinute }));
    const { retryAfterMs = 0 } = await failing(clientOf().score(1));
    expect(retryAfterMs).toBeGreaterThan(50_000);
  });

  it("a service that is down gets hardly more traffic than it would without them", async () => {
    service.answers(status(503));
    const client = clientOf({ retry: { ...quick, budget: 10 } });
    for (let i = 0; i < 200; i++) {
      await failing(client.score(i));
    }
    expect(service.seen.length).toBeGreaterThanOrEqual(210);
    expect(service.seen.length).toBeLessThanOrEqual(212);
    service.answers(json(1));
    for (let i = 0; i < 30; i++) {
      await client.score(i);
    }
    service.answers(status(503), json(1));
    expect(await client.score(1)).toMatchObject({ attempts: 2 });
  });

  it("maxAttempts 1 never repeats", async () => {
    service.answers(status(503));
    expect(await failing(clientOf({ retry: { maxAttempts: 1 } }).score(1))).toMatchObject({ attempts: 1 });
  });

  it("each attempt asks for the credential of its time", async () => {
    service.answers(status(503), json(1));
    const source = new FakeSource(primary);
    await clientOf({}, source).score(1);
    expect(source.given).toBe(2);
  });
});
