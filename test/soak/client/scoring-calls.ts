import { getEventListeners, setMaxListeners } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

import { FixedKeys, KeyCredential, ScoringClient } from "../../../src/client";

/** What a long run of calls leaves behind. */
export interface ScoringLeftovers {
  readonly calls: number;
  readonly answered: number;
  readonly failures: number;
  readonly heapGrowthBytes: number;
  readonly handles: readonly string[];
  readonly listeners: number;
}

/** Of so many calls one goes over HTTP; the others are answered in this process, since what is measured is the client. */
const httpEvery = 10;
const keys = { primary: "primary-key-of-the-service", secondary: "secondary-key-of-the-service" };
let number = 0;

/** Every 20th answer is none of what was hoped for. */
const answers: readonly [status: number, text: string][] = [
  [503, "busy"],
  [401, "key_auth_access_denied"],
  [424, "Traceback"],
  [200, "{"],
];

function next(): [status: number, text: string] {
  number++;
  return number % 20 === 0 ? answers[(number / 20) % answers.length]! : [200, "[1]"];
}

const server = http.createServer((request, response) => {
  request.resume().on("end", () => {
    const [status, text] = next();
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
});

async function answeredHere(_: string, init: RequestInit): Promise<Response> {
  await new Promise((resolve) => setImmediate(resolve));
  init.signal?.throwIfAborted();
  const [status, text] = next();
  return new Response(text, { status, headers: { "content-type": "application/json" } });
}

/** Lives as long as the process, as that of a server that is told to end. */
const { signal } = new AbortController();
setMaxListeners(0, signal);
let answered = 0;
let failures = 0;

async function call(client: ScoringClient, at: number): Promise<void> {
  // Every seventh caller gives up in the middle.
  const own = at % 7 === 0 ? new AbortController() : undefined;
  try {
    if (at % 3 === 0) {
      const response = await client.fetch(undefined, { method: "POST", body: "[1]", signal: own?.signal ?? signal });
      // Every other body is left where it is.
      await (at % 2 === 0 ? response.text() : response.body?.cancel());
    } else {
      const asked = client.score([at], { signal: own?.signal ?? signal, timeoutMs: 60_000 });
      own?.abort();
      await asked;
    }
    answered++;
  } catch {
    failures++;
  }
}

async function calls(clients: readonly ScoringClient[], count: number): Promise<void> {
  for (let done = 0; done < count; done += 100) {
    const many = Array.from({ length: Math.min(100, count - done) }, (_, i) => {
      const at = done + i;
      return call(clients[at % httpEvery === 0 ? 1 : 0]!, at);
    });
    await Promise.all(many);
  }
}

async function heap(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc!();
  }
  return process.memoryUsage().heapUsed;
}

async function main(count: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const scoringUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/score`;
  const options = { onAttempt: () => undefined, onCall: () => undefined, retry: { baseDelayMs: 1 } };
  const credential = () => new KeyCredential(new FixedKeys(keys), { refusedForMs: 10 });
  const clients = [
    new ScoringClient(scoringUri, credential(), { ...options, fetch: answeredHere }),
    new ScoringClient(scoringUri, credential(), options),
  ];
  await calls(clients, 5000);
  const [before, handles] = [await heap(), process.getActiveResourcesInfo().length];
  await calls(clients, count);
  const left: ScoringLeftovers = {
    calls: count,
    answered,
    failures,
    heapGrowthBytes: (await heap()) - before,
    handles: process.getActiveResourcesInfo().slice(handles),
    listeners: getEventListeners(signal, "abort").length,
  };
  process.stdout.write(JSON.stringify(left));
  // Only the server: the client's own connections and time limits hold nothing.
  server.close();
  server.closeAllConnections();
}

void main(Number(process.argv[2]));
