import { randomUUID } from "node:crypto";

import { badRequest } from "../arm/arm-error";
import { resourceGroupPath } from "../arm/provider";
import { notFound, StoredResources, type StoredServices } from "../arm/stored-resource";
import { anything, boolean, integer, list, object, oneOf, string } from "../arm/shape";
import { trackedShape, type TrackedResource } from "../arm/tracked-resource";
import type { Documents } from "../documents";

export const workspacePath =
  `${resourceGroupPath}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}` as const;
export const workspaceType = "Microsoft.MachineLearningServices/workspaces";

// The template schema of 2025-12-01, WorkspaceProperties; what no component of ours sends is only let through.
const properties = object({
  allowPublicAccessWhenBehindVnet: boolean,
  applicationInsights: string,
  associatedWorkspaces: list(string),
  containerRegistry: string,
  description: string,
  discoveryUrl: string,
  enableDataIsolation: boolean,
  enableServiceSideCMKEncryption: boolean,
  encryption: anything,
  featureStoreSettings: anything,
  friendlyName: string,
  hbiWorkspace: boolean,
  hubResourceId: string,
  imageBuildCompute: string,
  keyVault: string,
  managedNetwork: anything,
  primaryUserAssignedIdentity: string,
  provisionNetworkNow: boolean,
  publicNetworkAccess: oneOf("Enabled", "Disabled"),
  serverlessComputeSettings: anything,
  serviceManagedResourcesSettings: anything,
  sharedPrivateLinkResources: anything,
  storageAccount: string,
  systemDatastoresAuthMode: oneOf("AccessKey", "Identity", "UserDelegationSAS"),
  v1LegacyMode: boolean,
  workspaceHubConfig: anything,
  // Read-only, and sent back by clients that have read them.
  mlFlowTrackingUri: string,
  privateLinkCount: integer,
  provisioningState: string,
  workspaceId: string,
});

/** `made` makes what comes with a workspace. */
export function workspaces(services: StoredServices, made: (id: string) => Promise<void>): StoredResources {
  return new StoredResources(services, {
    pattern: workspacePath.replace("{workspace}", "{name}"),
    type: workspaceType,
    namePattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
    shape: trackedShape(properties),
    longRunning: true,
    patchable: ["description", "friendlyName", "imageBuildCompute", "publicNetworkAccess", "applicationInsights"],
    complete: (_, sent, before) => {
      checkFixed(sent.properties, before?.properties);
      return {
        publicNetworkAccess: "Enabled",
        discoveryUrl: `https://${sent.location}.api.azureml.ms/discovery`,
        ...sent.properties,
        workspaceId: before?.properties["workspaceId"] ?? randomUUID(),
      };
    },
    made,
  });
}

/** The specification's words: "This cannot be changed once the workspace has been created". */
function checkFixed(sent: TrackedResource["properties"], before: TrackedResource["properties"] | undefined): void {
  for (const name of ["storageAccount", "keyVault"]) {
    if (before && sent[name] !== undefined && before[name] !== undefined && sent[name] !== before[name]) {
      throw badRequest("BadRequest", `The ${name} of a workspace cannot be changed once it has been created.`, name);
    }
  }
}

/** The workspace around a resource, or the error that Azure gives to what lies below one that is not there. */
export function requireWorkspace(documents: Documents, id: string): TrackedResource {
  const workspaceId = /^\/(?:[^/]+\/){8}/.exec(`${id}/`)?.[0].slice(0, -1) ?? id;
  const workspace = documents.read<TrackedResource>(workspaceId);
  if (workspace === undefined) {
    throw notFound(workspaceType, workspaceId);
  }
  return workspace;
}
