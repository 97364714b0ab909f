import { resourceNotFound } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import type { Operations } from "./operations";

const retryAfter = { "retry-after": "1" };

/** The headers that send a client to the status of an operation, and those that send it to its result. */
export function asyncOperationHeader(request: ArmRequest, path: string): Record<string, string> {
  return { "azure-asyncoperation": addressOf(request, path), ...retryAfter };
}

export function locationHeader(request: ArmRequest, path: string): Record<string, string> {
  return { location: addressOf(request, path), ...retryAfter };
}

/** The status of an operation: 200 with `status`, however it went. */
export function operationStatus(operations: Operations, path: string, id: string): ArmResponse {
  const operation = operations.find(id);
  if (operation === undefined) {
    throw resourceNotFound("operations", id, "");
  }
  const { status, startTime, endTime, error } = operation;
  const isRunning = status === "InProgress";
  const runningStatus = operations.runningStatusOf(operation);
  return {
    status: 200,
    headers: isRunning ? retryAfterOf(operations) : {},
    body: {
      id: path,
      name: id,
      status: isRunning ? (runningStatus ?? status) : status,
      ...(runningStatus === undefined ? {} : { percentComplete: isRunning ? 0 : 100 }),
      startTime,
      ...(endTime ? { endTime } : {}),
      ...(error ? { error } : {}),
    },
  };
}

/** The result of an operation: 202 until it is there. */
export function operationResult(operations: Operations, request: ArmRequest, id: string): ArmResponse {
  const operation = operations.find(id);
  if (operation === undefined) {
    throw resourceNotFound("operationresults", id, "");
  }
  if (operation.status === "InProgress") {
    return { status: 202, headers: { ...locationHeader(request, request.path), ...retryAfterOf(operations) } };
  }
  if (operation.error) {
    return { status: 409, body: { error: operation.error } };
  }
  return operation.result === undefined ? { status: 204 } : { status: 200, body: operation.result };
}

function retryAfterOf({ retryAfterSeconds }: Operations): Record<string, string> {
  return { "retry-after": String(retryAfterSeconds) };
}

export function addressOf({ origin, query }: ArmRequest, path: string): string {
  return `${origin}${path}?api-version=${query.get("api-version")}`;
}
