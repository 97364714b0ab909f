import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { CaddyProcess, writeFiles } from "./gateway";

/** A second Caddy as an ACME authority with roots of its own. It checks names over port 80, as public ones do. */
export class AcmeServer {
  private constructor(
    readonly directoryUrl: string,
    /** The root certificate, PEM: of what it issues, and of its own https. */
    readonly root: string,
    private readonly process: CaddyProcess,
  ) {}

  static async start(): Promise<AcmeServer> {
    const folder = mkdtempSync(path.join(tmpdir(), "acme-server-"));
    const port = await freePort();
    writeFiles(folder, { "caddy.json": JSON.stringify(configuration(port)) });
    const process = await CaddyProcess.start(folder, ["run", "--config", "caddy.json"], port);
    const root = path.join(folder, "data", "pki", "authorities", "local", "root.crt");
    while (!existsSync(root)) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return new AcmeServer(`https://localhost:${port}/acme/local/directory`, readFileSync(root, "utf8"), process);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.process.folder, { recursive: true, force: true });
  }
}

function configuration(port: number): object {
  return {
    admin: { disabled: true, config: { persist: false } },
    storage: { module: "file_system", root: "data" },
    apps: {
      pki: { certificate_authorities: { local: { install_trust: false } } },
      tls: {
        certificates: { automate: ["localhost"] },
        automation: { policies: [{ subjects: ["localhost"], issuers: [{ module: "internal" }] }] },
      },
      http: {
        servers: {
          acme: {
            listen: [`:${port}`],
            automatic_https: { disable: true },
            protocols: ["h1"],
            tls_connection_policies: [{}],
            routes: [{ handle: [{ handler: "acme_server" }] }],
          },
        },
      },
    },
  };
}
