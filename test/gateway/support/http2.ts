import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import type { Address, Client, Request, Response } from "./client";

/** HTTP/2 by Node's client: with TLS, or with prior knowledge without. */
export class Http2 implements Client {
  private readonly origin: string;

  constructor(address: Address) {
    this.origin = `${address.tls ? "https" : "http"}://127.0.0.1:${address.port}`;
  }

  async request(request: Request): Promise<Response | undefined> {
    const session = connect(this.origin, { rejectUnauthorized: false });
    const closed = new Promise<void>((resolve) => session.once("close", resolve));
    // Errors come out of the request's stream as well.
    session.on("error", () => undefined);
    try {
      return await exchange(session, request);
    } finally {
      session.destroy();
      await closed;
    }
  }

  async close(): Promise<void> {}
}

function exchange(
  session: ClientHttp2Session,
  { method = "GET", target = "/score", headers = [], body }: Request,
): Promise<Response | undefined> {
  return new Promise((resolve) => {
    const fields: Record<string, string[]> = {};
    headers.forEach(([name, value]) => (fields[name.toLowerCase()] ??= []).push(value));
    const stream = session.request({ ...fields, ":method": method, ":path": target });
    let answer: Response | undefined;
    stream.on("response", (received) => {
      answer = { status: Number(received[":status"]), headers: joined(received), body: "" };
    });
    stream.on("data", (chunk: Buffer) => (answer!.body += chunk.toString()));
    stream.on("error", () => undefined);
    stream.on("close", () => resolve(answer));
    stream.end(body);
  });
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
