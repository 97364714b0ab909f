import { answerOf, bearer, type Response } from "./support/client";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1, open } from "./support/http1";

/** Requests of HTTP/1.1 as an attacker would write them, byte for byte. */

let gateway: Gateway;
let client: Http1;

beforeAll(async () => {
  gateway = await Gateway.start();
  client = new Http1({ port: gateway.settings.port, tls: false });
}, 300_000);
afterAll(() => gateway?.stop());
beforeEach(() => void (gateway.upstream.received.length = 0));

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"];
const targets = [
  "/score",
  "/score/",
  "/swagger.json",
  "/score?x=/",
  "/..",
  "/../",
  "/.",
  "/./score",
  "/x/..",
  "/x/../score",
  "/x/../../../../keys/primary",
  "//",
  "//score",
  "///",
  "/%2e%2e",
  "/%2e%2e/score",
  "/x/%2e%2e/",
  "/%2f",
  "/%2F%2e%2e%2f",
  "/%5c..%5c",
  "/%00",
  "/score%0d%0aAuthorization:%20Bearer",
  "/;/score",
  "/.;/score",
  "/keys/primary",
  "/gateway/caddy.json",
  "/config/",
  "/load",
  "/metrics",
  "/debug/pprof/",
  "/.well-known/acme-challenge/x",
  "/{http.vars.gateway_key_file_primary}",
  "/{file.keys/primary}",
  "http://127.0.0.1/score",
  "http://127.0.0.1:5001/score",
  "https://127.0.0.1/score",
  "http://user:password@127.0.0.1/score",
  "http://elsewhere.example/x",
];

const webSocket: [string, string][] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

describe("without a key", () => {
  it.each(methods)("%s reaches nothing on any path", async (method) => {
    const through = [];
    for (const target of targets) {
      const answer = await client.request({ method, target });
      if (![400, 401].includes(answer?.status ?? 0)) {
        through.push([target, answer?.status]);
      }
    }
    expect(through).toEqual([]);
    expect(gateway.upstream.received).toEqual([]);
  });

  it("CONNECT opens no tunnel", async () => {
    const target = `127.0.0.1:${gateway.settings.scoringPort}`;
    expect((await client.request({ method: "CONNECT", target }))?.status).toBe(401);
    expect(gateway.upstream.received).toEqual([]);
  });

  it("OPTIONS * is answered with nothing, before it gets to Caddy's routes", async () => {
    const answer = await client.request({ method: "OPTIONS", target: "*" });
    expect(answer).toMatchObject({ status: 200, headers: { "content-length": "0" }, body: "" });
    expect(gateway.upstream.received).toEqual([]);
  });

  it("a WebSocket is not opened", async () => {
    expect((await client.request({ target: "/ws", headers: webSocket }))?.status).toBe(401);
    expect(gateway.upstream.received).toEqual([]);
  });

  it("an upgrade to HTTP/2 is not made", async () => {
    const headers: [string, string][] = [
      ["Upgrade", "h2c"],
      ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
    ];
    expect((await client.request({ headers }))?.status).toBe(401);
    expect(gateway.upstream.received).toEqual([]);
  });

  it.each([
    ["a space before the colon", `GET /score HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer ${primaryKey}\r\n\r\n`, 400],
    ["a zero byte", `GET /score HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${primaryKey}\0\r\n\r\n`, 400],
    ["no host", `GET /score HTTP/1.1\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`, 400],
    ["two hosts", `GET /score HTTP/1.1\r\nHost: x\r\nHost: y\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`, 400],
    ["an unknown version", `GET /score HTTP/3.0\r\nHost: x\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`, 505],
    ["HTTP/0.9", `GET /score\r\n\r\n`, 400],
    ["HTTP/1.0 without a key", `GET /score HTTP/1.0\r\n\r\n`, 401],
    [
      "the key as a trailer",
      `POST /score HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n` +
        `0\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`,
      401,
    ],
    [
      "the key named as a header of this connection only",
      `GET /score HTTP/1.1\r\nHost: x\r\nConnection: close, Authorization\r\nAuthorization: Bearer wrong\r\n\r\n`,
      401,
    ],
  ])("%s lets nobody in", async (_name, bytes, status) => {
    expect((await client.send(bytes)).toString()).toMatch(new RegExp(`^HTTP/1\\.[01] ${status} `));
    expect(gateway.upstream.received).toEqual([]);
  });

  it("two lengths in one request are refused with a key, too", async () => {
    const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    const bytes = [
      "POST /score HTTP/1.1",
      "Host: x",
      "Connection: close",
      `Authorization: Bearer ${primaryKey}`,
      `Content-Length: ${smuggled.length + 5}`,
      "Transfer-Encoding: chunked",
      "",
      `0\r\n\r\n${smuggled}`,
    ].join("\r\n");
    await client.send(bytes);
    expect(gateway.upstream.received.map(({ target }) => target)).not.toContain("/smuggled");
  });

  it("a request after one with a key, on the same connection, is refused", async () => {
    const first = `GET /first HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`;
    const second = "GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const answers = (await client.send(first + second)).toString();
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 401"]);
    expect(gateway.upstream.received.map(({ target }) => target)).toEqual(["/first"]);
  });
});

describe("health", () => {
  it.each([
    ["GET", "/"],
    ["HEAD", "/"],
    ["GET", "/?probe=1"],
    ["GET", "http://127.0.0.1/"],
    ["GET", "http://127.0.0.1"],
  ])("%s %s is answered by the gateway itself, without a key", async (method, target) => {
    const answer = await answerOf(client, { method, target });
    expect(answer).toMatchObject({ status: 200, body: method === "HEAD" ? "" : "Healthy" });
    expect(gateway.upstream.received).toEqual([]);
  });
});

describe("with a key", () => {
  it.each(targets.filter((target) => target.startsWith("/")))("%s arrives as it was sent", async (target) => {
    const answer = await answerOf(client, { method: "POST", target, headers: [bearer(primaryKey)] });
    expect(answer.status).toBe(200);
    const sent = target.replaceAll("{", "%7B").replaceAll("}", "%7D"); // the one thing that Go's URLs escape
    expect(gateway.upstream.received).toEqual([expect.objectContaining({ method: "POST", target: sent })]);
  });

  it.each(["TRACE", "CONNECT"])("%s arrives without the key", async (method) => {
    const target = method === "CONNECT" ? "elsewhere.example:443" : "/score";
    await client.request({ method, target, headers: [bearer(primaryKey)] });
    expect(gateway.upstream.received).toHaveLength(1);
    expect(gateway.upstream.received[0]!.headers).not.toHaveProperty("authorization");
  });

  it("a WebSocket is opened, without the key", async () => {
    const bytes = webSocket.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const answer = await webSocketEcho(
      `GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${primaryKey}\r\n${bytes}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toMatch(/said$/);
    expect(gateway.upstream.received[0]!.headers).not.toHaveProperty("authorization");
  });

  it("what the caller says about where he comes from is not passed on", async () => {
    const headers: [string, string][] = [
      bearer(primaryKey),
      ["X-Forwarded-For", "10.1.2.3"],
      ["X-Forwarded-Proto", "https"],
    ];
    await client.request({ headers });
    expect(gateway.upstream.received[0]!.headers).toMatchObject({
      "x-forwarded-for": ["127.0.0.1"],
      "x-forwarded-proto": ["http"],
    });
  });
});

describe("answers", () => {
  it("carry the gateway's headers once, whatever the scoring container says", async () => {
    gateway.upstream.answers["/headers"] = (_request, response) => {
      response.writeHead(200, { Server: "gunicorn", "X-Content-Type-Options": "sniff", "X-Own": "kept" });
      response.end();
    };
    const { headers } = await answerOf(client, { target: "/headers", headers: [bearer(primaryKey)] });
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-own": "kept" });
    expect(headers).not.toHaveProperty("server");
    expect(headers).not.toHaveProperty("via");
  });

  it("carry them after an interim answer, too", async () => {
    gateway.upstream.answers["/interim"] = (_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("done"));
    };
    const answer = await answerOf(client, { target: "/interim", headers: [bearer(primaryKey)] });
    expect(answer).toMatchObject({ status: 200, headers: { "x-content-type-options": "nosniff" } });
  });

  it("of every status are short problem documents", async () => {
    const answer: Response = await answerOf(client, {});
    expect(answer.headers).toMatchObject({
      "content-type": "application/problem+json",
      "www-authenticate": "Bearer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(answer.headers).not.toHaveProperty("server");
    expect(answer.headers).not.toHaveProperty("strict-transport-security");
    expect(JSON.parse(answer.body)).toEqual({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail: "the request needs the header Authorization with the value Bearer, one space, and a key of this service",
    });
  });
});

/** Sends an upgrade, then a word, and returns all that came back once the word did. */
function webSocketEcho(upgrade: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = open({ port: gateway.settings.port, tls: false });
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith("\r\n\r\n")) {
        socket.write("said");
      } else if (text.endsWith("said")) {
        socket.destroy();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
    socket.write(upgrade);
  });
}

describe("without key authentication", () => {
  let open: Gateway;

  beforeAll(async () => {
    open = await Gateway.start({
      settings: { authEnabled: false },
      keyFiles: { primary: undefined, secondary: undefined },
    });
  });
  afterAll(() => open?.stop());

  it("everything reaches the scoring container as it was sent, its own Authorization too", async () => {
    const anyone = new Http1({ port: open.settings.port, tls: false });
    const own: [string, string] = ["Authorization", "Basic b3duOm93bg=="];
    for (const [method, target] of [
      ["POST", "/score"],
      ["OPTIONS", "/x"],
      ["GET", "/swagger.json"],
    ] as const) {
      expect((await answerOf(anyone, { method, target, headers: [own] })).status).toBe(200);
    }
    expect(open.upstream.received).toEqual([
      expect.objectContaining({ method: "POST", target: "/score" }),
      expect.objectContaining({ method: "OPTIONS", target: "/x" }),
      expect.objectContaining({ method: "GET", target: "/swagger.json" }),
    ]);
    expect(open.upstream.received[0]!.headers.authorization).toEqual([own[1]]);
  });

  it("health is still the gateway's own", async () => {
    const anyone = new Http1({ port: open.settings.port, tls: false });
    expect((await answerOf(anyone, { target: "/" })).body).toBe("Healthy");
  });
});
