import * as fs from "node:fs";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { Deployment, Result, StepEvent } from "@azureml-webservice/deploy-harness/types";
import { defaultFolder, ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { ArmRefusal } from "../arm";
import { buildPackage } from "../build-package";
import { patience } from "../call";
import type { Wish, AzureWish } from "../options";
import { DemoFailure, type ScenarioTools } from "../scenario";
import { StepLines } from "../step-lines";
import type { Terminal } from "../terminal";
import { agreed, requireSomebody } from "./confirm";
import { costOf } from "./cost";
import { needsOf, type NeededPart } from "./needs";
import { armAudience, look } from "./look";
import { namesOf } from "./names";
import { observations } from "./observations";
import { makeGroup, registerProviders, requireRights } from "./preflight";
import { Redaction, reportText, writeReport, type Observation, type Step } from "./report";
import { AzureSurroundings, type Place } from "./surroundings";
import { tearDown, wayDown } from "./tear-down";
import { versions } from "./versions";

/** Roles, certificates and instances take Azure up to this. */
const azureSeconds = 900;
const quietSeconds = 30;
/** What the state keeps as a secret of the program's configuration. */
const secretConfig = new Set(["storageKey", "privateKey"]);

/** A run on a subscription: what is asked before, made around the example, observed, taken down and reported. */
export class AzureStage implements ScenarioTools {
  public readonly folder: string;
  public python = "";
  private readonly names;
  private readonly redaction = new Redaction();
  private readonly stepLines: StepLines;
  private readonly steps: Step[] = [];
  private readonly started = new Map<string, number>();
  private readonly endings: (() => Promise<void>)[] = [];
  private readonly keptLines: string[] = [];
  private observed: readonly Observation[] = [];
  private place: Place | undefined;
  private around: AzureSurroundings | undefined;
  private current: Deployment | undefined;
  private cliVersion = "";
  /** From here on something may be there that has to be taken down. */
  private hasBegun = false;
  /** All rights and providers are there. */
  private isReady = false;
  private isEnding = false;

  constructor(
    private readonly wish: Wish,
    private readonly azure: AzureWish,
    public readonly terminal: Terminal,
  ) {
    this.names = namesOf(azure.prefix);
    this.folder = path.join(defaultFolder, "azure-demo", azure.prefix);
    this.stepLines = new StepLines(terminal, quietSeconds);
  }

  public get keep(): boolean {
    return this.wish.keep;
  }

  public get surroundings(): AzureSurroundings {
    if (this.around === undefined || this.isEnding) {
      throw new DemoFailure("the demo is ending");
    }
    return this.around;
  }

  public async open(): Promise<void> {
    requireSomebody(this.azure.yes);
    this.terminal.section("Look before anything is made");
    const { place, tenantId, cliVersion } = await look(this.wish.scenario, this.azure, this.redaction, this.terminal);
    Object.assign(this, { place, cliVersion });
    patience.seconds = place.cloud.isLocal ? patience.seconds : azureSeconds;
    this.tellPlan();
    if (!this.azure.yes && !(await agreed("Make all this and pay for it?"))) {
      throw new DemoFailure("nothing was made, because nobody agreed");
    }
    this.terminal.section("Get ready");
    const log = (line: string) => this.terminal.line(line);
    await buildPackage(log);
    this.python = (await ensureToolchain({ log })).python;
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.around = new AzureSurroundings(this, place, tenantId);
    this.hasBegun = true;
    await this.prepare(place, this.around.groupId);
    log(`engine: ${(await this.deployment({})).description}`);
  }

  /** Parts of the scenario, with what the demo needs around it. */
  private parts(): NeededPart[] {
    const { makes } = this.wish.scenario.azure;
    const isPublic = this.place?.cloud.isLocal === false;
    const builds = this.azure.image === undefined ? (["registry"] as const) : [];
    return [...makes, ...builds, ...(isPublic && makes.includes("workspace") ? (["insights"] as const) : [])];
  }

  private tellPlan(): void {
    const { terminal, names, azure, wish } = this;
    const { makes } = wish.scenario.azure;
    terminal.section(`What will be made in ${azure.location}, on the subscription that is signed in to`);
    terminal.line(
      `resource groups ${names.programGroup} and ${names.givenGroup}, and all in them, named ${names.prefix}-…`,
    );
    if (makes.includes("principals")) {
      terminal.line(`applications in Microsoft Entra, named ${names.prefix}-…`);
    }
    Object.values(azure.given).forEach((id) =>
      terminal.line(`a service for the demo in ${id.split("/").slice(-3).join("/")}`),
    );
    const paid = this.parts().filter((part) => part !== "insights");
    costOf([...paid, "probes"]).lines.forEach((line) => terminal.line(line));
    terminal.line(wish.keep ? "it stays until you take it down (--keep)" : "it is taken down at the end");
  }

  private async prepare({ arm, subscription, location, names }: Place, groupId: string): Promise<void> {
    const { actions, namespaces } = needsOf(this.parts());
    await makeGroup(arm, groupId, location, names.prefix).catch((error: unknown) => {
      // What Azure refused is not there.
      this.hasBegun = !(error instanceof ArmRefusal);
      throw error;
    });
    await requireRights(arm, groupId, actions);
    await registerProviders(arm, subscription, namespaces, (line) => this.terminal.line(line));
    this.isReady = true;
    this.terminal.line(`resource group ${names.givenGroup}; all rights that are needed are there`);
  }

  public async deployment(config: Record<string, string>, trusted?: string): Promise<Deployment> {
    const { cloud, signIn, subscription } = this.place as Place;
    const entries = Object.entries(config).map(([key, value]) => [
      key,
      secretConfig.has(key) ? { secret: value } : value,
    ]);
    const deployment = await createDeployment({
      program: this.wish.scenario.program,
      stack: "demo",
      config: Object.fromEntries(entries) as Record<string, string | { secret: string }>,
      stateDir: path.join(this.folder, "stack"),
      armEndpoint: cloud.resourceManager,
      armToken: await signIn.token(armAudience),
      azureNative: cloud.isLocal ? "stand-in" : "plugin",
      engine: "cli",
      environment: {
        ARM_SUBSCRIPTION_ID: subscription,
        ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
      },
      onEvent: (event) => this.noteStep(event),
    }).catch((error: Error) => {
      throw new DemoFailure(error.message);
    });
    this.current = deployment;
    return this.watched(deployment);
  }

  /** Nothing new begins once the demo is ending, and the secrets of each result are known to the report. */
  private watched(deployment: Deployment): Deployment {
    const noted = async (work: () => Promise<Result>): Promise<Result> => {
      if (this.isEnding) {
        throw new DemoFailure("the demo is ending");
      }
      const result = await work();
      for (const [name, { value, secret }] of Object.entries(result.outputs)) {
        this.redaction.add(name, secret && typeof value === "string" ? value : undefined);
      }
      return result;
    };
    return {
      engine: deployment.engine,
      description: deployment.description,
      preview: () => noted(() => deployment.preview()),
      up: () => noted(() => deployment.up()),
      destroy: async () => {
        const result = await noted(() => deployment.destroy());
        this.current = result.ok ? undefined : deployment;
        return result;
      },
      refresh: () => noted(() => deployment.refresh()),
      recover: () => noted(() => deployment.recover()),
      outputs: () => deployment.outputs(),
      stateFile: () => deployment.stateFile(),
      kill: () => deployment.kill(),
    };
  }

  private noteStep(event: StepEvent): void {
    const { phase, step } = event;
    if (!this.stepLines.tell(event)) {
      return;
    }
    if (phase === "start") {
      this.started.set(step.urn, Date.now());
      return;
    }
    const seconds = (Date.now() - (this.started.get(step.urn) ?? Date.now())) / 1000;
    this.steps.push({ what: `${step.op} ${step.type} ${step.name}`, seconds, failed: phase === "failed" });
  }

  public quietly<T>(work: Promise<T>): Promise<T> {
    return this.stepLines.quietly(work);
  }

  public keepFile(name: string, content: string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, content, { mode: 0o600 });
    return path.relative(process.env.INIT_CWD ?? process.cwd(), file);
  }

  public atEnd(work: () => Promise<void>): void {
    this.endings.push(work);
  }

  public keepLine(line: string): void {
    this.keptLines.push(line);
  }

  public async close(): Promise<void> {
    await this.observe();
    if (!this.keep) {
      return this.end();
    }
    this.terminal.section("Still running, and still paid for; call it with");
    this.keptLines.forEach((line) => this.terminal.plain(`  ${line}`));
    wayDown(this.terminal, this.place as Place, this.around?.applications ?? [], this.folder);
    this.report();
  }

  /** The end of a demo that did not go well, or was interrupted: whatever it made is taken down. */
  public async clear(why?: "interrupted"): Promise<void> {
    if (!this.hasBegun) {
      return;
    }
    if (why === undefined && this.isReady) {
      await this.observe();
    }
    await this.end();
  }

  private async observe(): Promise<void> {
    const { place, around } = this;
    if (place !== undefined && around !== undefined) {
      this.terminal.section("Observe what the documents leave open");
      const { makes } = this.wish.scenario.azure;
      this.observed = await observations({ place, around, makes, terminal: this.terminal });
    }
  }

  private async end(): Promise<void> {
    this.isEnding = true;
    const { place, around, terminal, current, names, folder } = this;
    if (place === undefined || around === undefined) {
      return;
    }
    terminal.section(`Take down all that is named ${names.prefix}; this takes minutes on Azure`);
    await current?.interrupt?.();
    const isOutside = this.wish.scenario.azure.makes.includes("endpoint");
    const gone = await tearDown({
      place,
      around,
      terminal,
      endings: this.endings.splice(0),
      // What is in a group of the demo's own goes with it, but for a role that callers of an endpoint have.
      destroy: isOutside ? this.current : undefined,
    });
    if (gone) {
      fs.rmSync(folder, { recursive: true, force: true });
    } else {
      wayDown(terminal, place, around.applications, folder);
    }
    this.report();
  }

  private report(): void {
    const { terminal, wish, names, cliVersion } = this;
    const file = this.azure.report ?? path.join(defaultFolder, "reports", `${wish.scenario.name}-${names.prefix}.md`);
    const text = reportText(
      {
        title: `${wish.scenario.name} on ${this.place?.cloud.isLocal ? "local Azure" : "Azure"}, ${this.azure.location}`,
        outcome: terminal.outcome,
        versions: versions(cliVersion, wish.scenario.program),
        steps: this.steps,
        observations: this.observed,
        lines: terminal.lines,
      },
      this.redaction,
    );
    writeReport(file, text);
    terminal.plain(`\nThe report, without secrets: ${path.relative(process.env.INIT_CWD ?? process.cwd(), file)}`);
  }
}
