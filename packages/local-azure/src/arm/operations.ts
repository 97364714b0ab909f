import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationDocument, State } from "../state";
import { ArmError, type ErrorBody } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import { addressOf, asyncOperationHeader, locationHeader } from "./operation-routes";
import { isWithin, parseId } from "./resource-id";

/**
 * What operations of one kind do. It is written down before it begins, and begun again by the next server when one is
 * killed: doing it twice must be the same as doing it once.
 */
export interface OperationKind {
  /** Does the work and answers the result's body, if it has one. An `ArmError` becomes the operation's error. */
  run(operation: OperationDocument): unknown;
  /** What its status document says while it goes on. Default: InProgress, and nothing of how far it is. */
  runningStatus?: string;
  /** Writes a failure down in the resource, before a client can see the operation's end. */
  failed?(operation: OperationDocument, error: ErrorBody): void;
}

export interface Beginning {
  kind: string;
  /** The ARM id of what is being worked on. */
  target: string;
  location: string;
  /** Kept in the operation for its kind's `run`. */
  input?: unknown;
  /** The request that asks for it: a fault may wait for its operation. */
  request?: ArmRequest;
}

export interface Accepted {
  /** Which header leads the client to the end: `async` to a status document, `location` to the result itself. */
  style: "async" | "location";
  status: number;
  body?: unknown;
  /** `x-ms-async-operation-timeout`, an ISO 8601 duration. */
  timeout?: string;
  /** `Retry-After` in s. Default: the server's; 0 lets clients of tests ask again at once. */
  retryAfterSeconds?: number;
}

const injected: ErrorBody = { code: "InternalServerError", message: "The operation failed, as it was told to." };

/** The long-running operations of ARM: what a client polls until it says Succeeded or Failed. */
export class Operations {
  private readonly kinds = new Map<string, OperationKind>();
  private readonly open = new Map<string, OperationDocument>();
  private readonly released = new EventTarget();
  private resumed = false;

  constructor(
    private readonly state: State,
    private readonly delayMs: number,
    private readonly stopping: AbortSignal,
    private readonly log: (line: string) => void,
    /** What clients are told to wait between two looks. */
    readonly retryAfterSeconds = 1,
  ) {
    setMaxListeners(0, this.released); // as many as operations hang
    const begun = state.operations().filter(({ status }) => status === "InProgress");
    begun.forEach((operation) => this.open.set(operation.id, operation));
  }

  /** The server ends: what fails now may fail because of that, and is left to the next one. */
  get areEnding(): boolean {
    return this.stopping.aborted;
  }

  define(kind: string, work: OperationKind): void {
    this.kinds.set(kind, work);
  }

  /** Writes an operation down; one of a defined kind is carried out from here on. */
  begin({ kind, target, location, input, request }: Beginning): OperationDocument {
    const fault = request?.operationFault?.();
    const operation: OperationDocument = {
      id: randomUUID(),
      kind,
      target,
      namespace: namespaceOf(target),
      location,
      status: "InProgress",
      startTime: new Date().toISOString(),
      ...(input === undefined ? {} : { input }),
      ...(fault ? { fault } : {}),
    };
    this.note(operation);
    if (this.kinds.has(kind) && this.resumed) {
      this.launch(operation);
    }
    return operation;
  }

  /** The answer that sends a client to an operation. */
  accepted(request: ArmRequest, operation: OperationDocument, answer: Accepted): ArmResponse {
    const header =
      answer.style === "async"
        ? asyncOperationHeader(request, statusPath(operation))
        : locationHeader(request, `${locationPath(operation)}/operationResults/${operation.id}`);
    return {
      status: answer.status,
      headers: {
        ...header,
        "retry-after": String(answer.retryAfterSeconds ?? this.retryAfterSeconds),
        ...(answer.timeout === undefined ? {} : { "x-ms-async-operation-timeout": answer.timeout }),
      },
      ...(answer.body === undefined ? {} : { body: answer.body }),
    };
  }

  /** The address of an operation's status document, as the header of the answer gives it. */
  statusAddress(request: ArmRequest, operation: OperationDocument): string {
    return addressOf(request, statusPath(operation));
  }

  /** See `OperationKind.runningStatus`. */
  runningStatusOf({ kind }: OperationDocument): string | undefined {
    return this.kinds.get(kind)?.runningStatus;
  }

  /**
   * Waits as long as operations are told to take. `stop`: the server ends, and the next one carries the work on;
   * otherwise the error that the operation has to end with, or nothing.
   */
  async turn(id: string | undefined): Promise<"stop" | ErrorBody | undefined> {
    const fault = () => (id === undefined ? undefined : this.find(id)?.fault);
    const waited = await sleep(this.delayMs, true, { signal: this.stopping }).catch(() => false);
    while (waited && fault() === "hangs" && !this.stopping.aborted) {
      await this.nextRelease();
    }
    return this.stopping.aborted ? "stop" : fault() === "fails" ? injected : undefined;
  }

  end(id: string | undefined, error?: ErrorBody, result?: unknown): void {
    const operation = id === undefined ? undefined : this.open.get(id);
    if (operation) {
      this.note({
        ...operation,
        status: error ? "Failed" : "Succeeded",
        endTime: new Date().toISOString(),
        ...(error ? { error } : {}),
        ...(result === undefined ? {} : { result }),
      });
    }
  }

  find(id: string): OperationDocument | undefined {
    return this.state.readOperation(id);
  }

  /** The operations under way at a resource and below it. */
  underWay(id: string): OperationDocument[] {
    return [...this.open.values()].filter(({ target }) => isWithin(target, id));
  }

  /** Lets the operations go on that a fault made hang. */
  release(): void {
    for (const operation of this.underWay("/").filter(({ fault }) => fault === "hangs")) {
      this.note({ ...operation, fault: undefined });
    }
    this.released.dispatchEvent(new Event("released"));
  }

  /** Begins again what a killed server was doing, of all defined kinds; until then nothing is carried out. */
  resume(): void {
    this.resumed = true;
    for (const operation of this.underWay("/")) {
      if (this.kinds.has(operation.kind)) {
        this.launch(operation);
      }
    }
  }

  /** Ends what a killed server had finished but not noted: a target that is gone was what a deletion wanted. */
  endAbandoned(targetExists: (target: string) => boolean): void {
    for (const { id, target, kind } of this.underWay("/")) {
      if (!this.kinds.has(kind) && !targetExists(target)) {
        const deletion = kind === "delete" || kind === "deleteResourceGroup";
        this.end(id, deletion ? undefined : goneError(target));
      }
    }
  }

  /** Ends everything that goes on in a resource group that has been deleted. */
  endBelow(id: string): void {
    for (const operation of this.underWay(id)) {
      this.end(operation.id, goneError(operation.target));
    }
  }

  private note(operation: OperationDocument): void {
    this.state.writeOperation(operation);
    if (operation.status === "InProgress") {
      this.open.set(operation.id, operation);
    } else {
      this.open.delete(operation.id);
    }
  }

  private launch(operation: OperationDocument): void {
    this.carryOut(operation).catch((error: Error) => {
      this.log(`${operation.kind} of ${operation.target}: ${error.stack ?? error.message}`);
    });
  }

  private async carryOut(operation: OperationDocument): Promise<void> {
    const kind = this.kinds.get(operation.kind);
    const fate = await this.turn(operation.id);
    if (fate === "stop" || kind === undefined) {
      return;
    }
    let error = fate;
    let result: unknown;
    try {
      result = error ? undefined : await kind.run(operation);
    } catch (thrown) {
      error = this.errorOf(operation, thrown as Error);
    }
    if (this.areEnding) {
      return;
    }
    // First the resource, then the operation: a client that sees the operation's end reads the resource next.
    if (error) {
      kind.failed?.(operation, error);
    }
    this.end(operation.id, error, result);
  }

  private errorOf(operation: OperationDocument, error: Error): ErrorBody {
    if (error instanceof ArmError) {
      return error.body().error;
    }
    this.log(`${operation.kind} of ${operation.target} failed: ${error.stack ?? error.message}`);
    return { code: "InternalServerError", message: error.message };
  }

  private nextRelease(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.released.removeEventListener("released", done);
        this.stopping.removeEventListener("abort", done);
        resolve();
      };
      this.released.addEventListener("released", done);
      this.stopping.addEventListener("abort", done);
    });
  }
}

function goneError(target: string): ErrorBody {
  return { code: "ResourceNotFound", message: `The resource '${target}' is gone.` };
}

function locationPath({ target, namespace, location }: OperationDocument): string {
  return `/subscriptions/${parseId(target).subscriptionId}/providers/${namespace}/locations/${location}`;
}

function statusPath(operation: OperationDocument): string {
  return `${locationPath(operation)}/operations/${operation.id}`;
}

function namespaceOf(target: string): string {
  const { rest } = parseId(target);
  return rest[rest.map((word) => word.toLowerCase()).lastIndexOf("providers") + 1] ?? "Microsoft.Resources";
}
