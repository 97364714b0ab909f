import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { EndpointTokenCredential, KeyVaultKeys, type TokenCredential } from "../../../src/client";
import { acquisition } from "../../support/client/region";

const entra: TokenCredential = {
  getToken: async () => ({ token: "an-entra-token", expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** What arrived, of what a real `fetch` has sent. */
let arrived: { method?: string; url?: string; length?: string; authorization?: string }[];
let answer: http.RequestListener;
let server: http.Server;
let address: string;

beforeEach(async () => {
  arrived = [];
  server = http.createServer((request, response) => {
    const { "content-length": length, authorization } = request.headers;
    arrived.push({ method: request.method, url: request.url, length, authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const tokens = (options = {}) =>
  new EndpointTokenCredential({ ...acquisition, url: `${address}/score/token?api-version=2025-12-01` }, entra, options);

test("a token is asked for by an empty POST, and its times are read", async () => {
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  answer = (_, response) => response.end(JSON.stringify({ accessToken: "aml", expiryTimeUtc: expiry }));
  expect(await tokens().getToken()).toMatchObject({
    token: "aml",
    expiresOnTimestamp: expiry * 1000,
    tokenType: "Bearer",
  });
  expect(arrived).toEqual([
    { method: "POST", url: "/score/token?api-version=2025-12-01", length: "0", authorization: "Bearer an-entra-token" },
  ]);
});

test("a secret is asked for by its own address", async () => {
  answer = (_, response) => response.end(JSON.stringify({ value: "the-key" }));
  const source = new KeyVaultKeys({ active: { secretUri: `${address}/secrets/active` } }, entra, {
    scope: "https://vault.azure.net/.default",
  });
  expect((await source.keys())[0]!.is("the-key")).toBe(true);
  expect(arrived).toEqual([
    {
      method: "GET",
      url: "/secrets/active?api-version=7.4",
      length: undefined,
      authorization: "Bearer an-entra-token",
    },
  ]);
});

test.each([301, 307, 308])("a redirection (%i) does not take the token along", async (status) => {
  answer = (_, response) => response.writeHead(status, { location: `${address}/elsewhere` }).end();
  await expect(tokens().getToken()).rejects.toMatchObject({ code: "Unavailable" });
  expect(arrived).toHaveLength(1);
});

test("a connection that breaks is named", async () => {
  answer = (request) => request.socket.destroy();
  await expect(tokens({ endpoint: "score" }).getToken()).rejects.toMatchObject({
    code: "Unavailable",
    message: expect.stringMatching(
      /^token of Azure ML \(score\): Azure Resource Manager does not answer \(.+\)$/,
    ) as string,
  });
});

test.each<[string, http.RequestListener]>([
  ["nothing", () => undefined],
  ["half an answer", (_, response) => void response.writeHead(200, { "content-length": "100" }).write("{")],
])("a server that sends %s is given up, and its connection closed", async (_, listener) => {
  let closed: Promise<void> | undefined;
  answer = (request, response) => {
    closed = new Promise((resolve) => request.socket.once("close", () => resolve()));
    listener(request, response);
  };
  await expect(tokens({ timeoutMs: 100 }).getToken()).rejects.toMatchObject({
    code: "Unavailable",
    message: expect.stringContaining("(no answer within 0.1 seconds)") as string,
  });
  await closed;
});

test("Azure's own pipeline takes its tokens from here", async () => {
  answer = (_, response) => response.end(JSON.stringify({ accessToken: "aml", expiryTimeUtc: Date.now() + 3_600_000 }));
  const policy = bearerTokenAuthenticationPolicy({ credential: tokens(), scopes: "https://ml.azure.com/.default" });
  const sent: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) {
    await policy.sendRequest(createPipelineRequest({ url: "https://score.example/score" }), async (request) => {
      sent.push(request.headers.get("authorization"));
      return { request, status: 200, headers: createHttpHeaders() };
    });
  }
  expect([sent, arrived.length]).toEqual([["Bearer aml", "Bearer aml", "Bearer aml"], 1]);
});
