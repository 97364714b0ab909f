import * as net from "node:net";

/** The wanted port where it is free, otherwise one that the system chooses. */
export async function freePort(wanted: number): Promise<number> {
  return (await listenable(wanted)) ?? (await listenable(0)) ?? wanted;
}

function listenable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    // On all addresses, as the gateway does.
    server.listen(port, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
