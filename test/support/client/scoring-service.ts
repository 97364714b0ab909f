import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { Credential, type CredentialSource } from "../../../src/client/credentials/credential";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A service over real HTTP that answers as it is told, and remembers what it was asked. */
export class ScoringService {
  readonly seen: Seen[] = [];
  answering: Answering = json({ predictions: [1] });
  /** Answers before the request has been read. */
  streams: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly #server = http.createServer((request, response) => {
    if (this.streams !== undefined) {
      this.streams(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const { method = "", url = "", headers } = request;
      this.seen.push({ method, url, headers, body });
      this.answering(request, response, body);
    });
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get scoringUri(): string {
    return `${this.origin}/score`;
  }

  /** Answers each request by the next of these, the last one for ever. */
  answers(...each: Answering[]): void {
    let next = 0;
    this.seen.length = 0;
    this.answering = (...args) => each[Math.min(next++, each.length - 1)]!(...args);
  }
}

/** The service of one test file. */
export function useScoringService(): ScoringService {
  const service = new ScoringService();
  beforeAll(() => service.open());
  afterAll(() => service.close());
  beforeEach(() => service.answers(json({ predictions: [1] })));
  return service;
}

export function json(value: unknown, headers: Record<string, string> = {}): Answering {
  return (_, response) =>
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

export function status(code: number, text = "", headers: Record<string, string> = {}): Answering {
  return (_, response) => response.writeHead(code, { "content-type": "text/plain", ...headers }).end(text);
}

/** Closes the connection in the middle of the exchange. */
export const reset: Answering = (request) => request.socket.resetAndDestroy();

const description = { name: "primary key", source: "fixed pair" };

/** A source that gives out what it is told, and remembers what it was told. */
export class FakeSource implements CredentialSource {
  readonly refusals: Credential[] = [];
  readonly acceptances: Credential[] = [];
  given = 0;
  credential = (): Promise<Credential> => {
    this.given++;
    return Promise.resolve(this.now);
  };

  constructor(
    public now: Credential,
    private readonly next?: Credential,
  ) {}

  refused(credential: Credential): Promise<Credential | undefined> {
    this.refusals.push(credential);
    this.now = this.next ?? this.now;
    return Promise.resolve(this.next);
  }

  accepted(credential: Credential): void {
    this.acceptances.push(credential);
  }
}

export function key(value: string, name = "primary key"): Credential {
  return new Credential(value, { ...description, name });
}
