import path from "node:path";
import { isAlive, type ProcessIdentity } from "../toolchain/process-identity";
import type { Toolchain } from "../toolchain";
import type { ContainerDefinition, RestartPolicy, Volume } from "../groups/model";
import type { ContainerRuntime, GroupKey, State } from "../state";
import { noteEvent } from "./events";
import { insideRoot, prepareRoot, rootFolder } from "./file-system";
import { findImage, type Image } from "./images";
import { watchLog } from "./log-times";
import { requireFreePorts } from "./ports";
import { ProbeLoop } from "./probe";
import { endProcess, launch, readExitCode } from "./process";
import { requirePrograms } from "./programs";
import { StartError } from "./start-error";

// Kubernetes waits 10 s, 20 s, … 5 min between restarts; here somebody is watching.
const backOff = { firstMs: 250, maxMs: 5000, forgottenAfterMs: 10_000 };
const watchMs = 500;

export interface ContainerServices {
  state: State;
  toolchain: () => Promise<Toolchain>;
  /** Variables that the platform sets in every container of the group. */
  platform: () => Promise<Record<string, string>>;
}

/** One container of a group: a process that is kept alive according to the group's restart policy. */
export class Container {
  readonly runtime: ContainerRuntime;
  private readonly image: Image;
  private readonly root: string;
  private probes: ProbeLoop[] = [];
  private timer: NodeJS.Timeout | undefined;
  private watcher: NodeJS.Timeout | undefined;
  private delayMs = backOff.firstMs;
  /** Set while this server, and not the container, decides about its end. */
  private ending = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly services: ContainerServices,
    private readonly group: GroupKey,
    private readonly definition: ContainerDefinition,
    private readonly restartPolicy: RestartPolicy,
    generation: number,
  ) {
    const { state } = services;
    const image = findImage(definition.properties.image ?? "");
    if (image === undefined) {
      throw new Error(`no program stands for the image of container '${definition.name}'`);
    }
    this.image = image;
    this.root = rootFolder(state, group, definition.name);
    const recorded = state.readRuntime(group, definition.name);
    this.runtime =
      recorded?.generation === generation
        ? recorded
        : { generation, restartCount: 0, ready: false, waiting: "not started", events: [] };
  }

  get name(): string {
    return this.definition.name;
  }

  get isRunning(): boolean {
    return this.runtime.process !== undefined && isAlive(this.runtime.process);
  }

  /** It has ended and its restart policy does not bring it back. */
  get isTerminated(): boolean {
    return this.runtime.exit !== undefined && !this.isRunning && this.runtime.waiting === undefined;
  }

  prepare(volumes: Volume[]): void {
    prepareRoot(this.services.state, this.group, this.definition, volumes, this.image);
  }

  /** Starts it, or takes it over where an earlier server has started it; a StartError says why it cannot be. */
  async start(): Promise<void> {
    if (this.isRunning) {
      this.watch();
      return;
    }
    if (this.runtime.process !== undefined) {
      this.hasEnded(); // while no server was looking
      return;
    }
    if (this.isTerminated) {
      return;
    }
    noteEvent(this.runtime, "Pulled", `Successfully pulled image "${this.definition.properties.image}"`);
    try {
      await this.launch();
    } catch (error) {
      if (error instanceof StartError) {
        this.runtime.waiting = error.message;
        noteEvent(this.runtime, "Failed", error.message, "Warning");
        this.save();
      }
      throw error;
    }
  }

  /** Ends it without a trace of an exit, so that the next start is a fresh one. */
  async stop(): Promise<void> {
    this.ending = true;
    this.unwatch();
    await this.ended;
    const { process } = this.runtime;
    if (process !== undefined) {
      noteEvent(this.runtime, "Killing", `Killing container with id ${process.pid}.`);
      await endProcess(process);
      this.runtime.previousExit = this.exitNow();
      this.runtime.process = undefined;
      this.runtime.waiting = "stopped";
      this.runtime.ready = false;
      this.save();
    }
    this.ending = false;
  }

  /** Lets go of the process, which lives on for the next server. */
  release(): void {
    this.ending = true;
    this.unwatch();
  }

  private async launch(): Promise<void> {
    const { properties } = this.definition;
    const toolchain = await this.services.toolchain();
    const environment = await this.environment(toolchain);
    requirePrograms(this.image, properties.image ?? "", environment["PATH"] ?? "");
    await requireFreePorts(this.name, properties.ports ?? []);
    if (this.ending) {
      return;
    }
    const words = properties.command?.length ? properties.command : this.image.command;
    await launch(
      {
        command: words.map((word) => insideRoot(word, this.root, this.definition)),
        environment,
        workingDirectory: path.join(this.root, this.image.workingDirectory),
        logFile: this.services.state.logFile(this.group, this.name),
        exitFile: this.exitFile,
        record: (identity) => this.hasStarted(identity),
      },
      () => this.hasEnded(),
    );
    this.watch();
  }

  private hasStarted(process: ProcessIdentity): void {
    Object.assign(this.runtime, { process, startTime: new Date().toISOString() });
    this.runtime.waiting = undefined;
    this.runtime.ready = this.definition.properties.readinessProbe === undefined;
    noteEvent(this.runtime, "Started", "Started container");
    this.save();
  }

  private hasEnded(): void {
    if (this.ending || this.runtime.process === undefined) {
      return;
    }
    this.unwatch();
    const exit = this.exitNow();
    const livedMs = Date.now() - Date.parse(exit.startTime ?? exit.finishTime);
    const restart = this.restartPolicy === "Always" || (this.restartPolicy === "OnFailure" && exit.code !== 0);
    this.runtime.process = undefined;
    this.runtime.ready = false;
    noteEvent(this.runtime, "Terminated", `Container terminated with ExitCode ${exit.code}.`);
    if (!restart) {
      this.runtime.exit = exit;
    } else {
      this.runtime.previousExit = exit;
      this.runtime.restartCount++;
      this.delayMs = livedMs > backOff.forgottenAfterMs ? backOff.firstMs : this.delayMs;
      this.restartLater("Back-off restarting failed container");
    }
    this.save();
  }

  private restartLater(reason: string): void {
    this.runtime.waiting = reason;
    noteEvent(this.runtime, "BackOff", reason, "Warning");
    this.timer = setTimeout(() => {
      this.ended = this.launch().catch((error: Error) => {
        noteEvent(this.runtime, "Failed", error.message, "Warning");
        this.restartLater(error.message);
        this.save();
      });
    }, this.delayMs).unref();
    this.delayMs = Math.min(this.delayMs * 2, backOff.maxMs);
  }

  private watch(): void {
    this.unwatch();
    // Its own child's end is an event; a process that an earlier server has started has to be looked at.
    this.watcher = setInterval(() => {
      if (!this.isRunning) {
        this.hasEnded();
      }
      watchLog(this.services.state.logFile(this.group, this.name));
    }, watchMs).unref();
    void this.startProbes();
  }

  private async startProbes(): Promise<void> {
    const { livenessProbe, readinessProbe } = this.definition.properties;
    if (!livenessProbe && !readinessProbe) {
      return;
    }
    const target = {
      environment: await this.environment(await this.services.toolchain()),
      workingDirectory: path.join(this.root, this.image.workingDirectory),
      command: (words: string[]) => words.map((word) => insideRoot(word, this.root, this.definition)),
    };
    if (this.watcher === undefined) {
      return;
    }
    if (livenessProbe) {
      this.probes.push(new ProbeLoop(livenessProbe, target, (healthy, reason) => this.isAliveOrNot(healthy, reason)));
    }
    if (readinessProbe) {
      this.probes.push(new ProbeLoop(readinessProbe, target, (healthy, reason) => this.isReadyOrNot(healthy, reason)));
    }
  }

  private isAliveOrNot(healthy: boolean, reason: string): void {
    const { process } = this.runtime;
    if (healthy || process === undefined) {
      return;
    }
    noteEvent(this.runtime, "Unhealthy", `Liveness probe failed: ${reason}`, "Warning");
    noteEvent(this.runtime, "Killing", `Container ${this.name} failed liveness probe, will be restarted`);
    this.save();
    this.stopProbes();
    this.ended = endProcess(process).then(() => {
      if (this.runtime.process === process) {
        this.hasEnded();
      }
    });
  }

  private isReadyOrNot(healthy: boolean, reason: string): void {
    if (!healthy) {
      noteEvent(this.runtime, "Unhealthy", `Readiness probe failed: ${reason}`, "Warning");
    }
    if (!healthy || !this.runtime.ready) {
      this.runtime.ready = healthy;
      this.save();
    }
  }

  private unwatch(): void {
    clearInterval(this.watcher);
    clearTimeout(this.timer);
    this.watcher = undefined;
    this.stopProbes();
  }

  private stopProbes(): void {
    this.probes.forEach((probe) => probe.stop());
    this.probes = [];
  }

  /** Nothing of this server's environment: a container sees its image's and what its definition says. */
  private async environment(toolchain: Toolchain): Promise<Record<string, string>> {
    const own = Object.fromEntries(
      (this.definition.properties.environmentVariables ?? []).map(({ name, value, secureValue }) => [
        name,
        insideRoot(secureValue ?? value ?? "", this.root, this.definition),
      ]),
    );
    return {
      HOME: path.join(this.root, "root"),
      TMPDIR: path.join(this.root, "tmp"),
      LANG: "C.UTF-8",
      ...this.image.environment(this.root),
      ...(await this.services.platform()),
      ...own,
      PATH: [this.image.bin(toolchain), own["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"].join(":"),
    };
  }

  private exitNow(): NonNullable<ContainerRuntime["exit"]> {
    return {
      code: readExitCode(this.exitFile),
      startTime: this.runtime.startTime,
      finishTime: new Date().toISOString(),
    };
  }

  private get exitFile(): string {
    return path.join(this.services.state.containerFolder(this.group, this.name), "exit-code");
  }

  private save(): void {
    this.services.state.writeRuntime(this.group, this.name, this.runtime);
  }
}
