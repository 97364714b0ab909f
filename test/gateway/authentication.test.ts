import { bearer, type Client, type Request } from "./support/client";
import { primaryKey, secondaryKey } from "./support/gateway";
import { GatewayPair, protocolsToTheLetter } from "./support/protocols";

let gateways: GatewayPair;

beforeAll(async () => {
  gateways = await GatewayPair.start();
}, 300_000);
afterAll(() => gateways?.stop());

const oneLine = (value: string): Request["headers"] => [["Authorization", value]];
const lines = (...values: string[]): Request["headers"] => values.map((value) => ["Authorization", value]);
const half = primaryKey.length / 2;

/** What a caller might send in place of `Authorization: Bearer <key>`. */
const refused: [form: string, headers: Request["headers"]][] = [
  ["no header", []],
  ["an empty header", oneLine("")],
  ["the scheme alone", oneLine("Bearer")],
  ["the scheme and a space", oneLine("Bearer ")],
  ["the scheme and a tab", oneLine("Bearer\t")],
  ["the key alone", oneLine(primaryKey)],
  ["the scheme in lower case", oneLine(`bearer ${primaryKey}`)],
  ["the scheme in upper case", oneLine(`BEARER ${primaryKey}`)],
  ["another scheme", oneLine(`Basic ${primaryKey}`)],
  ["two spaces", oneLine(`Bearer  ${primaryKey}`)],
  ["a tab between", oneLine(`Bearer\t${primaryKey}`)],
  ["no space", oneLine(`Bearer${primaryKey}`)],
  ["a colon", oneLine(`Bearer: ${primaryKey}`)],
  ["quotes", oneLine(`Bearer "${primaryKey}"`)],
  ["a key in lower case", oneLine(`Bearer ${primaryKey.toLowerCase()}`)],
  ["a key without its last letter", oneLine(`Bearer ${primaryKey.slice(0, -1)}`)],
  ["a key without its first letter", oneLine(`Bearer ${primaryKey.slice(1)}`)],
  ["a key and a letter", oneLine(`Bearer ${primaryKey}a`)],
  ["a key and the end mark of its file", oneLine(`Bearer ${primaryKey};`)],
  ["the end mark alone", oneLine("Bearer ;")],
  ["both keys together", oneLine(`Bearer ${primaryKey}${secondaryKey}`)],
  ["both keys with a comma", oneLine(`Bearer ${primaryKey},${secondaryKey}`)],
  ["a key twice in one line", oneLine(`Bearer ${primaryKey},Bearer ${primaryKey}`)],
  ["a key and more", oneLine(`Bearer ${primaryKey} x`)],
  ["a wildcard", oneLine("Bearer *")],
  ["only a wildcard", oneLine("*")],
  ["a wildcard before the key", oneLine(`Bearer *${primaryKey}`)],
  ["a wildcard after the key", oneLine(`Bearer ${primaryKey}*`)],
  ["a prefix and a wildcard", oneLine(`Bearer ${primaryKey.slice(0, half)}*`)],
  ["a wildcard and a suffix", oneLine(`Bearer *${primaryKey.slice(half)}`)],
  ["wildcards on both sides", oneLine(`*${primaryKey.slice(5, half)}*`)],
  ["a question mark", oneLine(`Bearer ${primaryKey.slice(0, -1)}?`)],
  ["a regular expression", oneLine("Bearer .*")],
  ["a placeholder of the key's file", oneLine("Bearer {file.keys/primary}")],
  ["a placeholder of the variable", oneLine("Bearer {http.vars.gateway_key_file_primary}")],
  ["a letter outside ASCII", oneLine(`Bearer ${primaryKey}é`)],
  ["a right line, then a wrong one", lines(`Bearer ${primaryKey}`, "Bearer wrong")],
  ["a wrong line, then a right one", lines("Bearer wrong", `Bearer ${primaryKey}`)],
  ["a right line, then an empty one", lines(`Bearer ${primaryKey}`, "")],
  ["an empty line, then a right one", lines("", `Bearer ${primaryKey}`)],
  ["the right line twice", lines(`Bearer ${primaryKey}`, `Bearer ${primaryKey}`)],
  ["both right lines", lines(`Bearer ${primaryKey}`, `Bearer ${secondaryKey}`)],
  ["a wildcard beside a right line", lines("*", `Bearer ${primaryKey}`)],
  ["100 KB", oneLine(`Bearer ${"a".repeat(100_000)}`)],
  ["100 KB that begin with a key", oneLine(`Bearer ${primaryKey}${"a".repeat(100_000)}`)],
  [
    "a key in other headers",
    ["X-Api-Key", "Proxy-Authorization", "X-Authorization"].map((n) => [n, `Bearer ${primaryKey}`]),
  ],
  ["a key under a name with an underscore", [["Authorization_", `Bearer ${primaryKey}`]]],
  ["a key in a cookie", [["Cookie", `Authorization=Bearer ${primaryKey}; key=${primaryKey}`]]],
];

describe.each(protocolsToTheLetter)("$name", ({ name, tls, client: connect }) => {
  let client: Client;

  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
  });
  afterAll(() => client?.close());

  it.each([
    ["the primary key", primaryKey],
    ["the secondary key", secondaryKey],
  ])("lets %s through, without the header", async (_name, key) => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    const answer = await client.request({ method: "POST", headers: [bearer(key)], body: "{}" });
    expect(answer?.status).toBe(200);
    expect(received.slice(before)).toEqual([expect.objectContaining({ method: "POST", target: "/score" })]);
    expect(JSON.stringify(received.slice(before))).not.toMatch(new RegExp(`authorization|${key}`, "i"));
  });

  it.each(refused)("refuses %s", async (_form, headers) => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    const answer = await client.request({ headers });
    expect(received.length).toBe(before);
    // What the protocol itself forbids ends before it comes to keys: a status of its own, a reset stream.
    expect([undefined, 400, 401, 431]).toContain(answer?.status);
  });

  // HTTP/1.1 does not count white space around a value as a part of it (RFC 9112, 5.1). In HTTP/2 and HTTP/3 it is
  // forbidden (RFC 9113, 8.2.1; RFC 9114, 4.2).
  it.each([" ", "\t", "  \t "])("takes a key with %j around the value for what its protocol says", async (space) => {
    for (const value of [`${space}Bearer ${primaryKey}`, `Bearer ${primaryKey}${space}`]) {
      const answer = await client.request({ headers: oneLine(value) });
      expect(name.startsWith("HTTP/1.1") ? [200] : [undefined, 400, 401]).toContain(answer?.status);
    }
  });

  it("answers 401 to a wrong key", async () => {
    const answer = await client.request({ headers: [bearer("wrong")] });
    expect(answer?.status).toBe(401);
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 401, title: "Unauthorized" });
  });

  it.each([
    "?key=KEY",
    "?Authorization=Bearer%20KEY",
    "?access_token=KEY",
    "/KEY",
    ";KEY",
    "?code=KEY&subscription-key=KEY",
  ])("refuses a key in the target: %s", async (place) => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    const answer = await client.request({ target: `/score${place.replaceAll("KEY", primaryKey)}` });
    expect(answer?.status).toBe(401);
    expect(received.length).toBe(before);
  });

  it("refuses a key in the body", async () => {
    const body = `key=${primaryKey}&Authorization=Bearer ${primaryKey}`;
    const headers: Request["headers"] = [["Content-Type", "application/x-www-form-urlencoded"]];
    expect((await client.request({ method: "POST", headers, body }))?.status).toBe(401);
  });

  it("refuses a WebSocket by an extended CONNECT", async () => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    const answer = await client.request({ method: "CONNECT", target: "/ws", headers: [[":protocol", "websocket"]] });
    expect([undefined, 400, 401]).toContain(answer?.status);
    expect(received.length).toBe(before);
  });

  it("refuses 100 KB of headers beside a right key, and stays up", async () => {
    const { received } = gateways.get(tls).upstream;
    const before = received.length;
    const large: [string, string] = ["X-Large", "a".repeat(100_000)];
    const answer = await client.request({ headers: [bearer(primaryKey), large] });
    expect([undefined, 431]).toContain(answer?.status);
    expect(received.length).toBe(before);
    expect((await client.request({ headers: [bearer(primaryKey)] }))?.status).toBe(200);
  });
});
