import { createServer } from "node:net";
import type { PortDefinition } from "../groups/model";
import { StartError } from "./start-error";

const patienceMs = 2000;

/**
 * Container ports are ports of this machine, so another program may have them: better to say so than to let the
 * container die of it. A container that has just been ended may need a moment to give its own back.
 */
export async function requireFreePorts(container: string, ports: PortDefinition[]): Promise<void> {
  for (const { port, protocol = "TCP" } of ports) {
    if (protocol === "TCP" && !(await becomesFree(port))) {
      throw new StartError(
        "LocalPortInUse",
        `port ${port} of container '${container}' is already in use on this machine; ` +
          "end the program that listens on it or choose another port",
      );
    }
  }
}

async function becomesFree(port: number): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (!(await isFree(port))) {
    if (Date.now() > until) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

export async function isFree(port: number): Promise<boolean> {
  // A listener on one address does not always keep another away from the wildcard, so both are tried.
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "0.0.0.0"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        resolve(false);
      } else if (error.code === "EACCES") {
        reject(
          new StartError(
            "LocalPortForbidden",
            `port ${port} may not be opened by this user (${error.code}); choose a port above 1023`,
          ),
        );
      } else {
        reject(error);
      }
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
