import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { Deployment, EngineChoice, StepEvent } from "@azureml-webservice/deploy-harness/types";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure/server";
import { runningServer } from "@azureml-webservice/local-azure/spawn";
import { defaultFolder, ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { tryLock, type Lock } from "@azureml-webservice/local-azure/toolchain/lock";
import { buildPackage, repository } from "./build-package";
import { LocalSurroundings } from "./local-surroundings";
import { DemoFailure, type Scenario, type ScenarioTools } from "./scenario";
import { StepLines } from "./step-lines";
import type { Terminal } from "./terminal";

const folder = path.join(defaultFolder, "demo");
/** Inside local Azure's folder, so that ending a kept service removes its keys and the stack's state as well. */
const stackFolder = path.join(folder, "stack");
const lockFolder = `${folder}.lock`;
const localAzureCli = path.join(repository, "packages", "local-azure", "src", "cli.ts");
/** Azure takes up to minutes until a new role counts; long enough here to be seen. */
const rolePropagationMs = 2000;
const run = promisify(execFile);

/** Where a scenario plays: a toolchain, a local Azure and a stack of its own, and nothing left of an earlier one. */
export class Stage implements ScenarioTools {
  public readonly folder = stackFolder;
  public python = "";
  private azure: LocalAzure | undefined;
  private current: Deployment | undefined;
  private readonly keptLines: string[] = [];
  private readonly endings: (() => Promise<void>)[] = [];
  private readonly stepLines: StepLines;
  /** Held while this demo runs: only then is what stands in the folder its own. */
  private held: Lock | undefined;

  constructor(
    private readonly scenario: Scenario,
    private readonly engine: EngineChoice,
    public readonly keep: boolean,
    public readonly terminal: Terminal,
  ) {
    this.stepLines = new StepLines(terminal);
  }

  public async open(): Promise<void> {
    const log = (line: string) => this.terminal.line(line);
    this.terminal.section("Get ready");
    this.takeOver();
    await this.removeLeftovers();
    this.azure = await startLocalAzure({ stateDir: folder, rolePropagationMs, log: () => undefined });
    this.terminal.line(`local Azure answers at ${this.azure.url}`);
    // Before what takes long: an engine that cannot be had is said at once.
    this.terminal.line(`engine: ${(await this.deployment({})).description}`);
    await buildPackage(log);
    this.python = (await ensureToolchain({ log })).python;
  }

  public get surroundings(): LocalSurroundings {
    return new LocalSurroundings(this, this.azure?.url ?? "", path.join(folder, "files"));
  }

  public async deployment(config: Record<string, string>, trusted?: string): Promise<Deployment> {
    const options = {
      program: this.scenario.program,
      stack: "demo",
      config,
      stateDir: stackFolder,
      armEndpoint: this.azure?.url ?? "",
      engine: this.engine,
      environment: trusted === undefined ? undefined : { NODE_EXTRA_CA_CERTS: trusted },
      onEvent: (event: StepEvent) => void this.stepLines.tell(event),
    };
    this.current = await createDeployment(options).catch((error: Error) => {
      throw new DemoFailure(error.message);
    });
    return this.current;
  }

  public quietly<T>(work: Promise<T>): Promise<T> {
    return this.stepLines.quietly(work);
  }

  public keepFile(name: string, content: string): string {
    const file = path.join(stackFolder, name);
    fs.writeFileSync(file, content, { mode: 0o600 });
    return relative(file);
  }

  public atEnd(work: () => Promise<void>): void {
    this.endings.push(work);
  }

  public keepLine(line: string): void {
    this.keptLines.push(line);
  }

  /** The end of a demo that went well. */
  public async close(): Promise<void> {
    if (!this.keep) {
      return this.clear();
    }
    await this.end();
    await this.azure?.stop({ keepContainers: true });
    await localAzure("start");
    this.held?.release();
    this.terminal.section("Still running; call it with");
    this.keptLines.forEach((line) => this.terminal.plain(`  ${line}`));
    this.terminal.plain(`\nLook at it:  npm run local-azure -- status --state-dir ${relative(folder)}`);
    this.terminal.plain(`End it:      npm run local-azure -- reset --yes --state-dir ${relative(folder)}`);
  }

  /** The end of a demo that did not: whatever it started is ended. What it did not start is left alone. */
  public async clear(_why?: "interrupted"): Promise<void> {
    this.current?.kill();
    await this.end();
    await this.azure?.stop();
    if (this.held !== undefined) {
      fs.rmSync(folder, { recursive: true, force: true });
      this.held.release();
      this.held = undefined;
    }
  }

  private async end(): Promise<void> {
    await Promise.all(this.endings.splice(0).map((work) => work()));
  }

  private takeOver(): void {
    fs.mkdirSync(defaultFolder, { recursive: true });
    const lock = tryLock(lockFolder);
    if ("holder" in lock) {
      throw new DemoFailure(`another demo runs as process ${lock.holder.pid}; wait until it ends, or end it`);
    }
    this.held = lock;
  }

  private async removeLeftovers(): Promise<void> {
    if (runningServer(folder) !== undefined) {
      this.terminal.line("taking down the service that an earlier demo kept");
    }
    if (fs.existsSync(path.join(folder, "server.lock"))) {
      await localAzure("reset", "--yes");
    }
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(stackFolder, { recursive: true, mode: 0o700 });
  }
}

function localAzure(command: string, ...options: string[]) {
  return run(
    process.execPath,
    ["--import", require.resolve("tsx"), localAzureCli, command, "--state-dir", folder, ...options],
    {
      cwd: repository,
    },
  );
}

/** As it is written where the person called npm, which need not be the repository. */
function relative(file: string): string {
  return path.relative(process.env.INIT_CWD ?? process.cwd(), file);
}
