import { keyCheckPath, keyFileContent } from "../../src/gateway";
import { answerOf, bearer, type Client } from "./support/client";
import { Gateway, primaryKey, secondaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";
import { GatewayPair, protocols } from "./support/protocols";

/** The path on which a deployment asks whether a key counts yet. */
let gateways: GatewayPair;
beforeAll(async () => {
  gateways = await GatewayPair.start();
}, 300_000);
afterAll(() => gateways?.stop());

describe.each(protocols)("$name", ({ tls, client: connect }) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
  });
  afterAll(() => client?.close());

  it("answers for the gateway alone to a right key, and refuses every other one", async () => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    for (const key of [primaryKey, secondaryKey]) {
      const answer = await answerOf(client, { target: keyCheckPath, headers: [bearer(key)] });
      expect(answer).toMatchObject({ status: 204, body: "", headers: { "cache-control": "no-store" } });
    }
    expect((await answerOf(client, { target: keyCheckPath, headers: [bearer("wrong")] })).status).toBe(401);
    expect((await answerOf(client, { target: keyCheckPath })).status).toBe(401);
    expect(received.length).toBe(before);
  });

  it.each(["/", "x", "/../key"])("is one path and no other: with %s behind it", async (rest) => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    await client.request({ target: `${keyCheckPath}${rest}`, headers: [bearer(primaryKey)] });
    expect(received.length).toBe(before + 1);
  });
});

it("says that a key is not there yet, and when it is", async () => {
  const gateway = gateways.get(false);
  const client = new Http1({ port: gateway.settings.port, tls: false });
  const ask = async (key: string) => (await answerOf(client, { target: keyCheckPath, headers: [bearer(key)] })).status;
  const next = "NextKeyOfTheTests0123456789";
  expect(await ask(next)).toBe(401);
  gateway.setKeyFile("secondary", undefined);
  expect([await ask(next), await ask(primaryKey)]).toEqual([503, 204]);
  gateway.setKeyFile("secondary", keyFileContent(next));
  expect([await ask(next), await ask(secondaryKey)]).toEqual([204, 401]);
  gateway.setKeyFile("secondary", keyFileContent(secondaryKey));
});

it("is the scoring container's own path without key authentication", async () => {
  const gateway = await Gateway.start({ settings: { authEnabled: false } });
  try {
    const client = new Http1({ port: gateway.settings.port, tls: false });
    expect((await answerOf(client, { target: keyCheckPath })).status).toBe(200);
    expect(gateway.upstream.received).toHaveLength(1);
  } finally {
    await gateway.stop();
  }
});
