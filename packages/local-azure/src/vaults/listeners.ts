import type { IncomingMessage, ServerResponse } from "node:http";
import { exchange, type Watch } from "../arm/exchange";
import type { ArmRequest } from "../arm/http";
import { parseBody } from "../arm/request-body";
import { nameOf } from "../arm/resource-id";
import { listen, type Listener } from "../listeners";
import { isFree } from "../runner/ports";
import type { Certificates } from "../tls/certificates";
import { freePort } from "../ports";
import type { DataPlane } from "./data-plane";
import type { VaultDocument } from "./model";
import type { VaultListeners } from "./vaults";

export interface ListenerServices {
  dataPlane: DataPlane;
  certificates: () => Promise<Certificates>;
  watch: Watch;
  /** The vault that has a port, as it is now. */
  vaultAt(port: number): VaultDocument | undefined;
}

/**
 * An address of its own for each vault, as clients take it: a port of 127.0.0.1 with TLS, which the vault keeps. Faults
 * and records know its requests as `/vaults/<name>/secrets/…`.
 */
export class PortListeners implements VaultListeners {
  private readonly listening = new Map<number, Listener>();

  constructor(private readonly services: ListenerServices) {}

  async open(name: string): Promise<number> {
    const port = await freePort();
    await this.listen(port, name);
    return port;
  }

  /** Where another program has the port by now, the vault has no data plane until local Azure is started again. */
  async reopen({ id, port }: VaultDocument): Promise<void> {
    const name = nameOf(id);
    if (await isFree(port)) {
      await this.listen(port, name);
    } else {
      this.services.watch.log(
        `port ${port} of the vault '${name}' is in use by another program; end it and start local Azure again`,
      );
    }
  }

  async close({ port }: Pick<VaultDocument, "port">): Promise<void> {
    const listener = this.listening.get(port);
    this.listening.delete(port);
    await listener?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.listening.values()].map((listener) => listener.close()));
    this.listening.clear();
  }

  private async listen(port: number, name: string): Promise<void> {
    const answer = (incoming: IncomingMessage, outgoing: ServerResponse, origin: string) => {
      this.exchange(port, name, incoming, outgoing, origin).catch((error: Error) => {
        this.services.watch.log(`request to the vault '${name}' failed: ${error.message}`);
        outgoing.destroy();
      });
    };
    this.listening.set(port, await listen(port, answer, await this.services.certificates()));
  }

  private exchange(
    port: number,
    name: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    origin: string,
  ): Promise<void> {
    const { dataPlane, watch, vaultAt } = this.services;
    return exchange(incoming, outgoing, origin, watch, {
      known: (path) => `/vaults/${name}${path}`,
      respond: (message, text, place, recorded) => {
        const vault = vaultAt(port);
        if (vault === undefined) {
          throw new Error(`there is no vault at port ${port}`);
        }
        const request = { ...place, headers: message.headers, origin, body: parseBody(text) } as ArmRequest;
        return dataPlane.answer(vault, request, recorded);
      },
    });
  }
}
