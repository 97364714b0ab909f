import type { ServerResponse } from "node:http";
import { answerOf, bearer, type Client, type Request } from "./support/client";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";
import { GatewayPair, protocols } from "./support/protocols";

const megabyte = 1024 * 1024;
const origin: [string, string] = ["Origin", "https://app.example"];
const readable = { "access-control-allow-origin": origin[1], "x-content-type-options": "nosniff" };

let gateways: GatewayPair;

beforeAll(async () => {
  gateways = await GatewayPair.start({ settings: { scoringTimeoutMs: 300, cors: { allowedOrigins: [origin[1]] } } });
}, 300_000);
afterAll(() => gateways?.stop());

describe.each(protocols)("$name", ({ tls, client: connect }) => {
  let client: Client;

  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
  });
  afterAll(() => client?.close());

  it("takes a body up to the limit and answers 413 above it", async () => {
    const post = (length: number): Request => {
      return { method: "POST", headers: [bearer(primaryKey), origin], body: "x".repeat(length) };
    };
    const largest = await answerOf(client, post(megabyte));
    expect(largest.status).toBe(200);
    expect(JSON.parse(largest.body)).toMatchObject({ bodyLength: megabyte });
    const tooLarge = await answerOf(client, post(megabyte + 1));
    expect(tooLarge).toMatchObject({ status: 413, headers: readable });
    expect(JSON.parse(tooLarge.body)).toMatchObject({ detail: "the request body is larger than 1 MB" });
  });

  it("answers 504 when the scoring container takes too long", async () => {
    const { answers } = gateways.get(tls).upstream;
    const waiting: ServerResponse[] = [];
    answers["/slow"] = (_request, response) => void waiting.push(response);
    const answer = await answerOf(client, { target: "/slow", headers: [bearer(primaryKey), origin] });
    expect(answer).toMatchObject({ status: 504, headers: readable });
    expect(JSON.parse(answer.body)).toMatchObject({ detail: "the scoring container did not answer within 300 ms" });
    expect(waiting).toHaveLength(1);
    waiting.forEach((response) => response.destroy());
  });

  it("answers 502 when the scoring container breaks off before its answer", async () => {
    gateways.get(tls).upstream.answers["/broken"] = (request) => request.socket.destroy();
    const answer = await answerOf(client, { target: "/broken", headers: [bearer(primaryKey), origin] });
    expect(answer).toMatchObject({ status: 502, headers: { ...readable, "retry-after": "5" } });
  });
});

it("answers 413 to a body of unknown length that grows over the limit", async () => {
  const client = new Http1({ port: gateways.get(false).settings.port, tls: false });
  const chunk = `40000\r\n${"x".repeat(0x40000)}\r\n`;
  const headers: Request["headers"] = [bearer(primaryKey), ["Transfer-Encoding", "chunked"]];
  const post = (chunks: number) =>
    answerOf(client, { method: "POST", headers, body: `${chunk.repeat(chunks)}0\r\n\r\n` });
  expect((await post(4)).status).toBe(200);
  expect((await post(5)).status).toBe(413);
});

it("refuses a large body without a key before reading it", async () => {
  const client = new Http1({ port: gateways.get(false).settings.port, tls: false });
  const answer = await client.send(
    "POST /score HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n",
  );
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
});

it("answers 502 with a time to come back while nothing listens on the scoring port, and health goes on", async () => {
  const gateway = await Gateway.start({ upstream: false });
  try {
    const client = new Http1({ port: gateway.settings.port, tls: false });
    const answer = await answerOf(client, { headers: [bearer(primaryKey)] });
    expect(answer).toMatchObject({ status: 502, headers: { "retry-after": "5" } });
    expect(JSON.parse(answer.body)).toMatchObject({ detail: "the scoring container does not answer" });
    expect((await answerOf(client, { target: "/" })).status).toBe(200);
    expect(gateway.process.accessLog()).toEqual([
      expect.objectContaining({ status: 502, error: expect.stringMatching(/connection refused$/) as string }),
    ]);
  } finally {
    await gateway.stop();
  }
});
