import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { connect, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../ports";
import { ensureToolchain } from "../toolchain";

const startSeconds = 20;

/**
 * An ACME authority on this machine, with roots of its own: a second Caddy. It proves names as public authorities do, at
 * port 80 of the name (HTTP-01). Its requests go by a proxy, as containers have no machine of their own here: that knows
 * for each name the port that stands for 80, which not everybody may open.
 */
export class AcmeAuthority {
  private constructor(
    readonly directoryUrl: string,
    /** The root certificate, PEM: of what it issues, and of its own https. */
    readonly root: string,
    private readonly folder: string,
    private readonly caddy: ChildProcess,
    private readonly proxy: http.Server,
  ) {}

  /** Starts it in a folder of its own, which is removed at its end. */
  static async start(folder: string, httpPorts: Readonly<Record<string, number>>): Promise<AcmeAuthority> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const proxy = await startProxy(httpPorts);
    const port = await freePort();
    writeFileSync(path.join(folder, "caddy.json"), JSON.stringify(configuration(port)));
    const { caddy, bin } = await ensureToolchain();
    const env = { PATH: bin, HOME: folder, HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const child = spawn(caddy, ["run", "--config", "caddy.json"], { cwd: folder, env, stdio: "ignore" });
    const root = path.join(folder, "data", "pki", "authorities", "local", "root.crt");
    const deadline = Date.now() + startSeconds * 1000;
    while (!(existsSync(root) && (await accepts(port)))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill();
        proxy.close();
        throw new Error(`the ACME authority did not listen on port ${port} within ${startSeconds} s`);
      }
      await sleep(25);
    }
    const directoryUrl = `https://localhost:${port}/acme/local/directory`;
    return new AcmeAuthority(directoryUrl, readFileSync(root, "utf8"), folder, child, proxy);
  }

  async stop(): Promise<void> {
    this.proxy.close();
    this.proxy.closeAllConnections();
    if (this.caddy.exitCode === null && this.caddy.signalCode === null) {
      const ended = once(this.caddy, "exit");
      this.caddy.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
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
            listen: [`127.0.0.1:${port}`],
            automatic_https: { disable: true },
            protocols: ["h1"],
            tls_connection_policies: [{}],
            routes: [{ handle: [{ handler: "acme_server", challenges: ["http-01"] }] }],
          },
        },
      },
    },
  };
}

/** Passes requests for a name on to the port that stands for its port 80. */
async function startProxy(httpPorts: Readonly<Record<string, number>>): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const { hostname, pathname, search } = new URL(request.url ?? "", "http://none");
    const fail = () => response.writeHead(502).end();
    const port = httpPorts[hostname];
    if (port === undefined) {
      fail();
      return;
    }
    const { method, headers } = request;
    const onward = http.request({ host: "127.0.0.1", port, path: pathname + search, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once("error", fail);
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
