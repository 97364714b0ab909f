import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:net";

/** Ports of the system's choice that nothing listens on, all different. Another program may still take one first. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(close));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}

/**
 * Why this program cannot listen on a port now, as `EACCES` or `EADDRINUSE`; undefined when it can. At once, because
 * a test has to know whether it is skipped before anything runs.
 */
export function whyNotListen(port: number): string | undefined {
  const script = `require("node:net").createServer().once("error", (e) => { console.log(e.code); process.exit(); }).listen(${port}, function () { this.close(); })`;
  return execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim() || undefined;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    // All addresses, as the containers of a group may listen on any.
    server.listen(port, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
