import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { answerOf, bearer } from "./support/client";
import { certificateFiles } from "./support/certificate";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";
import { Http3 } from "./support/http3";

let gateway: Gateway;
let files: Record<string, string>;

beforeAll(async () => {
  files = await certificateFiles();
  gateway = await Gateway.start({ settings: { tls: { mode: "Certificate" } }, files });
}, 300_000);
afterAll(() => gateway?.stop());

/** What a handshake came to: the protocol and the certificate, or the reason why there was none. */
function handshake(
  options: ConnectionOptions,
): Promise<{ protocol: string | null; alpn: string | false | null; name: string } | string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect(
      { host: "127.0.0.1", port: gateway.settings.port, rejectUnauthorized: false, ...options },
      () => {
        const { CN } = socket.getPeerCertificate().subject;
        resolve({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol, name: String(CN) });
        socket.destroy();
      },
    );
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

it.each([
  ["the certificate's name", { servername: "localhost" }],
  ["another name", { servername: "elsewhere.example" }],
  ["no name, as by address", {}],
])("shows the given certificate to a client that calls %s", async (_what, options) => {
  expect(await handshake(options)).toEqual({ protocol: "TLSv1.3", alpn: false, name: "localhost" });
});

it("is trusted by a client that trusts the certificate", async () => {
  const ca = Object.entries(files).find(([name]) => name.endsWith("certificate.pem"))![1];
  expect(await handshake({ servername: "localhost", rejectUnauthorized: true, ca })).toMatchObject({
    name: "localhost",
  });
  expect(await handshake({ servername: "localhost", rejectUnauthorized: true })).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
});

it.each([
  ["TLSv1.2", { protocol: "TLSv1.2", alpn: false, name: "localhost" }],
  ["TLSv1.1", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
  ["TLSv1", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
] as const)("with a client of at most %s", async (maxVersion, expected) => {
  // Node refuses the old versions by itself unless its security level is lowered.
  expect(await handshake({ maxVersion, minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" })).toEqual(expected);
});

it("speaks HTTP/2 with who asks for it", async () => {
  expect(await handshake({ ALPNProtocols: ["h2", "http/1.1"] })).toMatchObject({ alpn: "h2" });
});

it("tells browsers to come back by https only", async () => {
  const client = new Http1({ port: gateway.settings.port, tls: true });
  for (const headers of [[], [bearer(primaryKey)]]) {
    const answer = await answerOf(client, { headers });
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
  }
});

it("serves nothing without TLS", async () => {
  gateway.upstream.received.length = 0;
  const client = new Http1({ port: gateway.settings.port, tls: false });
  const answer = await client.send(`GET /score HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`);
  expect(answer.toString()).toMatch(/^HTTP\/1\.0 400 /);
  expect(gateway.upstream.received).toEqual([]);
});

it("offers HTTP/3 only where it is asked for", async () => {
  const client = new Http1({ port: gateway.settings.port, tls: true });
  expect((await answerOf(client, {})).headers).not.toHaveProperty("alt-svc");
  const other = await Gateway.start({ settings: { tls: { mode: "Certificate" }, http3: true }, files });
  const http3 = await Http3.start({ port: other.settings.port, tls: true });
  try {
    const announced = await answerOf(new Http1({ port: other.settings.port, tls: true }), {});
    expect(announced.headers["alt-svc"]).toBe(`h3=":${other.settings.port}"; ma=2592000`);
    expect((await answerOf(http3, { headers: [bearer(primaryKey)] })).status).toBe(200);
  } finally {
    await http3.close();
    await other.stop();
  }
});
