import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Address, Client, Request, Response } from "./client";

/** HTTP/1.1 over a bare socket: Node's own client would refuse or repair many of the requests that are tried here. */
export class Http1 implements Client {
  constructor(private readonly address: Address) {}

  async request(request: Request): Promise<Response | undefined> {
    return parse(await this.send(requestBytes(request, this.address.port)));
  }

  /** Sends bytes as they are and returns everything that came back until the gateway closed the connection. */
  send(bytes: Buffer | string): Promise<Buffer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = open(this.address);
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      // A gateway that answers before it has read everything may reset the connection: what came before counts.
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(Buffer.concat(chunks)));
      socket.write(bytes);
    });
  }

  async close(): Promise<void> {}
}

export function open({ port, tls }: Address): Socket {
  return tls
    ? connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] })
    : connectTcp(port, "127.0.0.1");
}

function requestBytes({ method = "GET", target = "/score", headers = [], body }: Request, port: number): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "Connection: close"];
  lines.push(...headers.map(([name, value]) => `${name}: ${value}`));
  if (body !== undefined && !headers.some(([name]) => name === "Transfer-Encoding")) {
    lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`);
}

/** The final answer in what a connection said; interim answers (100, 103) are passed over. */
function parse(bytes: Buffer): Response | undefined {
  const text = bytes.toString();
  const end = text.indexOf("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (!status || end < 0) {
    return undefined;
  }
  if (status.startsWith("1") && status !== "101") {
    return parse(bytes.subarray(end + 4));
  }
  const headers: Response["headers"] = {};
  for (const line of text.slice(0, end).split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(status), headers, body: text.slice(end + 4) };
}
