import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Document {
  id: string;
  name: string;
  type: string;
  [other: string]: unknown;
}

/** One request, with the bearer token that came with it. */
export interface Asked {
  method: string;
  path: string;
  token: string;
}

/**
 * An ARM that keeps whatever it is sent and knows no rules: what an engine does with resources is the same for all of
 * them. What stands below a deleted resource goes with it, as in ARM.
 */
export class PlainArm {
  readonly asked: Asked[] = [];
  private readonly documents = new Map<string, Document>();
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  find(suffix: string): Document | undefined {
    return [...this.documents.values()].find(({ id }) => id.endsWith(suffix));
  }

  /** Behind the engine's back. */
  change(suffix: string, change: (document: Document) => void): void {
    const document = this.find(suffix);
    if (document === undefined) {
      throw new Error(`nothing ends with ${suffix}`);
    }
    change(document);
  }

  delete(suffix: string): void {
    this.deleteUnder(this.find(suffix)?.id ?? suffix);
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { method = "GET", headers } = request;
    const { pathname: path } = new URL(request.url ?? "/", "http://arm");
    const token = (headers.authorization ?? "").replace("Bearer ", "");
    this.asked.push({ method, path, token });
    const text = await read(request);
    const known = this.documents.get(path);
    if (method === "PUT") {
      const [, type = "", name = ""] = /\/providers\/(?:.*\/)?([^/]+)\/([^/]+)$/.exec(path) ?? [];
      const sent = JSON.parse(text) as object;
      const document = { ...sent, id: path, name, type };
      this.documents.set(path, document);
      return { status: known === undefined ? 201 : 200, body: document };
    }
    if (known === undefined) {
      return { status: 404, body: { error: { code: "ResourceNotFound", message: `${path} does not exist` } } };
    }
    if (method === "DELETE") {
      this.deleteUnder(path);
      return { status: 200, body: {} };
    }
    return { status: 200, body: known };
  }

  private deleteUnder(path: string): void {
    const gone = [...this.documents.keys()].filter((id) => id === path || id.startsWith(`${path}/`));
    gone.forEach((id) => this.documents.delete(id));
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
