import { ArmError } from "../../arm/arm-error";
import type { Operations } from "../../arm/operations";
import { nameOf, sameId } from "../../arm/resource-id";
import type { OperationDocument } from "../../state";
import { endpointIdOf } from "./endpoint-document";

/**
 * "Troubleshoot online endpoints", 409: while an operation on an endpoint is in progress, any other on it is refused.
 * How far deployments count as the endpoint is not written there. Here an endpoint waits for its deployments, and they
 * for it, but not for each other: whoever does not keep this order is stopped.
 */
export function requireIdleEndpoint(operations: Operations, endpointId: string): void {
  refuse(operations.underWay(endpointId)[0], endpointId);
}

export function requireIdleDeployment(operations: Operations, deploymentId: string): void {
  const endpointId = endpointIdOf(deploymentId);
  const relevant = operations
    .underWay(endpointId)
    .find(({ target }) => sameId(target, endpointId) || sameId(target, deploymentId));
  refuse(relevant, deploymentId);
}

function refuse(operation: OperationDocument | undefined, id: string): void {
  if (operation) {
    // The status is documented, the words are ours.
    throw new ArmError(
      409,
      "Conflict",
      `Another operation (${operation.kind} of '${nameOf(operation.target)}') is in progress for '${nameOf(id)}'. ` +
        "Try again when it has ended.",
    );
  }
}
