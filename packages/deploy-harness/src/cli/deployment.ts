import { existsSync, rmSync } from "node:fs";
import { RandomProvider } from "../providers/random";
import { serveProvider, type ServedProvider } from "../providers/serve";
import { azureNative } from "../azure-native";
import { programEnvironment } from "../program-environment";
import { readProject } from "../project";
import type { DeployOptions, Deployment, Outputs, Result, Selection } from "../types";
import { nameOf, typeOf } from "../urn";
import { EventReader } from "./events";
import type { Executable } from "./executable";
import { importDocument, pendingCreations } from "./pending";
import type { Command, Finished } from "./process";
import { chooseRandom, type RandomChoice } from "./random";
import { Workspace } from "./workspace";

/** The mark that the CLI prints in place of a value that is not known before the operation. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const HIDDEN = "[secret]";

/** An import writes no program and protects nothing: the program that is there says what should be. */
const AS_IT_IS = ["--generate-code=false", "--protect=false"];

/** Deploys with the real `pulumi`, its file backend, and the stand-in for azure-native. */
export class CliDeployment implements Deployment {
  readonly engine = "cli";
  private running: Command | undefined;

  private constructor(
    private readonly options: DeployOptions,
    private readonly workspace: Workspace,
    private readonly random: RandomChoice,
    readonly description: string,
  ) {}

  static async create(options: DeployOptions, executable: Executable, why: string): Promise<CliDeployment> {
    const project = readProject(options.program);
    const isReal = options.azureNative === "plugin";
    const workspace = new Workspace(executable, project, options.stack, options.stateDir, isReal);
    const random = await chooseRandom(workspace);
    if (isReal && !random.real) {
      throw new Error(
        `the random provider ${random.version} cannot be installed, and nothing stands in for it on Azure`,
      );
    }
    const native = isReal ? "azure-native's plugin" : "stand-in for azure-native";
    const description = `pulumi CLI ${executable.version} (${why}), ${random.description}, ${native}`;
    return new CliDeployment(options, workspace, random, description);
  }

  preview(selection?: Selection): Promise<Result> {
    return this.operate(["preview", ...selected(selection)]);
  }

  up(selection?: Selection): Promise<Result> {
    return this.operate(["up", "--yes", "--skip-preview", ...selected(selection)]);
  }

  destroy(): Promise<Result> {
    return this.operate(["destroy", "--yes", "--skip-preview"]);
  }

  refresh(): Promise<Result> {
    return this.operate(["refresh", "--yes", "--skip-preview"]);
  }

  /**
   * Unlocks, reads again what is in the state, and imports what interrupted creations have left. The CLI's own
   * `--import-pending-creates` only forgets them (seen on 3.260).
   */
  async recover(): Promise<Result> {
    const { workspace, options } = this;
    await workspace.start(["cancel", "--yes", "--stack", workspace.stack, "--non-interactive"]).finished;
    const provider = azureNative(options);
    const found = await pendingCreations(workspace.stateFile, provider);
    const refreshed = await this.operate(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
    if (!refreshed.ok || found.length === 0) {
      return refreshed;
    }
    const file = workspace.importFile(importDocument(found, provider.version));
    const imported = await this.operate(["import", "--file", file, "--yes", "--skip-preview", ...AS_IT_IS]);
    rmSync(file, { force: true });
    return merge(refreshed, imported);
  }

  async outputs(): Promise<Outputs> {
    if (!existsSync(this.stateFile())) {
      return {};
    }
    const args = ["stack", "output", "--json", "--stack", this.workspace.stack, "--non-interactive"];
    const [shown, hidden] = await Promise.all([
      this.workspace.expect([...args, "--show-secrets"]),
      this.workspace.expect(args),
    ]);
    const values = JSON.parse(shown.stdout) as Record<string, unknown>;
    const masked = JSON.parse(hidden.stdout) as Record<string, unknown>;
    const names = Object.keys(values);
    return Object.fromEntries(names.map((name) => [name, { value: values[name], secret: masked[name] === HIDDEN }]));
  }

  stateFile(): string {
    return this.workspace.stateFile;
  }

  kill(): void {
    this.running?.kill();
  }

  async interrupt(): Promise<void> {
    this.running?.interrupt();
    await this.running?.finished;
  }

  private async operate(operation: string[]): Promise<Result> {
    await this.workspace.prepare(this.options.config);
    const served = await this.serveProviders();
    const eventLog = this.workspace.eventLog();
    const events = new EventReader(eventLog, this.options.onEvent ?? (() => undefined));
    const args = [...operation, ...this.workspace.operationArguments(), "--event-log", eventLog];
    const given = Object.entries(this.options.providers ?? {}).map(([name, port]) => `${name}:${port}`);
    const attached = [...given, ...Object.entries(served).map(([name, { port }]) => `${name}:${port}`)];
    const env = { ...programEnvironment(this.options), PULUMI_DEBUG_PROVIDERS: attached.join(",") || undefined };
    const [command = ""] = operation;
    this.running =
      this.options.inline && ["preview", "up"].includes(command)
        ? this.workspace.startInline(command, eventLog, env)
        : this.workspace.start(args, { env });
    const reading = setInterval(() => events.read(), 100);
    try {
      const finished = await this.running.finished;
      events.read();
      return await this.result(operation, finished, events);
    } finally {
      clearInterval(reading);
      rmSync(eventLog, { force: true });
      Object.values(served).forEach((provider) => provider.close());
      this.running = undefined;
    }
  }

  private async serveProviders(): Promise<Record<string, ServedProvider>> {
    const native = this.options.azureNative === "plugin" ? undefined : await this.serveStandIn();
    const random = this.random.real ? undefined : await serveProvider(() => new RandomProvider(this.random.version));
    return { ...(native && { "azure-native": native }), ...(random && { random }) };
  }

  private serveStandIn(): Promise<ServedProvider> {
    return serveProvider((config) => azureNative(this.options, config));
  }

  private async result(operation: string[], finished: Finished, events: EventReader): Promise<Result> {
    const steps = events.allSteps();
    const ok = finished.code === 0;
    const preview = operation[0] === "preview";
    return {
      ok,
      steps,
      changes: steps.filter(({ op }) => op !== "same"),
      messages: events.messages,
      outputs: preview ? previewOutputs(events.stackOutputs) : finished.signal === null ? await this.outputs() : {},
      ...(ok ? {} : { error: reason(finished, events) }),
      log: finished.text,
    };
  }
}

/** The CLI wants URNs, or patterns of them: the name is a URN's end. */
function selected({ target = [], replace = [], policyPack }: Selection = {}): string[] {
  const named = (option: string, names: string[]) => names.flatMap((name) => [option, `**::${name}`]);
  const judged = policyPack === undefined ? [] : ["--policy-pack", policyPack];
  return [...named("--target", target), ...named("--replace", replace), ...judged];
}

/** The CLI hides secrets in a preview, so those have no value here. */
function previewOutputs(outputs: Record<string, unknown>): Outputs {
  const known = Object.entries(outputs).filter(([, value]) => !JSON.stringify(value ?? null).includes(UNKNOWN));
  return Object.fromEntries(
    known.map(([name, value]) => [name, { value: value === HIDDEN ? undefined : value, secret: value === HIDDEN }]),
  );
}

function reason({ signal, text }: Finished, { messages }: EventReader): string {
  if (signal !== null) {
    return "the operation was killed";
  }
  const first = messages.find(({ severity }) => severity === "error");
  if (first === undefined) {
    const lines = text.trim().split("\n").slice(-20).join("\n");
    const locked = lines.includes("currently locked");
    return locked ? `${lines}\nWhen that operation was killed, recover the deployment (recover() here)` : lines;
  }
  const what = first.text.replace(/^Preview failed: /, "");
  return first.urn ? `${typeOf(first.urn)} ${nameOf(first.urn)}: ${what}` : what;
}

/** The result of two operations that belong together, one after the other. */
function merge(first: Result, second: Result): Result {
  return {
    ...second,
    steps: [...first.steps, ...second.steps],
    changes: [...first.changes, ...second.changes],
    messages: [...first.messages, ...second.messages],
    log: first.log + second.log,
  };
}
