import type { Deployment } from "../drivers/types";
import type { Terminal } from "./terminal";

/** What a scenario works with. */
export interface ScenarioTools {
  readonly terminal: Terminal;
  readonly python: string;
  /** Leave the service running at the end. */
  readonly keep: boolean;
  /** A free port, the usual one if possible. */
  port(name: string, wanted: number): Promise<number>;
  /** The scenario's stack with this configuration. */
  deployment(config: Record<string, string>): Promise<Deployment>;
  /** Waits without a line for each step: what a preview plans has not happened. */
  quietly<T>(work: Promise<T>): Promise<T>;
  /** Remembers what a person needs to call the service after the demo has ended. */
  keepKeys(uri: string, input: unknown, keys: Record<string, string>): void;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** The folder of its Pulumi project. */
  readonly program: string;
  run(tools: ScenarioTools): Promise<void>;
}

/** The demo cannot go on; `log` is what the engine printed. */
export class DemoFailure extends Error {
  constructor(
    message: string,
    public readonly log?: string,
  ) {
    super(message);
  }
}
