import { existsSync, mkdirSync, rmSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Toolchain } from "../../toolchain";
import { isAlive, type ProcessIdentity } from "../../toolchain/process-identity";
import { readJson, writeJson } from "../../json-file";
import { capLog, readLog } from "../../runner/log-file";
import { isFree } from "../../runner/ports";
import { ProbeLoop } from "../../runner/probe";
import { endProcess, launch } from "../../runner/process";
import { StartError } from "../../runner/start-error";
import type { ServedInstance } from "../scoring/served";
import { serverCommand, serverEnvironment, type Blueprint } from "./blueprint";
import { reasonInLog } from "./log-reason";

/** Left on disk for the server that comes after a kill. */
interface InstanceRecord {
  process: ProcessIdentity;
  port: number;
}

const portTries = 5;
const askEveryMs = 100;
const watchMs = 500;
const backOff = { firstMs: 250, maxMs: 5000 };

/** One instance of a deployment: an inference server on a private port, kept alive. */
export class Instance implements ServedInstance {
  inFlight = 0;
  /** Takes requests. */
  ready = false;
  private readonly ending = new AbortController();
  private record: InstanceRecord | undefined;
  private watcher: NodeJS.Timeout | undefined;
  private restart: NodeJS.Timeout | undefined;
  private probes: ProbeLoop[] = [];
  private delayMs = backOff.firstMs;
  private work: Promise<void> = Promise.resolve();

  constructor(
    readonly folder: string,
    private readonly blueprint: Blueprint,
    private readonly toolchain: () => Promise<Toolchain>,
  ) {
    this.record = readJson(this.recordFile);
  }

  get port(): number {
    return this.record?.port ?? 0;
  }

  get logFile(): string {
    return path.join(this.folder, "output.log");
  }

  /** Starts it, or takes over what an earlier server has started; a StartError says why it does not become ready. */
  start(): Promise<void> {
    this.work = this.startOnce();
    return this.work;
  }

  /** For an instance that ran before: it is kept trying, as one that has crashed. */
  revive(): void {
    this.work = this.startOnce().catch(() => this.restartLater());
  }

  /** Lets those requests end that it has, but no longer than `patienceMs`. */
  async drain(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    while (this.inFlight > 0 && Date.now() < until && !this.ending.signal.aborted) {
      await sleep(20);
    }
  }

  async end(): Promise<void> {
    this.release();
    await this.work.catch(() => {});
    if (this.record) {
      await endProcess(this.record.process);
    }
  }

  /** Lets go of the process, which lives on for the next server. */
  release(): void {
    this.ready = false;
    this.ending.abort();
    this.unwatch();
  }

  private async startOnce(): Promise<void> {
    for (let tries = 1; ; tries++) {
      const from = await this.launch();
      const outcome = await this.becomesReady();
      if (outcome === "ready") {
        this.ready = true;
        this.delayMs = backOff.firstMs;
        this.watch();
        return;
      }
      if (outcome === "stopped") {
        return;
      }
      const output = readLog(this.logFile).slice(from);
      if (outcome === "ended" && tries < portTries && /Address already in use/i.test(output)) {
        continue; // another program was faster
      }
      if (this.record) {
        await endProcess(this.record.process);
      }
      // The code is documented ("Troubleshoot online endpoints", ERROR: ResourceNotReady), and the first words are its.
      throw new StartError(
        "ResourceNotReady",
        outcome === "ended"
          ? `User container has crashed or terminated. ${reasonInLog(output)}`
          : `The readiness probe of the user container failed for ${this.blueprint.startSeconds} s. ${reasonInLog(output)}`,
      );
    }
  }

  /** Answers where the new output begins; what lives already is taken over. */
  private async launch(): Promise<number> {
    if (this.record && isAlive(this.record.process)) {
      return 0;
    }
    const toolchain = await this.toolchain();
    const port = await freePort();
    if (this.ending.signal.aborted) {
      return 0;
    }
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const from = readLog(this.logFile).length;
    await launch(
      {
        command: serverCommand(this.blueprint, port),
        environment: serverEnvironment(this.blueprint, toolchain),
        workingDirectory: this.blueprint.appRoot,
        logFile: this.logFile,
        exitFile: path.join(this.folder, "exit-code"),
        record: (process) => {
          this.record = { process, port };
          writeJson(this.recordFile, this.record);
        },
      },
      () => this.hasEnded(),
    );
    return from;
  }

  private async becomesReady(): Promise<"ready" | "ended" | "late" | "stopped"> {
    const until = Date.now() + this.blueprint.startSeconds * 1000;
    for (;;) {
      if (this.ending.signal.aborted) {
        return "stopped";
      }
      if (!this.record || !isAlive(this.record.process)) {
        return "ended";
      }
      if (await answersOk(this.port, this.blueprint.readiness.path)) {
        return "ready";
      }
      if (Date.now() > until) {
        return "late";
      }
      await sleep(askEveryMs);
    }
  }

  private watch(): void {
    this.unwatch();
    // Its own child's end is an event; a process that an earlier server has started has to be looked at.
    this.watcher = setInterval(() => {
      if (this.record && !isAlive(this.record.process)) {
        this.hasEnded();
      }
      capLog(this.logFile);
    }, watchMs).unref();
    const target = { environment: {}, workingDirectory: this.folder, command: (words: string[]) => words };
    const { liveness, readiness } = this.blueprint;
    const get = (route: string) => ({ httpGet: { path: route, port: this.port } });
    this.probes = [
      new ProbeLoop({ ...readiness.timing, ...get(readiness.path) }, target, (healthy) => {
        this.ready = healthy && !this.ending.signal.aborted;
      }),
      new ProbeLoop({ ...liveness.timing, ...get(liveness.path) }, target, (healthy) => {
        if (!healthy && this.record) {
          this.ready = false;
          this.stopProbes();
          void endProcess(this.record.process);
        }
      }),
    ];
  }

  private hasEnded(): void {
    if (this.ending.signal.aborted || this.watcher === undefined) {
      return; // it is being ended, or it is only starting: there its end is looked for
    }
    this.ready = false;
    this.unwatch();
    this.restartLater();
  }

  private restartLater(): void {
    if (this.ending.signal.aborted) {
      return;
    }
    this.restart = setTimeout(() => this.revive(), this.delayMs).unref();
    this.delayMs = Math.min(this.delayMs * 2, backOff.maxMs);
  }

  private unwatch(): void {
    clearInterval(this.watcher);
    clearTimeout(this.restart);
    this.watcher = undefined;
    this.stopProbes();
  }

  private stopProbes(): void {
    this.probes.forEach((probe) => probe.stop());
    this.probes = [];
  }

  private get recordFile(): string {
    return recordFileIn(this.folder);
  }
}

/** Ends what an earlier server has left running in an instance's folder. */
export async function endRecorded(folder: string): Promise<void> {
  const record = existsSync(folder) ? readJson<InstanceRecord>(recordFileIn(folder)) : undefined;
  if (record) {
    await endProcess(record.process);
  }
  rmSync(folder, { recursive: true, force: true });
}

function recordFileIn(folder: string): string {
  return path.join(folder, "instance.json");
}

// Below what systems hand out for outgoing connections, so that a port once found free stays so in most cases.
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) {
      return port;
    }
  }
}

function answersOk(port: number, route: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: "127.0.0.1", port, path: route, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 400);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
