import type { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { gatewayFiles } from "../../src/gateway";
import { freePort, whyNotListen } from "@azureml-webservice/local-azure/ports";
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
    await gateway?.stop();
    await authority?.stop();
  });

  /**
   * The certificate shown to a client that trusts the authority and calls a name, or the address for an
   * empty one; undefined when there is none.
   */
  function certificate(servername: string): Promise<X509Certificate | undefined> {
    return new Promise((resolve) => {
      const { port } = gateway.settings;
      // Who calls the address gets a certificate that does not name it.
      const identity = servername === "" ? { checkServerIdentity: () => undefined } : {};
      const socket = connect({ host: "127.0.0.1", port, servername, ca: authority.root, ...identity }, () => {
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

  it("gets a certificate for its name, which callers of the address see as well, and keeps it over a restart", async () => {
    const first = await firstCertificate();
    expect(first.subjectAltName).toBe("DNS:localhost");
    expect(await certificate("elsewhere.example")).toBeUndefined();
    expect((await certificate(""))?.serialNumber).toBe(first.serialNumber);
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

  it.each(["/score?x=1", "//elsewhere.example/", "/{env.HOME}"])(
    "sends a caller of http to https: %s",
    async (target) => {
      gateway.upstream.received.length = 0;
      const client = new Http1({ port: 80, tls: false });
      const answer = await answerOf(client, { target, headers: [bearer(primaryKey)] });
      const escaped = target.replace("{", "%7B").replace("}", "%7D");
      expect(answer).toMatchObject({
        status: 308,
        headers: { location: `https://localhost:${gateway.settings.port}${escaped}` },
        body: "",
      });
      expect(answer.headers).not.toHaveProperty("server");
      expect(gateway.upstream.received).toEqual([]);
    },
  );

  it("is healthy by http", async () => {
    const client = new Http1({ port: 80, tls: false });
    expect(await answerOf(client, { target: "/" })).toMatchObject({ status: 200, body: "Healthy" });
  });
});
