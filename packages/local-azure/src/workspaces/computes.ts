import { badRequest } from "../arm/arm-error";
import type { ArmRequest } from "../arm/http";
import { parseId, sameId, typeOf } from "../arm/resource-id";
import { boolean, map, object, oneOf, string } from "../arm/shape";
import { StoredResources, type StoredServices } from "../arm/stored-resource";
import { trackedShape, trackedView, type TrackedResource } from "../arm/tracked-resource";
import { requireWorkspace, workspacePath, workspaceType } from "./workspaces";

const amounts = map(string);
const kubernetes = object({
  namespace: string,
  defaultInstanceType: string,
  instanceTypes: map(object({ nodeSelector: map(string), resources: object({ requests: amounts, limits: amounts }) })),
  extensionPrincipalId: string,
  extensionInstanceReleaseTrain: string,
  vcName: string,
  relayConnectionString: string,
  serviceBusConnectionString: string,
});

// Only Kubernetes: it is the one kind of compute that our components attach.
const properties = object(
  {
    computeType: oneOf("Kubernetes"),
    resourceId: string,
    computeLocation: string,
    description: string,
    disableLocalAuth: boolean,
    properties: kubernetes,
    // Read-only, and sent back by clients that have read them.
    provisioningState: string,
    isAttachedCompute: boolean,
    createdOn: string,
    modifiedOn: string,
  },
  ["computeType"],
);

const clusters = ["microsoft.containerservice/managedclusters", "microsoft.kubernetes/connectedclusters"];

/** Attached computes: the checks of the contract; nothing is asked of a cluster. */
export function computes(services: StoredServices): StoredResources {
  return new StoredResources(services, {
    pattern: `${workspacePath}/computes/{name}`,
    type: `${workspaceType}/computes`,
    // The specification of 2025-12-01.
    namePattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
    shape: trackedShape(properties),
    longRunning: true,
    requirements: (request, id) => {
      requireWorkspace(services.state.documents, id);
      if (request.method === "DELETE") {
        checkUnderlyingAction(request);
      }
    },
    complete: (id, { properties: sent }, before) => {
      checkCluster(id, sent["resourceId"]);
      checkFixed(sent, before?.properties);
      return {
        ...sent,
        properties: { namespace: "default", ...(sent["properties"] as object | undefined) },
        isAttachedCompute: true,
        createdOn: before?.properties["createdOn"] ?? new Date().toISOString(),
        modifiedOn: new Date().toISOString(),
      };
    },
    view,
  });
}

/**
 * The specification marks the parameter as required. The service detaches without it as well: the controller tests of
 * Azure Service Operator, which sends none either, recorded 202 for an attached virtual machine
 * (Test_MachineLearning_Workspaces_CRUD), and the machine was there afterwards. azure-native leaves it out too.
 */
function checkUnderlyingAction({ query }: ArmRequest): void {
  const action = query.get("underlyingResourceAction");
  if (action === null) {
    return;
  }
  if (!["Delete", "Detach"].includes(action)) {
    throw badRequest("InvalidParameter", `The underlyingResourceAction '${action}' is neither 'Delete' nor 'Detach'.`);
  }
  // What the service does with the cluster then is not documented for an attached one; ours never ask for it.
  if (action === "Delete") {
    throw badRequest(
      "BadRequest",
      "An attached Kubernetes cluster can be detached, and is not deleted by its compute.",
    );
  }
}

/** Microsoft, "Attach a Kubernetes cluster to Azure Machine Learning workspace": AKS or Arc, in the same subscription. */
function checkCluster(id: string, clusterId: unknown): void {
  if (typeof clusterId !== "string" || !clusters.includes(typeOf(clusterId).toLowerCase())) {
    throw badRequest(
      "BadRequest",
      "The resourceId of a Kubernetes compute must be the id of a managedCluster or a connectedCluster.",
      "properties.resourceId",
    );
  }
  if (!sameId(parseId(clusterId).subscriptionId ?? "", parseId(id).subscriptionId ?? "")) {
    throw badRequest(
      "BadRequest",
      "The cluster must be in the subscription of the workspace.",
      "properties.resourceId",
    );
  }
}

/** Marked as create and read only in the specification; the cluster, too, is what a compute is bound to. */
function checkFixed(sent: TrackedResource["properties"], before: TrackedResource["properties"] | undefined): void {
  for (const name of ["resourceId", "computeLocation", "disableLocalAuth"]) {
    if (before && sent[name] !== undefined && String(sent[name]).toLowerCase() !== String(before[name]).toLowerCase()) {
      throw badRequest("BadRequest", `The ${name} of a compute cannot be changed.`, `properties.${name}`);
    }
  }
}

/** "Any secrets (storage keys, service credentials, etc) are not returned" (specification, Compute_Get). */
function view(resource: TrackedResource): Record<string, unknown> {
  const {
    relayConnectionString: _relay,
    serviceBusConnectionString: _bus,
    ...shown
  } = resource.properties["properties"] as Record<string, unknown>;
  return trackedView({ ...resource, properties: { ...resource.properties, properties: shown } });
}
