import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { gatewayFiles } from "../../src/gateway";
import { freePort, whyNotListen } from "../support/ports";
import { AcmeServer } from "./support/acme-server";
import { answerOf, bearer } from "./support/client";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";

/*
 * A certificate over ACME from a real authority. That calls port 80 of the name, whatever port was meant, so the test
 * needs that port.
 */
const why = whyNotListen(80);
const whenPort80IsFree = why ? describe.skip : describe;

whenPort80IsFree(`Automatic TLS${why ? ` (skipped: nothing can listen on port 80 here, ${why})` : ""}`, () => {
  let authority: AcmeServer;
  let gateway: Gateway;

  beforeAll(async () => {
    authority = await AcmeServer.start();
    gateway = await Gateway.start({
      settings: {
        port: await freePort(),
        tls: {
          mode: "Automatic",
          hostname: "localhost",
          email: "owner+ml@app.example",
          directoryUrl: authority.directoryUrl,
          trustedRoots: true,
          httpPort: 80,
        },
      },
      files: { [`${gatewayFiles.acme.folder}/${gatewayFiles.acme.trustedRoots}`]: authority.root },
    });
  }, 300_000);
  afterAll(async () => {
    await gateway.stop();
    await authority.stop();
  });

  /** The certificate shown to a client that trusts the authority and calls a name; undefined when there is none. */
  function certificate(servername: string): Promise<X509Certificate | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: gateway.settings.port, servername, ca: authority.root }, () => {
        resolve(socket.getPeerX509Certificate());
        socket.destroy();
      });
      socket.on("error", () => resolve(undefined));
    });
  }

  async function firstCertificate(): Promise<X509Certificate> {
    for (;;) {
      const found = await certificate("localhost");
      if (found) {
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it("gets a certificate for its name and no other, and keeps it over a restart", async () => {
    const first = await firstCertificate();
    expect(first.subjectAltName).toBe("DNS:localhost");
    expect(await certificate("elsewhere.example")).toBeUndefined();
    await gateway.restart();
    expect((await firstCertificate()).serialNumber).toBe(first.serialNumber);
  }, 60_000);

  it("serves over https", async () => {
    await firstCertificate();
    const answer = await new Promise<string>((resolve, reject) => {
      const { port } = gateway.settings;
      const socket = connect({ host: "127.0.0.1", port, servername: "localhost", ca: authority.root });
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
      socket.write(
        `GET /score HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain("Strict-Transport-Security: max-age=31536000");
  }, 60_000);

  it.each(["/score?x=1", "//elsewhere.example/", "/"])(
    "sends a caller of http to https at its own name: %s",
    async (target) => {
      gateway.upstream.received.length = 0;
      const client = new Http1({ port: 80, tls: false });
      const answer = await answerOf(client, { target, headers: [bearer(primaryKey)] });
      expect(answer).toMatchObject({
        status: 308,
        headers: { location: `https://localhost:${gateway.settings.port}${target}` },
        body: "",
      });
      expect(answer.headers).not.toHaveProperty("server");
      expect(gateway.upstream.received).toEqual([]);
    },
  );
});
