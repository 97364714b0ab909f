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

/** Why nothing can listen on this port now (`EACCES`, `EADDRINUSE`), or undefined when it can be had. */
export async function whyPortIsTaken(port: number): Promise<string | undefined> {
  try {
    await close(await listen(port));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
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
