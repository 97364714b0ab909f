import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ensureToolchain, type Toolchain } from "./toolchain";
import { tryLock } from "./toolchain/lock";
import { identifySelf, type ProcessIdentity } from "./toolchain/process-identity";
import type { Watch } from "./arm/exchange";
import { answer, type Door } from "./arm/front-door";
import { Operations } from "./arm/operations";
import { Router } from "./arm/router";
import { Access } from "./authorization/access";
import { ControlEndpoints } from "./control-endpoints";
import { Entra } from "./entra/entra";
import { EntraEndpoints } from "./entra/endpoints";
import { Principals } from "./entra/principals";
import { Faults } from "./faults";
import { Journal, requestRecords, type JournalEntry } from "./journal";
import { readJson, writeJson } from "./json-file";
import { listen, portOf } from "./listeners";
import { createProviders } from "./providers";
import { State } from "./state";
import { certificatesFor } from "./tls/certificates";

export interface LocalAzureOptions {
  /** Where everything is kept; one server at a time may use it. */
  stateDir: string;
  /** The port of 127.0.0.1 to listen on. Default: the last one, so that addresses stay; else any free one. */
  port?: number;
  /** Also listens with TLS, with a certificate of an authority of its own. Default: no. */
  tls?: boolean;
  /** Makes every long-running operation take at least this long, so that a test can kill it half-way. */
  operationDelayMs?: number;
  /** What clients are told to wait between two looks at an operation of Azure ML. Default 1; 0 makes tests quick. */
  retryAfterSeconds?: number;
  /** How long an online endpoint's AML token is good for. Default: 24 hours, as on Azure. */
  amlTokenSeconds?: number;
  /**
   * Whether `regenerateKeys` of an online endpoint sets the `keyValue` that it is sent, as the reference says. Default:
   * no, as live tests of Azure's clients found.
   */
  takesKeyValue?: boolean;
  /** How long a new role assignment takes until it counts. Default 0. */
  rolePropagationMs?: number;
  /** How long after a container group's start its managed identities begin to answer. Default 0. */
  identityStartMs?: number;
  /** How long a managed identity's token is good for. Default: 24 hours, as on Azure. */
  identityTokenSeconds?: number;
  /** Writes each request, with its body as it came, to `<stateDir>/requests.jsonl`. */
  journal?: boolean;
  log?: (line: string) => void;
}

export interface LocalAzure {
  /** The address for `resourceManagerEndpoint`, without a slash at its end. */
  url: string;
  /** The same with TLS, and the authority to trust for it (PEM), when that was asked for. */
  tlsUrl?: string;
  caFile?: string;
  stop(options?: { keepContainers?: boolean }): Promise<void>;
}

/** What a running server leaves in its state folder for the command line. */
export interface ServerRecord {
  /** Absent once it has stopped. */
  process?: ProcessIdentity;
  url: string;
  tlsUrl?: string;
  caFile?: string;
}

/** Starts local Azure in this process; a mistake of the caller, such as a port in use, rejects. */
export async function startLocalAzure(options: LocalAzureOptions): Promise<LocalAzure> {
  if (process.platform === "win32") {
    throw new Error(
      "local Azure needs Linux or macOS, because containers are process groups; on Windows run it in WSL",
    );
  }
  const state = new State(options.stateDir);
  const held = tryLock(state.lockFolder);
  if ("holder" in held) {
    throw new Error(`local Azure already runs on ${state.folder} as process ${held.holder.pid}; stop it first`);
  }
  try {
    return await serve(options, state, () => held.release());
  } catch (error) {
    held.release();
    throw error;
  }
}

async function serve(options: LocalAzureOptions, state: State, release: () => void): Promise<LocalAzure> {
  const log = options.log ?? (() => {});
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // as many as operations are under way
  state.emptyTrash();
  const toolchain = onDemandToolchain(log);
  const certificatesOf = certificatesFor(state.folder, toolchain);
  const operations = new Operations(
    state,
    options.operationDelayMs ?? 0,
    stopping.signal,
    log,
    options.retryAfterSeconds,
  );
  const principals = new Principals(state.documents);
  const entra = new Entra(state.folder, () => plain.url);
  const access = new Access(state.documents, options.rolePropagationMs);
  const faults = new Faults(state.folder);
  const records = requestRecords(state.folder);
  const watch: Watch = { faults, record: (entry) => records.add(entry), log };
  const { providers, resourceGroups, metadataHosts } = createProviders({
    state,
    operations,
    principals,
    entra,
    access,
    toolchain,
    certificates: certificatesOf,
    amlTokenSeconds: options.amlTokenSeconds ?? 24 * 60 * 60,
    takesKeyValue: options.takesKeyValue ?? false,
    identityStartMs: options.identityStartMs ?? 0,
    identityTokenSeconds: options.identityTokenSeconds ?? 24 * 60 * 60,
    watch,
    log,
  });
  const has = (id: string) => providers.some((provider) => provider.has?.(id) ?? false);
  const router = new Router(providers, resourceGroups, operations, access, (id) => state.documents.has(id) || has(id));
  const control = new ControlEndpoints({
    entra,
    principals,
    operations,
    faults,
    records,
    metadataHosts,
    authority: async () => readFileSync((await certificatesOf()).caFile, "utf8"),
  });
  const door: Door = {
    entra,
    entraEndpoints: new EntraEndpoints(entra, principals),
    control: (request) => control.answer(request),
    arm: (request) => router.route(request),
    watch,
    journal: options.journal ? journalTo(state.journalFile) : () => {},
  };
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse, origin: string) => {
    answer(incoming, outgoing, origin, door).catch((error: Error) => {
      log(`request failed: ${error.message}`);
      outgoing.destroy();
    });
  };
  await Promise.all(providers.map((provider) => provider.start?.()));
  const last = readJson<ServerRecord>(state.serverFile);
  const certificates = options.tls ? await certificatesOf() : undefined;
  const secure = certificates && (await listen(await portOf(last?.tlsUrl), onRequest, certificates));
  const plain = await listen(options.port ?? (await portOf(last?.url)), onRequest);
  // From here to the end nothing waits: what is carried on must be on its way before the first request.
  const record: ServerRecord = { url: plain.url, tlsUrl: secure?.url, caFile: certificates?.caFile };
  operations.endAbandoned(has);
  writeJson(state.serverFile, { ...record, process: identifySelf() } satisfies ServerRecord);
  operations.resume();
  providers.forEach((provider) => provider.resume?.());
  return {
    ...record,
    stop: async ({ keepContainers = false } = {}) => {
      stopping.abort();
      await Promise.all([plain.close(), secure?.close()]);
      await Promise.all(providers.map((provider) => provider.close?.(keepContainers)));
      writeJson(state.serverFile, record);
      release();
    },
  };
}

/** Installed when the first container needs it: most requests do not. */
function onDemandToolchain(log: (line: string) => void): () => Promise<Toolchain> {
  let toolchain: Promise<Toolchain> | undefined;
  return () => {
    toolchain ??= ensureToolchain({ log }).catch((error: Error) => {
      toolchain = undefined; // the next container may have more luck
      throw error;
    });
    return toolchain;
  };
}

function journalTo(file: string): (entry: JournalEntry) => void {
  const journal = new Journal<JournalEntry>(file);
  return (entry) => journal.add(entry);
}
