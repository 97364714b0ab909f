import type { TrackedResource } from "../../arm/tracked-resource";
import type { AuthMode, ComputeType } from "../scoring/served";

/** The parts of online endpoints and deployments (API version 2025-12-01) that the checks and the runner read. */
export interface EndpointProperties {
  authMode: AuthMode;
  compute?: string;
  traffic?: Record<string, number>;
  mirrorTraffic?: Record<string, number>;
  publicNetworkAccess?: "Enabled" | "Disabled";
  description?: string;
  properties?: Record<string, string>;
}

/** A resource as it was sent, without its id. */
type Definition<Properties> = Omit<TrackedResource, "id" | "sku" | "properties"> & {
  sku?: Sku;
  properties: Properties;
};

export interface Sku {
  name?: string;
  /** The number of instances. */
  capacity?: number;
}

export type EndpointDefinition = Definition<EndpointProperties>;
export type DeploymentDefinition = Definition<DeploymentProperties>;

export interface DeploymentProperties {
  endpointComputeType: ComputeType;
  model?: string;
  environmentId?: string;
  codeConfiguration?: { codeId?: string; scoringScript: string };
  environmentVariables?: Record<string, string>;
  instanceType?: string;
  appInsightsEnabled?: boolean;
  egressPublicNetworkAccess?: "Enabled" | "Disabled";
  modelMountPath?: string;
  requestSettings?: RequestSettings;
  livenessProbe?: ProbeSettings;
  readinessProbe?: ProbeSettings;
  startupProbe?: ProbeSettings;
  scaleSettings?: ScaleSettings;
  dataCollector?: { collections: Record<string, { samplingRate?: number }> };
  containerResourceRequirements?: {
    containerResourceRequests?: ResourceAmounts;
    containerResourceLimits?: ResourceAmounts;
  };
  description?: string;
  properties?: Record<string, string>;
}

export interface RequestSettings {
  maxConcurrentRequestsPerInstance?: number;
  maxQueueWait?: string;
  requestTimeout?: string;
}

/** Times are ISO 8601 durations. */
export interface ProbeSettings {
  initialDelay?: string;
  period?: string;
  timeout?: string;
  successThreshold?: number;
  failureThreshold?: number;
}

export interface ScaleSettings {
  scaleType: "Default" | "TargetUtilization";
  minInstances?: number;
  maxInstances?: number;
  pollingInterval?: string;
  targetUtilizationPercentage?: number;
}

/** Kubernetes quantities, such as "500m" and "0.5Gi". */
export interface ResourceAmounts {
  cpu?: string;
  memory?: string;
  gpu?: string;
}
