import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** A request as it came out of the gateway. */
export interface Received {
  method: string;
  target: string;
  /** Names in lower case, a list of values each. */
  headers: Record<string, string[]>;
  bodyLength: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands for the scoring container: records what reaches it, and answers each request with its record. */
export class Upstream {
  readonly received: Received[] = [];
  /** Takes the place of the usual answer, per path. */
  readonly answers: Record<string, Answer> = {};
  private readonly sockets = new Set<Duplex>();
  /** Takes headers of any size, so that it is the gateway that refuses large ones. */
  private readonly server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) =>
    this.answer(request, response),
  );

  private constructor(readonly port: number) {}

  static async start(port: number): Promise<Upstream> {
    const upstream = new Upstream(port);
    const { server, sockets } = upstream;
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    server.on("upgrade", (request, socket) => {
      upstream.record(request, 0);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      socket.pipe(socket);
    });
    server.on("connect", (request, socket) => {
      upstream.record(request, 0);
      socket.end("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return upstream;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    let length = 0;
    request.on("data", (chunk: Buffer) => (length += chunk.length));
    request.on("end", () => {
      const record = this.record(request, length);
      const special = this.answers[record.target];
      if (special) {
        special(request, response);
      } else {
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(record));
      }
    });
  }

  private record(request: IncomingMessage, bodyLength: number): Received {
    const headers: Received["headers"] = {};
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      (headers[request.rawHeaders[i]!.toLowerCase()] ??= []).push(request.rawHeaders[i + 1]!);
    }
    const record = { method: request.method!, target: request.url!, headers, bodyLength };
    this.received.push(record);
    return record;
  }
}
