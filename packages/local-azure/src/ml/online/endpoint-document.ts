import { nameOf } from "../../arm/resource-id";
import { trackedView } from "../../arm/tracked-resource";
import type { Document } from "../../documents";
import { scoringPath } from "../scoring/address";
import type { EndpointKeys, ServedSettings } from "../scoring/served";
import type { SystemData } from "../system-data";
import type { EndpointDefinition } from "./model";
import { kindOf, withTier } from "./recorded";
import { computeTypeOf } from "./rules-endpoint";

export type EndpointState = "Creating" | "Updating" | "Deleting" | "Succeeded" | "Failed";

export interface EndpointDocument extends Document, EndpointDefinition {
  systemData: SystemData;
  provisioningState: EndpointState;
  keys: EndpointKeys;
  /**
   * What the router goes by. A change shows in the properties at once and counts when its operation has succeeded;
   * after one that failed the two differ, as they do on Azure where a resource shows what it was told to be.
   */
  serving: Pick<ServedSettings, "authMode" | "traffic" | "mirrorTraffic">;
}

/** What GET answers. `keys` is always null there, and never anything else. */
export function endpointView(document: EndpointDocument, origin: string): Record<string, unknown> {
  const { systemData, provisioningState, properties, sku } = document;
  const computeType = computeTypeOf(properties);
  const address = { computeType, name: nameOf(document.id), location: document.location };
  return {
    ...trackedView({ ...document, kind: kindOf(computeType), sku: sku && withTier(sku), properties: {} }),
    systemData,
    properties: {
      traffic: {},
      mirrorTraffic: {},
      publicNetworkAccess: "Enabled",
      properties: {},
      ...properties,
      compute: properties.compute ?? null,
      keys: null,
      // Recorded: null until the endpoint is there.
      scoringUri: provisioningState === "Creating" ? null : origin + scoringPath(address, "score"),
      swaggerUri: provisioningState === "Creating" ? null : origin + scoringPath(address, "swagger.json"),
      provisioningState,
    },
  };
}

export function workspaceIdOf(id: string): string {
  const at = id.toLowerCase().indexOf("/onlineendpoints/");
  return id.slice(0, at);
}

export function endpointIdOf(deploymentId: string): string {
  return deploymentId.slice(0, deploymentId.toLowerCase().lastIndexOf("/deployments/"));
}
