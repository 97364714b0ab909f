import { isWithin, sameId } from "../../arm/resource-id";
import type { TrackedResource } from "../../arm/tracked-resource";
import type { Documents } from "../../documents";
import { invalid } from "../assets/asset-kinds";
import type { InstanceTypes } from "./rules-resources";

/** An endpoint's compute is an attached cluster of the same workspace, or none: then it is managed. */
export function checkCompute(documents: Documents, workspaceId: string, compute: string | undefined): void {
  if (compute === undefined) {
    return;
  }
  const resource = documents.read<TrackedResource>(compute);
  if (resource === undefined || !isWithin(resource.id, workspaceId) || sameId(resource.id, workspaceId)) {
    throw invalid(`The compute '${compute}' was not found in the workspace.`, "compute");
  }
  if (resource.properties["computeType"] !== "Kubernetes") {
    throw invalid(`The compute '${compute}' is not a Kubernetes compute.`, "compute");
  }
}

export function instanceTypesOf(documents: Documents, compute: string | undefined): InstanceTypes | undefined {
  if (compute === undefined) {
    return undefined;
  }
  const details = documents.read<TrackedResource>(compute)?.properties["properties"] as
    { instanceTypes?: InstanceTypes } | undefined;
  return details?.instanceTypes ?? {};
}
