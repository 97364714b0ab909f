import type { Deployment } from "@azureml-webservice/deploy-harness/types";
import type { Surroundings } from "./surroundings";
import type { Terminal } from "./terminal";

/** What a scenario works with. */
export interface ScenarioTools {
  readonly terminal: Terminal;
  readonly python: string;
  readonly surroundings: Surroundings;
  /** A folder for files of the scenario, which its owner alone may read; it goes with the stack. */
  readonly folder: string;
  /** Leave the service running at the end. */
  readonly keep: boolean;
  /** The scenario's stack with this configuration; `trusted` is a file with roots that the program trusts. */
  deployment(config: Record<string, string>, trusted?: string): Promise<Deployment>;
  /** Waits without a line for each step: what a preview plans has not happened. */
  quietly<T>(work: Promise<T>): Promise<T>;
  /**
   * A file that stays with a kept service, readable by its owner alone, and its path as a person writes it: what is
   * secret goes to curl this way, because arguments are seen by every process of the machine.
   */
  keepFile(name: string, content: string): string;
  /** What is to be ended with the demo, however that ends. */
  atEnd(work: () => Promise<void>): void;
  /** A line that a person may want to run after the demo has ended. */
  keepLine(line: string): void;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** The folder of its Pulumi project. */
  readonly program: string;
  /** What it is on a subscription of Azure. */
  readonly azure: AzureNeeds;
  run(tools: ScenarioTools): Promise<void>;
}

/** The ids that a scenario can be told of, because a bare subscription does not have them. */
export type GivenId = "cluster" | "compute" | "workspace";

/** What a scenario takes of a subscription. */
export interface AzureNeeds {
  /** What it cannot make itself. */
  readonly given: readonly GivenId[];
  /** What it makes, for rights, quota and cost. */
  readonly makes: readonly Part[];
}

/** What costs, or needs a right or a quota of its own. */
export type Part =
  "container-group" | "vault" | "share" | "workspace" | "managed-deployment" | "endpoint" | "principals";

/** The demo cannot go on; `log` is what the engine printed. */
export class DemoFailure extends Error {
  constructor(
    message: string,
    public readonly log?: string,
  ) {
    super(message);
  }
}
