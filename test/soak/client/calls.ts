import { getEventListeners, setMaxListeners } from "node:events";

import { EndpointTokenCredential, FixedKeys, KeyCredential, KeyVaultKeys } from "../../../src/client";
import type { CredentialSource, TokenCredential } from "../../../src/client";

/** What a long run of calls leaves behind. */
export interface Leftovers {
  readonly calls: number;
  readonly fetches: number;
  readonly failures: number;
  readonly heapGrowthBytes: number;
  readonly handles: readonly string[];
  readonly listeners: number;
}

const tokenLifeMs = 100;
let fetches = 0;

/** Entra and Azure, in this process: what is measured is the client. A tenth of the answers is a failure. */
const entra: TokenCredential = {
  getToken: async () => ({ token: `entra-${++fetches}`, expiresOnTimestamp: Date.now() + tokenLifeMs }),
};
const azure: typeof fetch = async (url) => {
  const number = ++fetches;
  await new Promise((resolve) => setImmediate(resolve));
  if (number % 10 === 0) {
    return Response.json({ error: { code: "Busy", message: "x".repeat(1000) } }, { status: 503 });
  }
  return String(url).includes("vault")
    ? Response.json({ value: `key-${number}` })
    : Response.json({ accessToken: `aml-${number}`, expiryTimeUtc: Date.now() + tokenLifeMs });
};

const options = { fetch: azure, onCredentialEvent: () => undefined };
const acquisition = { version: 1, scope: "https://management.azure.com/.default", actions: ["a/action"] };
const sources: readonly CredentialSource[] = [
  new EndpointTokenCredential(
    { ...acquisition, authMode: "AMLToken", url: "https://management.azure.com/x/token" },
    entra,
    options,
  ),
  new EndpointTokenCredential({ ...acquisition, authMode: "AADToken" }, entra, options),
  new KeyCredential(new FixedKeys({ primary: "p", secondary: "s" }), options),
  new KeyCredential(
    new KeyVaultKeys(
      {
        primary: { secretUri: "https://v.vault.azure.net/secrets/p" },
        secondary: { secretUri: "https://v.vault.azure.net/secrets/s" },
      },
      entra,
      { ...options, maxAgeMs: 50 },
    ),
    { ...options, refusedForMs: 20 },
  ),
];

/** Lives as long as the process, as that of a server that is told to end. */
const { signal } = new AbortController();
setMaxListeners(0, signal);
let failures = 0;

async function call(number: number): Promise<void> {
  const source = sources[number % sources.length]!;
  // Every seventh caller gives up at once or in the middle of a fetch.
  const own = number % 7 === 0 ? new AbortController() : undefined;
  try {
    const asked = source.credential({ signal: own?.signal ?? signal });
    own?.abort();
    const credential = await asked;
    // Every 50th is refused.
    const other = number % 50 === 0 ? await source.refused(credential, { signal }) : credential;
    if (other) {
      source.accepted(other);
    }
  } catch {
    failures++;
  }
}

async function calls(count: number): Promise<void> {
  for (let done = 0; done < count; done += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - done) }, (_, i) => call(done + i)));
  }
}

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc!();
  }
  return process.memoryUsage().heapUsed;
}

async function main(count: number): Promise<void> {
  await calls(5000);
  const [before, handles] = [await heap(), process.getActiveResourcesInfo().length];
  await calls(count);
  const left: Leftovers = {
    calls: count,
    fetches,
    failures,
    heapGrowthBytes: (await heap()) - before,
    handles: process.getActiveResourcesInfo().slice(handles),
    listeners: getEventListeners(signal, "abort").length,
  };
  process.stdout.write(JSON.stringify(left));
  // Nobody answers this one. Nothing but its time limit of a day could keep the process.
  const deaf: TokenCredential = { getToken: () => new Promise(() => undefined) };
  void new EndpointTokenCredential({ ...acquisition, authMode: "AADToken" }, deaf, {
    timeoutMs: 86_400_000,
  }).getToken();
}

void main(Number(process.argv[2]));
