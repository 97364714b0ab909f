import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { Message, Severity, Step, StepEvent, StepOperation } from "../types";
import { nameOf, typeOf } from "../urn";

interface Metadata {
  op: string;
  urn: string;
  keys?: string[] | null;
  diffs?: string[] | null;
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }> | null;
  new?: { outputs?: Record<string, unknown> } | null;
}

/** What the CLI writes to its event log, one JSON object a line (pulumi/pulumi, sdk/go/common/apitype/events.go). */
interface EngineEvent {
  resourcePreEvent?: { metadata: Metadata };
  resOutputsEvent?: { metadata: Metadata };
  resOpFailedEvent?: { metadata: Metadata };
  diagnosticEvent?: { message: string; severity: string; urn?: string };
}

/**
 * A replacement's parts make one step. What an earlier replacement has superseded is deleted without one: that step
 * was reported when the replacement was. A default provider is no resource that anyone asked for.
 */
const OPERATIONS: Record<string, StepOperation> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  read: "read",
  import: "read",
  replace: "replace",
  "create-replacement": "replace",
};
const DEFAULT_PROVIDER = /^pulumi:providers:.*::default(_|$)/;

const SEVERITIES: Record<string, Severity> = { info: "info", "info#err": "info", warning: "warning", error: "error" };

/** Reads the event log while the CLI writes it, and turns it into steps and messages. */
export class EventReader {
  private readonly steps = new Map<string, Step>();
  readonly messages: Message[] = [];
  /** The stack's outputs as the events have them: secrets are hidden, and unknown values are marks. */
  stackOutputs: Record<string, unknown> = {};
  private position = 0;
  private readonly decoder = new StringDecoder("utf8");
  private rest = "";

  constructor(
    private readonly file: string,
    private readonly onEvent: (event: StepEvent) => void,
  ) {}

  read(): void {
    if (!existsSync(this.file)) {
      return;
    }
    const lines = (this.rest + this.unread()).split("\n");
    this.rest = lines.pop() ?? "";
    lines.filter((line) => line !== "").forEach((line) => this.take(JSON.parse(line) as EngineEvent));
  }

  allSteps(): Step[] {
    return [...this.steps.values()];
  }

  private unread(): string {
    const file = openSync(this.file, "r");
    const buffer = Buffer.alloc(64 * 1024);
    let text = "";
    for (let count = -1; count !== 0;) {
      count = readSync(file, buffer, 0, buffer.length, this.position);
      this.position += count;
      text += this.decoder.write(buffer.subarray(0, count));
    }
    closeSync(file);
    return text;
  }

  private take({ resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void {
    this.announce("start", resourcePreEvent?.metadata);
    this.announce("done", resOutputsEvent?.metadata);
    this.announce("failed", resOpFailedEvent?.metadata);
    const stack = resOutputsEvent?.metadata;
    if (stack !== undefined && typeOf(stack.urn) === "pulumi:pulumi:Stack") {
      this.stackOutputs = stack.new?.outputs ?? {};
    }
    const severity = diagnosticEvent && SEVERITIES[diagnosticEvent.severity];
    if (diagnosticEvent !== undefined && severity !== undefined) {
      const { message, urn } = diagnosticEvent;
      this.messages.push({ severity, text: message.trimEnd(), ...(urn ? { urn } : {}) });
    }
  }

  private announce(phase: StepEvent["phase"], metadata: Metadata | undefined): void {
    const op = metadata && OPERATIONS[metadata.op];
    if (metadata === undefined || op === undefined || DEFAULT_PROVIDER.test(qualified(metadata.urn))) {
      return;
    }
    // An import and the change that follows it are two.
    const key = metadata.op === "import" ? `${metadata.urn} import` : metadata.urn;
    const known = this.steps.get(key);
    const step = { ...(known ?? {}), ...makeStep(op, metadata) };
    this.steps.set(key, step);
    // A replacement begins with its first part and is done with its creation.
    if (phase === "failed" || (phase === "start" ? known === undefined : metadata.op !== "replace")) {
      this.onEvent({ phase, step });
    }
  }
}

function qualified(urn: string): string {
  return `${typeOf(urn)}::${nameOf(urn)}`;
}

function makeStep(op: StepOperation, { urn, keys, diffs, detailedDiff }: Metadata): Step {
  const details = Object.entries(detailedDiff ?? {});
  const paths = details.length > 0 ? details.map(([path]) => path) : (diffs ?? []);
  const replacing = details.filter(([, { diffKind }]) => diffKind.endsWith("replace")).map(([path]) => path);
  const reasons = replacing.length > 0 ? replacing : (keys ?? []);
  return {
    op,
    urn,
    type: typeOf(urn),
    name: nameOf(urn),
    ...(paths.length > 0 ? { diff: paths } : {}),
    ...(op === "replace" && reasons.length > 0 ? { replaceKeys: reasons } : {}),
  };
}
