import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gatewayFiles, keyFileContent } from "../../src/gateway";
import { answerOf, bearer, type Client } from "./support/client";
import { Gateway, primaryKey, secondaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";
import { GatewayPair, protocolsToTheLetter } from "./support/protocols";

let gateways: GatewayPair;

beforeAll(async () => {
  gateways = await GatewayPair.start();
}, 300_000);
afterAll(() => gateways?.stop());

const whole = { primary: keyFileContent(primaryKey), secondary: keyFileContent(secondaryKey) };

/** Contents that are not a key: what a crash, a full disk or a failed download leave behind. */
const notAKey: [what: string, content: string | undefined][] = [
  ["missing", undefined],
  ["empty", ""],
  ["a line end", "\n"],
  ["only the end mark", ";"],
  ["a key without its end", primaryKey],
  ["half a key", primaryKey.slice(0, 20)],
  ["too short a key", "a".repeat(15) + ";"],
  ["too long a key", "a".repeat(129) + ";"],
  ["two keys", `${primaryKey};${secondaryKey};`],
  ["a key on the second line", `\n${primaryKey};`],
  ["a key and a space", `${primaryKey} ;`],
  ["a wildcard", "*;"],
  ["a wildcard after letters", `${"a".repeat(20)}*;`],
  ["a placeholder", "{http.request.header.Authorization};"],
  ["an error page", "<html><body>503 Service Unavailable</body></html>"],
  ["an error in JSON", `{"error":{"code":"Forbidden","message":"caller is not authorized"}}`],
  ["zero bytes", "\0".repeat(43) + ";"],
  ["2 MB", "a".repeat(2 * 1024 * 1024)],
];

describe.each(protocolsToTheLetter)("$name", ({ tls, client: connect }) => {
  let client: Client;

  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
  });
  afterAll(() => client?.close());

  function setFiles(primary: string | undefined, secondary: string | undefined): void {
    gateways.get(tls).setKeyFile("primary", primary);
    gateways.get(tls).setKeyFile("secondary", secondary);
    gateways.get(tls).upstream.received.length = 0;
  }

  it.each(notAKey)("lets nobody in while both files are: %s", async (_what, content) => {
    setFiles(content, content);
    const bare = content?.replace(/;$/, "").slice(0, 200) ?? "";
    for (const value of ["Bearer ", "Bearer", "Bearer ;", `Bearer ${bare}`, `Bearer ${primaryKey}`, "Bearer *", ""]) {
      const answer = await client.request({ headers: [["Authorization", value]] });
      // 400 and no answer at all for values that the protocol forbids.
      expect([503, 400, undefined]).toContain(answer?.status);
    }
    expect((await client.request({}))?.status).toBe(503);
    expect(gateways.get(tls).upstream.received).toEqual([]);
  });

  it("lets the whole key in and answers 503 to others while one file is not ready", async () => {
    for (const [, content] of notAKey) {
      setFiles(content, whole.secondary);
      expect((await client.request({ headers: [bearer(secondaryKey)] }))?.status).toBe(200);
      expect((await client.request({ headers: [bearer(primaryKey)] }))?.status).toBe(503);
    }
    setFiles(whole.primary, undefined);
    expect((await client.request({ headers: [bearer(primaryKey)] }))?.status).toBe(200);
    expect((await client.request({ headers: [bearer(secondaryKey)] }))?.status).toBe(503);
    expect((await client.request({}))?.status).toBe(503);
  });

  it("counts a replaced key from the next request on, without a reload", async () => {
    setFiles(whole.primary, whole.secondary);
    const statusOf = async (key: string) => (await client.request({ headers: [bearer(key)] }))?.status;
    const next = "NextKeyOfTheTests0123456789";
    expect(await statusOf(next)).toBe(401);
    gateways.get(tls).setKeyFile("secondary", keyFileContent(next));
    expect([await statusOf(primaryKey), await statusOf(secondaryKey), await statusOf(next)]).toEqual([200, 401, 200]);
  });

  it.each([16, 128])("takes a key of %d characters", async (length) => {
    const key = "k".repeat(length);
    setFiles(keyFileContent(key), whole.secondary);
    expect((await client.request({ headers: [bearer(key)] }))?.status).toBe(200);
  });
});

it("says when to come back, and fills no log, while the keys are not there", async () => {
  const gateway = await Gateway.start({ keyFiles: { primary: undefined, secondary: undefined } });
  try {
    const client = new Http1({ port: gateway.settings.port, tls: false });
    for (let i = 0; i < 5; i++) {
      const answer = await answerOf(client, { headers: [bearer(primaryKey)] });
      expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    }
    expect(gateway.process.stderr).toContain('"level":"info"');
    expect(gateway.process.stderr).not.toContain('"level":"error"');
  } finally {
    await gateway.stop();
  }
});

it("answers for its own health before there are keys", async () => {
  const gateway = gateways.get(false);
  const client = new Http1({ port: gateway.settings.port, tls: false });
  gateway.setKeyFile("primary", undefined);
  gateway.setKeyFile("secondary", undefined);
  expect(await answerOf(client, { target: "/" })).toMatchObject({ status: 200, body: "Healthy" });
});

it("lets nobody in when a folder stands where a key's file should", async () => {
  const gateway = gateways.get(false);
  const client = new Http1({ port: gateway.settings.port, tls: false });
  gateway.setKeyFile("primary", undefined);
  mkdirSync(path.join(gateway.folder, gatewayFiles.keys.folder, gatewayFiles.keys.primary));
  try {
    expect((await answerOf(client, { headers: [bearer("")] })).status).toBe(503);
  } finally {
    gateway.setKeyFile("primary", undefined);
  }
});

it("takes no half-written key, and goes on taking the other, while a file is written in pieces", async () => {
  const gateway = gateways.get(false);
  const client = new Http1({ port: gateway.settings.port, tls: false });
  const file = path.join(gateway.folder, gatewayFiles.keys.folder, gatewayFiles.keys.secondary);
  gateway.setKeyFile("primary", whole.primary);
  const halfKey = secondaryKey.slice(0, 21);
  const statuses = { primary: new Set<number>(), half: new Set<number>() };
  for (let round = 0; round < 50; round++) {
    // Not replaced in one step, as a plain copy would write it.
    writeFileSync(file, halfKey);
    statuses.half.add((await answerOf(client, { headers: [bearer(halfKey)] })).status);
    statuses.primary.add((await answerOf(client, { headers: [bearer(primaryKey)] })).status);
    appendFileSync(file, `${secondaryKey.slice(21)};`);
    statuses.half.add((await answerOf(client, { headers: [bearer(halfKey)] })).status);
    expect((await answerOf(client, { headers: [bearer(secondaryKey)] })).status).toBe(200);
  }
  expect(statuses).toEqual({ primary: new Set([200]), half: new Set([503, 401]) });
});
