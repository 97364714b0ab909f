import { answerOf, bearer, type Client, type Request } from "./support/client";
import { primaryKey } from "./support/gateway";
import { GatewayPair, protocols } from "./support/protocols";

const allowed = ["https://app.example", "https://app.example:8443", "http://localhost:3000", "http://[::1]:3000"];
const refused = [
  "",
  "null",
  "*",
  "https://app.example.evil.example",
  "https://evil-app.example",
  "https://app.example:443",
  "https://app.example/",
  "http://app.example",
  "HTTPS://app.example",
  "https://APP.example",
  "https://app.exampl*",
  "https://*",
  "https://app.example,https://evil.example",
  "https://app.example https://evil.example",
  "{http.request.header.Origin}",
  '"] || true || "" in ["',
];

let gateways: GatewayPair;
let forAll: GatewayPair;

beforeAll(async () => {
  gateways = await GatewayPair.start({
    settings: {
      cors: { allowedOrigins: allowed, allowedHeaders: ["X-Request-Id", "traceparent"], maxAgeSeconds: 600 },
    },
  });
  forAll = await GatewayPair.start({ settings: { cors: { allowedOrigins: ["*"] }, authEnabled: false } });
  for (const pair of [gateways, forAll]) {
    for (const tls of [true, false]) {
      pair.get(tls).upstream.answers["/own-cors"] = (_request, response) => {
        response.setHeader("Access-Control-Allow-Origin", "https://evil.example");
        response.setHeader("Access-Control-Allow-Credentials", "true");
        response.setHeader("Vary", "Accept");
        response.end();
      };
    }
  }
}, 300_000);
afterAll(() => Promise.all([gateways?.stop(), forAll?.stop()]));

function preflight(origin: string, method = "POST"): Request {
  const headers: Request["headers"] = [
    ["Origin", origin],
    ["Access-Control-Request-Method", method],
    ["Access-Control-Request-Headers", "authorization,content-type"],
  ];
  return { method: "OPTIONS", headers };
}

describe.each(protocols)("$name", ({ tls, client: connect }) => {
  let client: Client;
  let open: Client;

  beforeAll(async () => {
    client = await connect({ port: gateways.get(tls).settings.port, tls });
    open = await connect({ port: forAll.get(tls).settings.port, tls });
  });
  afterAll(() => Promise.all([client?.close(), open?.close()]));
  beforeEach(() => void (gateways.get(tls).upstream.received.length = 0));

  it.each(allowed)("answers a preflight from %s without a key", async (origin) => {
    const answer = await answerOf(client, preflight(origin));
    expect(answer).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-headers": "Authorization, Content-Type, X-Request-Id, traceparent",
        "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        "access-control-max-age": "600",
        vary: "Origin",
      },
    });
    expect(answer.headers).not.toHaveProperty("access-control-allow-credentials");
    expect(gateways.get(tls).upstream.received).toEqual([]);
  });

  it.each(refused)("has nothing for a page of %j", async (origin) => {
    for (const request of [preflight(origin), { headers: [["Origin", origin]] } as Request]) {
      const answer = await answerOf(client, request);
      expect(answer.status).toBe(401);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(answer.headers.vary).toBe("Origin");
    }
    expect(gateways.get(tls).upstream.received).toEqual([]);
  });

  it.each([
    ["without a method asked for", { method: "OPTIONS", headers: [["Origin", allowed[0]]] }],
    ["without an origin", { method: "OPTIONS", headers: [["Access-Control-Request-Method", "POST"]] }],
    ["by another method", { ...preflight(allowed[0]!), method: "POST" }],
  ] as [string, Request][])("lets nothing through as a preflight %s", async (_what, request) => {
    expect((await answerOf(client, request)).status).toBe(401);
    expect(gateways.get(tls).upstream.received).toEqual([]);
  });

  it("lets a page read an answer, its headers, and that it was refused", async () => {
    const origin: [string, string] = ["Origin", allowed[0]!];
    const readable = { "access-control-allow-origin": allowed[0]!, "access-control-expose-headers": "*" };
    const answer = await answerOf(client, { headers: [origin, bearer(primaryKey)] });
    expect(answer).toMatchObject({ status: 200, headers: { ...readable, vary: "Origin" } });
    expect(await answerOf(client, { headers: [origin] })).toMatchObject({ status: 401, headers: readable });
  });

  it("removes what the scoring container says of origins", async () => {
    const target = "/own-cors";
    const fromPage = await answerOf(client, { target, headers: [bearer(primaryKey), ["Origin", allowed[0]!]] });
    expect(fromPage.headers["access-control-allow-origin"]).toBe(allowed[0]);
    expect(fromPage.headers).not.toHaveProperty("access-control-allow-credentials");
    expect(fromPage.headers.vary!.split(", ").sort()).toEqual(["Accept", "Origin"]);
    const fromElsewhere = await answerOf(client, {
      target,
      headers: [bearer(primaryKey), ["Origin", "https://evil.example"]],
    });
    expect(fromElsewhere.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("serves pages of every origin where * is allowed", async () => {
    for (const origin of ["https://any.example", "null"]) {
      const star = { "access-control-allow-origin": "*" };
      expect(await answerOf(open, preflight(origin))).toMatchObject({ status: 204, headers: star });
      expect(await answerOf(open, { headers: [["Origin", origin]] })).toMatchObject({ status: 200, headers: star });
    }
    expect((await answerOf(open, preflight(""))).headers).not.toHaveProperty("access-control-allow-origin");
  });
});
