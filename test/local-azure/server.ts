import { setMaxListeners } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { ensureToolchain, type Toolchain } from "../toolchain";
import { tryLock } from "../toolchain/lock";
import { identifySelf, type ProcessIdentity } from "../toolchain/process-identity";
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
import { createProviders } from "./providers";
import { isFree } from "./runner/ports";
import { State } from "./state";

export interface LocalAzureOptions {
  /** Where everything is kept; one server at a time may use it. */
  stateDir: string;
  /** The port of 127.0.0.1 to listen on. Default: the last one, so that addresses stay; else any free one. */
  port?: number;
  /** Makes every long-running operation take at least this long, so that a test can kill it half-way. */
  operationDelayMs?: number;
  /** How long an online endpoint's AML token is good for. Default: 12 hours. */
  amlTokenSeconds?: number;
  /** How long a new role assignment takes until it counts. Default 0. */
  rolePropagationMs?: number;
  /** Writes each request, with its body as it came, to `<stateDir>/requests.jsonl`. */
  journal?: boolean;
  log?: (line: string) => void;
}

export interface LocalAzure {
  /** The address for `resourceManagerEndpoint`, without a slash at its end. */
  url: string;
  stop(options?: { keepContainers?: boolean }): Promise<void>;
}

/** What a running server leaves in its state folder for the command line. */
export interface ServerRecord {
  /** Absent once it has stopped. */
  process?: ProcessIdentity;
  url: string;
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
  const operations = new Operations(state, options.operationDelayMs ?? 0, stopping.signal, log);
  const principals = new Principals(state.documents);
  const entra = new Entra(state.folder, () => url);
  const access = new Access(state.documents, options.rolePropagationMs);
  const { providers, resourceGroups } = createProviders({
    state,
    operations,
    principals,
    entra,
    access,
    toolchain: onDemandToolchain(log),
    amlTokenSeconds: options.amlTokenSeconds ?? 12 * 60 * 60,
    log,
  });
  const has = (id: string) => providers.some((provider) => provider.has?.(id) ?? false);
  const router = new Router(providers, resourceGroups, operations, access, (id) => state.documents.has(id) || has(id));
  const faults = new Faults(state.folder);
  const records = requestRecords(state.folder);
  const control = new ControlEndpoints({ entra, principals, operations, faults, records });
  const door: Door = {
    entra,
    entraEndpoints: new EntraEndpoints(entra, principals),
    control: (request) => control.answer(request),
    arm: (request) => router.route(request),
    faults,
    record: (entry) => records.add(entry),
    journal: options.journal ? journalTo(state.journalFile) : () => {},
    log,
  };
  const server = http.createServer((incoming, outgoing) => {
    answer(incoming, outgoing, url, door).catch((error: Error) => {
      log(`request failed: ${error.message}`);
      outgoing.destroy();
    });
  });
  await Promise.all(providers.map((provider) => provider.start?.()));
  const url = await listen(server, options.port ?? (await lastPort(state)));
  operations.endAbandoned(has);
  writeJson(state.serverFile, { process: identifySelf(), url } satisfies ServerRecord);
  operations.resume();
  providers.forEach((provider) => provider.resume?.());
  return {
    url,
    stop: async ({ keepContainers = false } = {}) => {
      stopping.abort();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await Promise.all(providers.map((provider) => provider.close?.(keepContainers)));
      writeJson(state.serverFile, { url } satisfies ServerRecord);
      release();
    },
  };
}

function listen(server: http.Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new Error(`local Azure cannot listen on port ${port} (${error.code}); choose another one or let it choose`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** The port that this state was served on before, when it is free. */
async function lastPort(state: State): Promise<number> {
  const last = readJson<ServerRecord>(state.serverFile);
  const port = last === undefined ? 0 : Number(new URL(last.url).port);
  return (await isFree(port)) ? port : 0;
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
