import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { isAlive, type ProcessIdentity } from "./toolchain/process-identity";
import { readJson } from "./json-file";
import type { LocalAzureOptions, ServerRecord } from "./server";
import { State } from "./state";

export interface SpawnedLocalAzure {
  url: string;
  /** With TLS, and the authority to trust for it, when that was asked for. */
  tlsUrl?: string;
  caFile?: string;
  pid: number;
  /** As a power cut: SIGKILL, no clean-up; the containers live on. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Orderly: the containers are ended, too. */
  stop(): Promise<void>;
}

/**
 * Starts local Azure in a process of its own, detached, and waits until it answers. What stands for images is looked for
 * on the PATH of `environment`.
 */
export async function spawnLocalAzure(
  options: Omit<LocalAzureOptions, "log">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SpawnedLocalAzure> {
  const stateDir = path.resolve(options.stateDir);
  const logFile = serverLogFile(stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "a", 0o600);
  const before = readFileSync(logFile, "utf8").length;
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), path.join(__dirname, "serve.ts"), JSON.stringify({ ...options, stateDir })],
    { detached: true, stdio: ["ignore", log, log], env: environment },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = (signal: NodeJS.Signals) => {
    child.ref();
    child.kill(signal);
    return exited;
  };
  const server = await ready(stateDir, child);
  if (server === undefined) {
    throw new Error(`local Azure did not start: ${readFileSync(logFile, "utf8").slice(before).trim()}`);
  }
  child.unref();
  const { url, tlsUrl, caFile } = server;
  return { url, tlsUrl, caFile, pid: child.pid ?? 0, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

export function serverLogFile(stateDir: string): string {
  return path.join(stateDir, "server.log");
}

type RunningServer = ServerRecord & { process: ProcessIdentity };

/** The server that runs on a state folder, if there is one. */
export function runningServer(stateDir: string): RunningServer | undefined {
  const record = readJson<ServerRecord>(new State(stateDir).serverFile);
  return record?.process && isAlive(record.process) ? { ...record, process: record.process } : undefined;
}

/** The record of the child once it serves; undefined when it has ended instead. */
async function ready(stateDir: string, child: ChildProcess): Promise<RunningServer | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const server = runningServer(stateDir);
    if (server !== undefined && server.process.pid === child.pid) {
      return server;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
