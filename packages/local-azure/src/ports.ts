import { createServer, type Server } from "node:net";

/**
 * Between what Container Instances reserves below and above, so that a service may have them, and below what systems
 * hand out for outgoing connections (Linux from 32768, macOS from 49152), so that a port that was found free stays so.
 */
const firstPort = 10_001;
const lastPort = 18_999;

/** Ports that nothing listens on, all different. Another program may still take one first. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort + 1));
    const server = await listen(port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") {
        throw error;
      }
    });
    if (server) {
      servers.push(server);
    }
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(close));
  return ports;
}

/** The wanted port where it is free, otherwise another one. */
export async function freePortNear(wanted: number): Promise<number> {
  const server = await listen(wanted).catch(() => undefined);
  if (server === undefined) {
    return freePort();
  }
  await close(server);
  return wanted;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
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
