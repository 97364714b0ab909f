import { nameOf } from "../../arm/resource-id";
import { trackedView } from "../../arm/tracked-resource";
import type { Document, Documents } from "../../documents";
import type { ComputeType } from "../scoring/served";
import type { SystemData } from "../system-data";
import { maxProcesses, type FleetPlan } from "./fleet";
import type { DeploymentDefinition, DeploymentProperties } from "./model";
import { kindOf, withTier } from "./recorded";
import { millisecondsOf } from "./units";

export type DeploymentState = "Creating" | "Updating" | "Scaling" | "Deleting" | "Succeeded" | "Failed";

export interface DeploymentDocument extends Document, DeploymentDefinition {
  systemData: SystemData;
  provisioningState: DeploymentState;
  /** The revision that the properties ask for; rises with every change that needs new processes. */
  revision: number;
  /** What runs: after an operation that failed it is not what the properties ask for. */
  serving?: { plan: FleetPlan; properties: DeploymentProperties };
}

export function deploymentView(document: DeploymentDocument): Record<string, unknown> {
  const { systemData, provisioningState, properties, sku } = document;
  const type = properties.endpointComputeType;
  return {
    ...trackedView({ ...document, kind: kindOf(type), sku: withTier({ ...sku }), properties: {} }),
    systemData,
    properties: {
      appInsightsEnabled: false,
      egressPublicNetworkAccess: "Enabled",
      properties: {},
      environmentVariables: {},
      // Always there on Kubernetes: without it azure-ai-ml fails at every read (ResourceRequirementsSettings).
      ...(type === "Kubernetes"
        ? { containerResourceRequirements: { containerResourceRequests: null, containerResourceLimits: null } }
        : {}),
      ...properties,
      scaleSettings: properties.scaleSettings ?? { scaleType: defaultScaleType(type) },
      provisioningState,
    },
  };
}

/** The ids of an endpoint's deployments. */
function deploymentsOf(documents: Documents, endpointId: string): string[] {
  return documents.list<DeploymentDocument>(endpointId, "deployments").map(({ id }) => id);
}

export function deploymentNames(documents: Documents, endpointId: string): string[] {
  return deploymentsOf(documents, endpointId).map(nameOf);
}

/** Specification: null means TargetUtilization on Kubernetes, Default on managed compute. */
export function defaultScaleType(type: ComputeType): "Default" | "TargetUtilization" {
  return type === "Managed" ? "Default" : "TargetUtilization";
}

/** What the router and the instances go by. */
export function planOf({ properties, sku, revision }: DeploymentDefinition & { revision: number }): FleetPlan {
  const { endpointComputeType: type, scaleSettings, requestSettings } = properties;
  const {
    maxConcurrentRequestsPerInstance = 1,
    maxQueueWait = "PT0.5S",
    requestTimeout = "PT5S",
  } = requestSettings ?? {};
  const scaleType = scaleSettings?.scaleType ?? defaultScaleType(type);
  // An autoscaler is not played: the fewest instances run, and the most are counted as places for requests.
  const { minInstances = 1, maxInstances = 1 } = scaleSettings ?? {};
  const [fewest, most] =
    scaleType === "Default" ? [sku?.capacity ?? 1, sku?.capacity ?? 1] : [minInstances, maxInstances];
  const atOnce = most * maxConcurrentRequestsPerInstance;
  const requestTimeoutMs = millisecondsOf(requestTimeout);
  return {
    revision,
    processes: Math.min(fewest, maxProcesses),
    requestTimeoutMs,
    // "Troubleshoot online endpoints", 429: managed endpoints take twice as many as are worked on; maxQueueWait is
    // deprecated there. A cluster's router lets all wait, but not for long (503).
    limits:
      type === "Managed"
        ? { atOnce, waiting: atOnce, waitMs: requestTimeoutMs }
        : { atOnce, waiting: Infinity, waitMs: millisecondsOf(maxQueueWait) },
  };
}

/** The parts whose change needs new processes; everything else counts at once. */
export function processParts(properties: DeploymentProperties): unknown {
  const { model, environmentId, codeConfiguration, environmentVariables, modelMountPath, instanceType } = properties;
  const { livenessProbe, readinessProbe, startupProbe, containerResourceRequirements } = properties;
  return [
    model,
    environmentId,
    codeConfiguration,
    environmentVariables ?? {},
    modelMountPath,
    instanceType,
    livenessProbe,
    readinessProbe,
    startupProbe,
    containerResourceRequirements,
  ];
}
