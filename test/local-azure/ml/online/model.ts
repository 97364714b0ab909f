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

export interface Identity {
  type: string;
  principalId?: string;
  tenantId?: string;
  userAssignedIdentities?: Record<string, unknown>;
}

export interface Sku {
  name: string;
  capacity?: number;
  [other: string]: unknown;
}

/** What every tracked resource is sent with. */
export interface Tracked<Properties> {
  location: string;
  tags?: Record<string, string>;
  kind?: string;
  identity?: Identity;
  sku?: Sku;
  properties: Properties;
}

export type EndpointDefinition = Tracked<EndpointProperties>;
export type DeploymentDefinition = Tracked<DeploymentProperties>;

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
