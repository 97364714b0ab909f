import { randomUUID } from "node:crypto";
import type { OperationDocument, State } from "../state";
import type { ErrorBody } from "./arm-error";

/** The long-running operations of ARM: what a client polls until it says Succeeded or Failed. */
export class Operations {
  constructor(private readonly state: State) {}

  begin(kind: OperationDocument["kind"], target: string, location: string): OperationDocument {
    const operation: OperationDocument = {
      id: randomUUID(),
      kind,
      target,
      location,
      status: "InProgress",
      startTime: new Date().toISOString(),
    };
    this.state.writeOperation(operation);
    return operation;
  }

  end(id: string | undefined, error?: ErrorBody): void {
    const operation = id === undefined ? undefined : this.state.readOperation(id);
    if (operation?.status === "InProgress") {
      this.state.writeOperation({
        ...operation,
        status: error ? "Failed" : "Succeeded",
        endTime: new Date().toISOString(),
        ...(error ? { error } : {}),
      });
    }
  }

  find(id: string): OperationDocument | undefined {
    return this.state.readOperation(id);
  }

  /** Ends what a killed server had finished but not noted: a target that is gone was what a deletion wanted. */
  endAbandoned(targetExists: (target: string) => boolean): void {
    for (const { id, status, target, kind } of this.state.operations()) {
      if (status === "InProgress" && !targetExists(target)) {
        const deletion = kind === "delete" || kind === "deleteResourceGroup";
        this.end(id, deletion ? undefined : { code: "ResourceNotFound", message: `The resource '${target}' is gone.` });
      }
    }
  }
}
