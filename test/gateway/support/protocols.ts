import type { GatewaySettings } from "../../../src/gateway";
import { certificateFiles } from "./certificate";
import type { Address, Client } from "./client";
import { Gateway, type GatewayOptions } from "./gateway";
import { Http1 } from "./http1";
import { Http2 } from "./http2";
import { Http2Frames } from "./http2-frames";
import { Http3 } from "./http3";

interface Protocol {
  name: string;
  tls: boolean;
  client: (address: Address) => Client | Promise<Client>;
}

const http1 = (address: Address) => new Http1(address);
const http2 = (address: Address) => new Http2(address);
const http2Frames = (address: Address) => new Http2Frames(address);
const http3 = (address: Address) => Http3.start(address);

/** Every protocol that the gateway speaks. */
export const protocols: Protocol[] = [
  { name: "HTTP/1.1", tls: false, client: http1 },
  { name: "HTTP/2 without TLS", tls: false, client: http2 },
  { name: "HTTP/1.1 with TLS", tls: true, client: http1 },
  { name: "HTTP/2", tls: true, client: http2 },
  { name: "HTTP/3", tls: true, client: http3 },
];

/** The same, with clients that send any list of headers. */
export const protocolsToTheLetter = protocols.map((protocol) =>
  protocol.client === http2 ? { ...protocol, client: http2Frames } : protocol,
);

/** A gateway without TLS and one with it; a matrix needs both. */
export class GatewayPair {
  private readonly gateways = new Map<boolean, Gateway>();

  static async start(options: GatewayOptions = {}): Promise<GatewayPair> {
    const pair = new GatewayPair();
    const tls: Partial<GatewaySettings> = { tls: { mode: "Certificate" }, http3: true };
    const files = { ...(await certificateFiles()), ...options.files };
    try {
      pair.gateways.set(false, await Gateway.start(options));
      pair.gateways.set(true, await Gateway.start({ ...options, settings: { ...options.settings, ...tls }, files }));
      return pair;
    } catch (error) {
      await pair.stop();
      throw error;
    }
  }

  get(tls: boolean): Gateway {
    return this.gateways.get(tls)!;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.gateways.values()].map((gateway) => gateway.stop()));
  }
}
