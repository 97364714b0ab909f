import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { Properties } from "../providers/properties";
import { programEnvironment } from "../program-environment";
import { readProject, stackConfig, type Project } from "../project";
import type { ConfigValue, DeployOptions, Deployment, Outputs, Result, Selection } from "../types";
import { STACK_TYPE } from "../urn";
import { engineService } from "./engine-service";
import { Hooks } from "./hooks";
import { Lock } from "./lock";
import { resourceMonitor } from "./monitor";
import { Operation } from "./operation";
import { Program } from "./program";
import { Providers, type ProviderFactory } from "./providers";
import { recoverState } from "./recover";
import { refreshState } from "./refresh";
import { readOutputs, Report } from "./report";
import { Snapshot } from "./snapshot";
import { StateFile } from "./state";

/** One running operation, as far as `kill` has to reach it. */
interface Running {
  state: StateFile;
  program?: Program;
  server?: grpc.Server;
  killed: () => void;
}

/** How long a failed program has for what it may still want to say or register. */
const GRACE_MS = 1500;

const KILLED = "the operation was killed";

/** Deploys without the pulumi CLI: a driver for tests and the demo, with no ambition to be an engine. */
export class InProcessDeployment implements Deployment {
  readonly engine = "in-process";
  private readonly project: Project;
  private readonly config: Record<string, ConfigValue>;
  private readonly lock: Lock;
  private running: Running | undefined;

  constructor(
    private readonly options: DeployOptions,
    readonly description: string,
    private readonly makeProvider: ProviderFactory,
  ) {
    mkdirSync(options.stateDir, { recursive: true, mode: 0o700 });
    this.project = readProject(options.program);
    this.config = stackConfig(this.project, options.config);
    this.lock = new Lock(join(options.stateDir, `${this.project.name}.${options.stack}.lock`));
  }

  preview(selection?: Selection): Promise<Result> {
    refuseSelection(selection);
    return this.locked("preview", (running, report) => this.run(running, report, true));
  }

  up(selection?: Selection): Promise<Result> {
    refuseSelection(selection);
    return this.locked("up", async (running, report) => {
      await this.run(running, report, false);
      if (report.failed) {
        report.outputs = await this.outputs();
      }
    });
  }

  /** As with the CLI the program does not run, so hooks around a deletion cannot: they need an `up` that deletes. */
  destroy(): Promise<Result> {
    return this.locked("destroy", async ({ state }, report) => {
      await new Operation(this.parts(new Snapshot(state, true), report, false)).destroyAll();
    });
  }

  refresh(): Promise<Result> {
    return this.locked("refresh", async ({ state }, report) => {
      await refreshState(state, this.providers(), report);
      report.outputs = await this.outputs();
    });
  }

  recover(): Promise<Result> {
    this.lock.release();
    return this.locked("recover", async ({ state }, report) => {
      await recoverState(state, this.providers(), report);
    });
  }

  async outputs(): Promise<Outputs> {
    const stack = this.state()
      .read()
      .resources.find(({ type }) => type === STACK_TYPE);
    return readOutputs(stack?.outputs ?? {});
  }

  stateFile(): string {
    return this.state().path;
  }

  kill(): void {
    const running = this.running;
    running?.state.close();
    running?.program?.kill();
    running?.server?.forceShutdown();
    running?.killed();
  }

  private state(): StateFile {
    return new StateFile(this.options.stateDir, this.project.name, this.options.stack);
  }

  private async locked(name: string, work: (running: Running, report: Report) => Promise<void>): Promise<Result> {
    const report = new Report(this.options.onEvent ?? (() => undefined));
    const refusal = this.lock.take(name);
    if (refusal !== undefined) {
      report.fail(refusal);
      return report.result();
    }
    let killed = false;
    const end = new Promise<void>((resolve) => {
      const mark = () => {
        killed = true;
        resolve();
      };
      this.running = { state: this.state(), killed: mark };
    });
    const done = work(this.running as unknown as Running, report).catch((error: unknown) => {
      report.failUnlessFailed(error instanceof Error ? error.message : String(error));
    });
    await Promise.race([done, end]);
    this.running = undefined;
    if (killed) {
      // Nobody is left to tidy up after a real kill either: the lock stays.
      report.fail(KILLED);
    } else {
      this.lock.release();
    }
    return report.result();
  }

  private async run(running: Running, report: Report, preview: boolean): Promise<void> {
    const snapshot = new Snapshot(running.state, !preview);
    warnOfInterrupted(snapshot, report);
    const parts = this.parts(snapshot, report, preview);
    const operation = new Operation(parts);
    // A failure has been reported; the program ends the same way.
    const onProgramEnd = () => operation.finish().catch(() => undefined);
    const server = await serve([
      engineService(report),
      resourceMonitor({ ...parts, folder: this.project.folder, operation, onProgramEnd }),
    ]);
    running.server = server.server;
    const program = new Program({
      project: this.project,
      stack: this.options.stack,
      config: this.config,
      preview,
      inline: this.options.inline ?? false,
      environment: programEnvironment(this.options),
      address: server.address,
      // After a failure the SDK only complains that nobody takes its messages any more.
      onOutput: (text) => report.failed || report.message("info", text.trimEnd()),
    });
    running.program = program;
    const failure = await endOf(program, () => report.failed && operation.quietFor() > GRACE_MS);
    parts.hooks.close();
    server.server.forceShutdown();
    if (failure !== undefined) {
      report.failUnlessFailed(failure);
    }
  }

  private parts(snapshot: Snapshot, report: Report, preview: boolean) {
    const hooks = new Hooks(preview, (text, urn) => report.message("warning", text, urn));
    return {
      project: this.project.name,
      stack: this.options.stack,
      preview,
      snapshot,
      providers: this.providers(),
      hooks,
      report,
    };
  }

  private providers(): Providers {
    return new Providers(this.makeProvider, (packageName) => this.providerConfig(packageName));
  }

  private providerConfig(packageName: string): Properties {
    const own = Object.entries(this.config).filter(([key]) => key.startsWith(`${packageName}:`));
    return Object.fromEntries(
      own.map(([key, value]) => [key.slice(packageName.length + 1), typeof value === "string" ? value : value.secret]),
    );
  }
}

function refuseSelection(selection: Selection | undefined): void {
  if (selection !== undefined) {
    throw new Error(
      "the in-process driver does not know target, replace and policyPack; use the pulumi CLI (engine cli)",
    );
  }
}

/** A program that has failed may linger on connections that nobody needs; the engine ends it, too. */
async function endOf(program: Program, isDone: () => boolean): Promise<string | undefined> {
  const watch = setInterval(() => isDone() && program.kill(), 100);
  try {
    return await program.ended;
  } finally {
    clearInterval(watch);
  }
}

/** The engine warns and goes on: what was begun may exist, and creating it again is then refused. */
function warnOfInterrupted(snapshot: Snapshot, report: Report): void {
  if (snapshot.interrupted.length > 0) {
    const list = snapshot.interrupted.map(({ kind, resource }) => `  * ${resource.urn}, interrupted while ${kind}`);
    report.message(
      "warning",
      `${list.length} operations of an earlier deployment were interrupted:\n${list.join("\n")}\n` +
        "recover the deployment first (recover() here; `pulumi refresh` and `pulumi import` with the CLI)",
    );
  }
}

interface Service {
  service: grpc.ServiceDefinition;
  handlers: grpc.UntypedServiceImplementation;
}

async function serve(services: Service[]): Promise<{ server: grpc.Server; address: string }> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  services.forEach(({ service, handlers }) => server.addService(service, handlers));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, address: `127.0.0.1:${port}` };
}
