import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { createDeployment } from "../drivers";
import type { Deployment, EngineChoice, StepEvent } from "../drivers/types";
import { startLocalAzure, type LocalAzure } from "../local-azure/server";
import { defaultFolder, ensureToolchain } from "../toolchain";
import { buildPackage, repository } from "../support/build";
import { freePortNear } from "../support/ports";
import type { Scenario, ScenarioTools } from "./scenario";
import type { Terminal } from "./terminal";

const folder = path.join(defaultFolder, "demo");
const azureFolder = path.join(folder, "azure");
const engineFolder = path.join(folder, "engine");
const localAzureCli = path.join(repository, "test", "local-azure", "cli.ts");
const run = promisify(execFile);

/** Where a scenario plays: a toolchain, a local Azure and a stack of its own, and nothing left of an earlier one. */
export class Stage implements ScenarioTools {
  public python = "";
  private azure: LocalAzure | undefined;
  private current: Deployment | undefined;
  private curlLines: string[] = [];
  private muted = false;

  constructor(
    private readonly scenario: Scenario,
    private readonly engine: EngineChoice,
    public readonly keep: boolean,
    public readonly terminal: Terminal,
  ) {}

  public async open(): Promise<void> {
    const log = (line: string) => this.terminal.line(line);
    this.terminal.section("Get ready");
    await buildPackage(log);
    this.python = (await ensureToolchain({ log })).python;
    await this.removeLeftovers();
    this.azure = await startLocalAzure({ stateDir: azureFolder, log: () => undefined });
    this.terminal.line(`local Azure answers at ${this.azure.url}`);
  }

  public async port(name: string, wanted: number): Promise<number> {
    const port = await freePortNear(wanted);
    if (port !== wanted) {
      this.terminal.line(`port ${wanted} is taken; ${name} is ${port} instead`);
    }
    return port;
  }

  public async deployment(config: Record<string, string>): Promise<Deployment> {
    this.current = await createDeployment({
      program: this.scenario.program,
      stack: "demo",
      config,
      stateDir: engineFolder,
      armEndpoint: this.azure?.url ?? "",
      engine: this.engine,
      onEvent: (event) => this.tellStep(event),
    });
    return this.current;
  }

  public async quietly<T>(work: Promise<T>): Promise<T> {
    this.muted = true;
    try {
      return await work;
    } finally {
      this.muted = false;
    }
  }

  public keepKeys(uri: string, input: unknown, keys: Record<string, string>): void {
    const inputFile = this.keepFile("input.json", JSON.stringify(input));
    this.curlLines = Object.entries(keys).map(([slot, key]) => {
      // From a file, because arguments are seen by every process of the machine.
      const header = this.keepFile(`${slot}.header`, `Authorization: Bearer ${key}\n`);
      return `curl -H @${header} -H 'Content-Type: application/json' --data @${inputFile} ${uri}`;
    });
  }

  /** The end of a demo that went well. */
  public async close(): Promise<void> {
    if (!this.keep) {
      return this.clear();
    }
    await this.azure?.stop({ keepContainers: true });
    await localAzure("start");
    this.terminal.section("Still running; call it with");
    this.curlLines.forEach((line) => this.terminal.plain(`  ${line}`));
    this.terminal.plain(`\nLook at it:  npm run local-azure -- status --state-dir ${relative(azureFolder)}`);
    this.terminal.plain(`End it:      npm run local-azure -- reset --yes --state-dir ${relative(azureFolder)}`);
  }

  /** The end of a demo that did not: whatever it started is ended. */
  public async clear(): Promise<void> {
    this.current?.kill();
    await this.azure?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }

  private async removeLeftovers(): Promise<void> {
    if (fs.existsSync(azureFolder)) {
      await localAzure("reset", "--yes");
    }
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  private tellStep({ phase, step }: StepEvent): void {
    if (this.muted || phase === "start" || step.op === "same" || step.op === "read") {
      return;
    }
    const done = { create: "created", update: "updated", replace: "replaced", delete: "deleted" }[step.op];
    this.terminal.line(phase === "done" ? `${done} ${step.name}` : `failed to ${step.op} ${step.name}`);
  }

  private keepFile(name: string, content: string): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content, { mode: 0o600 });
    return relative(file);
  }
}

function localAzure(command: string, ...options: string[]) {
  return run(process.execPath, ["--import", "tsx", localAzureCli, command, "--state-dir", azureFolder, ...options], {
    cwd: repository,
  });
}

function relative(file: string): string {
  return path.relative(process.cwd(), file);
}
