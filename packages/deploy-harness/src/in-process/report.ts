import { containsSecret, containsUnknown, unwrap, type Properties } from "../providers/properties";
import type { Changes } from "../providers/difference";
import type { Message, Outputs, Result, Severity, Step, StepEvent, StepOperation } from "../types";
import { nameOf, typeOf } from "../urn";

const VERBS: Record<StepOperation, string> = {
  same: " ",
  create: "+",
  update: "~",
  replace: "+-",
  delete: "-",
  read: ">",
};

/** Collects what happens in an operation, for the caller and as the text that a person reads. */
export class Report {
  private readonly steps: Step[] = [];
  private readonly messages: Message[] = [];
  private readonly lines: string[] = [];
  private failure: string | undefined;
  outputs: Outputs = {};

  constructor(private readonly onEvent: (event: StepEvent) => void) {}

  /** Carries a step out between its events; the step counts also when it fails. */
  async step<T>(step: Step, work: () => Promise<T>): Promise<T> {
    this.steps.push(step);
    this.onEvent({ phase: "start", step });
    try {
      const result = await work();
      this.onEvent({ phase: "done", step });
      if (step.op !== "same") {
        this.lines.push(describe(step));
      }
      return result;
    } catch (error) {
      this.onEvent({ phase: "failed", step });
      throw error;
    }
  }

  message(severity: Severity, text: string, urn?: string): void {
    this.messages.push({ severity, text, ...(urn ? { urn } : {}) });
    this.lines.push(`${severity}: ${urn ? `${nameOf(urn)}: ` : ""}${text}`);
  }

  /** The first failure is the one that is reported; others follow from it. */
  fail(text: string, urn?: string): void {
    this.message("error", text, urn);
    this.failure ??= urn ? `${typeOf(urn)} ${nameOf(urn)}: ${text}` : text;
  }

  /** For what only repeats, in other words, a failure that was reported already. */
  failUnlessFailed(text: string): void {
    if (!this.failed) {
      this.fail(text);
    }
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  result(): Result {
    const changes = this.steps.filter(({ op }) => op !== "same");
    const unchanged = this.steps.length - changes.length;
    const shown = Object.entries(this.outputs).map(
      ([name, { value, secret }]) => `  ${name}: ${secret ? "[secret]" : JSON.stringify(value)}`,
    );
    const summary = [
      `${changes.length} changed, ${unchanged} unchanged`,
      ...(shown.length > 0 ? ["Outputs:", ...shown] : []),
    ];
    return {
      ok: !this.failed,
      steps: this.steps,
      changes,
      messages: this.messages,
      outputs: this.outputs,
      ...(this.failure === undefined ? {} : { error: this.failure }),
      log: [...this.lines, ...summary, ""].join("\n"),
    };
  }
}

function describe({ op, type, name, diff, replaceKeys }: Step): string {
  const paths = diff && diff.length > 0 ? ` [diff: ${diff.join(", ")}]` : "";
  const reasons = replaceKeys && replaceKeys.length > 0 ? ` [replaced by: ${replaceKeys.join(", ")}]` : "";
  return `${VERBS[op].padEnd(2)} ${type} ${name} ${op}${paths}${reasons}`;
}

export function makeStep(op: StepOperation, urn: string, changes: Changes = {}, reason?: string): Step {
  const replaceKeys = Object.keys(changes).filter((path) => changes[path]?.replaces);
  const reasons = reason === undefined ? replaceKeys : [...replaceKeys, reason];
  const diff = Object.keys(changes);
  return {
    op,
    urn,
    type: typeOf(urn),
    name: nameOf(urn),
    ...(diff.length > 0 ? { diff } : {}),
    ...(reasons.length > 0 ? { replaceKeys: reasons } : {}),
  };
}

/** Stack outputs as callers see them; what a preview cannot know is left out. */
export function readOutputs(outputs: Properties): Outputs {
  const known = Object.entries(outputs).filter(([, value]) => !containsUnknown(value));
  return Object.fromEntries(
    known.map(([name, value]) => [name, { value: unwrap(value), secret: containsSecret(value) }]),
  );
}
