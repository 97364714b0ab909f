import { isDeepStrictEqual } from "node:util";
import { sameId } from "../../arm/resource-id";
import type { Identity } from "../../arm/tracked-resource";
import { invalid } from "../assets/asset-kinds";
import type { ComputeType } from "../scoring/served";
import type { EndpointDefinition, EndpointProperties } from "./model";
import { lastOperation } from "./recorded";

// The rules are documented (each with its page); the answers are not, except where a comment says so: code and words of
// the others are ours, in the form of Azure ML's usual BadArgument.

export function computeTypeOf({ compute }: Pick<EndpointProperties, "compute">): ComputeType {
  return compute === undefined ? "Managed" : "Kubernetes";
}

/** What an endpoint may be, by itself and with the deployments that it has. */
export function checkEndpoint({ properties, identity }: EndpointDefinition, deployments: string[]): void {
  const type = computeTypeOf(properties);
  // "Authenticate clients for online endpoints": Entra tokens are for managed endpoints alone.
  if (type === "Kubernetes" && properties.authMode === "AADToken") {
    throw invalid("The authentication mode 'AADToken' is supported for managed online endpoints only.", "authMode");
  }
  if (type === "Kubernetes" && properties.publicNetworkAccess === "Disabled") {
    throw invalid("publicNetworkAccess can be disabled for managed online endpoints only.", "publicNetworkAccess");
  }
  if (identity?.type === "None") {
    throw invalid("An online endpoint needs a system-assigned or a user-assigned identity.", "identity");
  }
  checkTraffic(properties.traffic ?? {}, deployments);
  checkMirror(type, properties, deployments);
}

// "Online endpoint YAML schema", traffic: the values must total 0 or 100, and deployments must exist.
function checkTraffic(traffic: Record<string, number>, deployments: string[]): void {
  for (const [name, percentage] of Object.entries(traffic)) {
    requireDeployment("traffic", name, deployments);
    if (percentage < 0 || percentage > 100) {
      throw invalid(`The traffic of deployment '${name}' is ${percentage}; it must be from 0 to 100.`, "traffic");
    }
  }
  const sum = Object.values(traffic).reduce((total, percentage) => total + percentage, 0);
  if (sum !== 0 && sum !== 100) {
    throw invalid(`Traffic rule percentages must sum to 0 or 100%; they sum to ${sum}.`, "traffic");
  }
}

// "Perform safe rollout": one deployment, at most 50 %, none that has live traffic, not on Kubernetes.
function checkMirror(type: ComputeType, { traffic, mirrorTraffic }: EndpointProperties, deployments: string[]): void {
  const mirrored = Object.entries(mirrorTraffic ?? {}).filter(([, percentage]) => percentage !== 0);
  if (mirrored.length === 0) {
    return;
  }
  if (type === "Kubernetes") {
    throw invalid("Mirrored traffic is not supported for Kubernetes online endpoints.", "mirrorTraffic");
  }
  if (mirrored.length > 1) {
    throw invalid("Traffic can be mirrored to one deployment only.", "mirrorTraffic");
  }
  for (const [name, percentage] of mirrored) {
    requireDeployment("mirrorTraffic", name, deployments);
    if (percentage < 0 || percentage > 50) {
      throw invalid(`The mirrored traffic of '${name}' is ${percentage}; it must be from 0 to 50.`, "mirrorTraffic");
    }
    if ((valueOf(traffic ?? {}, name) ?? 0) > 0) {
      throw invalid(`Deployment '${name}' cannot receive both live and mirrored traffic.`, "mirrorTraffic");
    }
  }
}

/** What cannot be changed on an endpoint that exists. */
export function checkEndpointUpdate(name: string, before: EndpointDefinition, after: EndpointDefinition): void {
  const was = before.properties.compute ?? "";
  const is = after.properties.compute ?? "";
  if (!sameId(was, is)) {
    throw invalid(`The compute of endpoint '${name}' cannot be changed.`, "compute");
  }
  checkSameIdentity(name, before.identity, after.identity);
}

/** "Access Azure resources from an online endpoint with a managed identity": immutable after creation. */
export function checkSameIdentity(name: string, before: Identity | undefined, after: Identity | undefined): void {
  if (after !== undefined && !isDeepStrictEqual(identityParts(before), identityParts(after))) {
    throw invalid(`The identity of endpoint '${name}' cannot be changed after its creation.`, "identity");
  }
}

/**
 * Specification, `properties`: "Properties can be added, but not removed or altered." What a PUT leaves out stays: the
 * service keeps some of its own there, which no client sends. The address of the last operation is never the client's
 * to say: what comes back of it, as from whoever has read the resource, is passed over.
 */
export function addedTo(
  name: string,
  before: Record<string, string> | undefined,
  after: Record<string, string> | undefined,
): Record<string, string> {
  const { [lastOperation]: _address, ...sent } = after ?? {};
  for (const [key, value] of Object.entries(sent)) {
    if (before?.[key] !== undefined && before[key] !== value) {
      throw invalid(`The property '${key}' of '${name}' cannot be altered, only added to.`, "properties");
    }
  }
  return { ...before, ...sent };
}

/** The value of a name in any case: azure-ai-ml sends names in lower case. */
export function valueOf(shares: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.entries(shares).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

function requireDeployment(property: string, name: string, deployments: string[]): void {
  if (!deployments.some((deployment) => deployment.toLowerCase() === name.toLowerCase())) {
    throw invalid(`The deployment '${name}' in ${property} does not exist.`, property);
  }
}

function identityParts(identity: Identity | undefined): unknown {
  const ids = Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase());
  return [(identity?.type ?? "SystemAssigned").replace(/\s/g, ""), ids.sort()]; // both spellings of both kinds
}
