import type { StepEvent } from "@azureml-webservice/deploy-harness/types";
import type { Terminal } from "./terminal";

/** A step that takes longer is told of while it goes on. */
const quietSeconds = 5;

/** Tells of each step of a deployment, and of those that take long while they go on. */
export class StepLines {
  private muted = false;
  /** Lines for steps that take long, by URN. */
  private readonly waits = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly terminal: Terminal,
    private readonly everySeconds = quietSeconds,
  ) {}

  /** Without a line for each step: what a preview plans has not happened. */
  async quietly<T>(work: Promise<T>): Promise<T> {
    this.muted = true;
    try {
      return await work;
    } finally {
      this.muted = false;
    }
  }

  /** Whether the step was told of. */
  tell({ phase, step }: StepEvent): boolean {
    if (this.muted || step.op === "same" || step.op === "read") {
      return false;
    }
    const what = `${step.type.split(":").pop()} ${step.name}`;
    clearInterval(this.waits.get(step.urn));
    this.waits.delete(step.urn);
    if (phase === "start") {
      if (step.type.startsWith("azure-native:")) {
        this.waits.set(step.urn, this.wait(`${step.op} ${what}`));
      }
      return true;
    }
    const done = { create: "created", update: "updated", replace: "replaced", delete: "deleted" }[step.op];
    this.terminal.line(phase === "done" ? `${done} ${what}` : `failed to ${step.op} ${what}`);
    return true;
  }

  private wait(what: string): NodeJS.Timeout {
    let seconds = 0;
    const tell = () => this.terminal.line(`${what}: ${(seconds += this.everySeconds)} s and going on`);
    return setInterval(tell, this.everySeconds * 1000).unref();
  }
}
