import type { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { gatewayFiles } from "../../src/gateway";
import { freePort, freePorts } from "@azureml-webservice/local-azure/ports";
import { AcmeAuthority } from "@azureml-webservice/local-azure/testing/acme-authority";
import { temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";
import { answerOf, bearer } from "./support/client";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";

/* A certificate over ACME from a real authority, which finds the plain port in place of port 80. */
const hostname = "score.localhost";

describe("Automatic TLS", () => {
  let authority: AcmeAuthority;
  let gateway: Gateway;
  let httpPort: number;

  beforeAll(async () => {
    [httpPort] = (await freePorts(1)) as [number];
    authority = await AcmeAuthority.start(temporaryFolder(), { [hostname]: httpPort });
    gateway = await Gateway.start({
      settings: {
        port: await freePort(),
        tls: {
          mode: "Automatic",
          hostname,
          email: "owner+ml@app.example",
          directoryUrl: authority.directoryUrl,
          trustedRoots: true,
          httpPort,
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
      const found = await certificate(hostname);
      if (found) {
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it("gets a certificate for its name, which callers of the address see as well, and keeps it over a restart", async () => {
    const first = await firstCertificate();
    expect(first.subjectAltName).toBe(`DNS:${hostname}`);
    expect(await certificate("elsewhere.example")).toBeUndefined();
    expect((await certificate(""))?.serialNumber).toBe(first.serialNumber);
    await gateway.restart();
    expect((await firstCertificate()).serialNumber).toBe(first.serialNumber);
  }, 60_000);

  it("serves over https", async () => {
    await firstCertificate();
    const answer = await new Promise<string>((resolve, reject) => {
      const { port } = gateway.settings;
      const socket = connect({ host: "127.0.0.1", port, servername: hostname, ca: authority.root });
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
      socket.write(
        `GET /score HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\nAuthorization: Bearer ${primaryKey}\r\n\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain("Strict-Transport-Security: max-age=31536000");
  }, 60_000);

  it.each(["/score?x=1", "//elsewhere.example/", "/{env.HOME}"])(
    "sends a caller of http to https: %s",
    async (target) => {
      gateway.upstream.received.length = 0;
      const client = new Http1({ port: httpPort, tls: false });
      const answer = await answerOf(client, { target, headers: [bearer(primaryKey)] });
      const escaped = target.replace("{", "%7B").replace("}", "%7D");
      expect(answer).toMatchObject({
        status: 308,
        headers: { location: `https://${hostname}:${gateway.settings.port}${escaped}` },
        body: "",
      });
      expect(answer.headers).not.toHaveProperty("server");
      expect(gateway.upstream.received).toEqual([]);
    },
  );

  it("is healthy by http", async () => {
    const client = new Http1({ port: httpPort, tls: false });
    expect(await answerOf(client, { target: "/" })).toMatchObject({ status: 200, body: "Healthy" });
  });
});
