/**
 * What a deployment looks like to tests and to the demo, whichever engine carries it out.
 */
export type EngineChoice = "auto" | "cli" | "in-process";

export interface DeployOptions {
  /** Folder that holds Pulumi.yaml; its `main` is honoured. */
  program: string;
  stack: string;
  /** Keys are "project:key", or "key" for the program's own project. */
  config: Record<string, ConfigValue>;
  /** Everything that outlives an operation is kept here: state, lock, passphrase or key file. */
  stateDir: string;
  /** Where the azure-native stand-in sends its ARM requests. */
  armEndpoint: string;
  /**
   * The bearer token that it sends, and that programs get from `getClientToken`. Default: a fixed word, which stands
   * for the subscription's owner. It stays in this process's memory and on loopback.
   */
  armToken?: string;
  /**
   * Who speaks to Azure: the stand-in (default), or azure-native's own plugin, which the CLI alone can run and which
   * signs in as its documentation says (`ARM_*` variables, the Azure CLI). The plugin is kept in the user's Pulumi home.
   */
  azureNative?: "stand-in" | "plugin";
  /** Variables of the program's environment, over those of this process. */
  environment?: Record<string, string>;
  /** Ports of providers that are running, by package; with the CLI only. */
  providers?: Record<string, number>;
  /** Whether it runs as an inline program of the Automation API: `main` is then a module, whose exports are the outputs. */
  inline?: boolean;
  /** Default "auto": the `pulumi` on PATH when it works, else in-process. */
  engine?: EngineChoice;
  /** Called as each step begins and ends, for progress lines. */
  onEvent?: (event: StepEvent) => void;
}

export type ConfigValue = string | { secret: string };

/** A replacement is one step here, although an engine carries it out as a creation and a deletion. */
export type StepOperation = "same" | "create" | "update" | "replace" | "delete" | "read";

export interface Step {
  op: StepOperation;
  urn: string;
  type: string;
  name: string;
  /** Paths of the inputs that differ, in the engine's form: `containers[0].resources.requests.cpu`. */
  diff?: string[];
  /** Top-level or nested paths because of which the resource is replaced. */
  replaceKeys?: string[];
}

export interface StepEvent {
  phase: "start" | "done" | "failed";
  step: Step;
}

export type Severity = "info" | "warning" | "error";

export interface Message {
  severity: Severity;
  text: string;
  urn?: string;
}

export type Outputs = Record<string, { value: unknown; secret: boolean }>;

export interface Result {
  ok: boolean;
  steps: Step[];
  /** The steps without those that leave a resource as it is. */
  changes: Step[];
  messages: Message[];
  /** The stack's outputs after the operation; in a preview, values that are not known yet are left out. */
  outputs: Outputs;
  /** Why the operation did not succeed, in a form a person can act on. */
  error?: string;
  /** All text that a person would have seen. Secret outputs appear as `[secret]`. */
  log: string;
}

/** What the CLI's options of these names do; the driver in this process knows none of them. */
export interface Selection {
  /** Names of the resources to change; all others stay as they are. */
  target?: string[];
  /** Names of resources to replace. */
  replace?: string[];
  /** A folder with a policy pack, which judges each resource. */
  policyPack?: string;
}

export interface Deployment {
  readonly engine: "cli" | "in-process";
  /** One line: which engine, why, and which `random` provider. */
  readonly description: string;
  preview(selection?: Selection): Promise<Result>;
  up(selection?: Selection): Promise<Result>;
  destroy(): Promise<Result>;
  /** Reads every resource again; changes are those whose outputs differ now, or that are gone. */
  refresh(): Promise<Result>;
  /** Brings the state in line with Azure after an operation was killed: unlock, import what exists, refresh. */
  recover(): Promise<Result>;
  outputs(): Promise<Outputs>;
  /** The state on disk. It may not exist before the first `up`. */
  stateFile(): string;
  /** Ends a running operation as SIGKILL would: at once, with nothing tidied up. */
  kill(): void;
  /** Ends a running operation in order: what has begun is finished and recorded, nothing else begins. */
  interrupt?(): Promise<void>;
}
