import { DataCollectionRollingRate } from "../contract/azure-enums";
import { ManagedIdentityType } from "../contract/managed-identity-type";

/**
 * What counts where an input of `AksWebservice` or `ManagedWebservice` is left out. Rules and bodies read it here, and
 * nothing else states a default. Which authentication is on is in the table of modes.
 */
export const onlineDefaults = {
  identity: { type: ManagedIdentityType.SystemAssigned },
  /** Azure ML makes it with every workspace, in the workspace's own storage account. */
  storage: { datastoreName: "workspaceblobstore" },
  /** Percent of the requests that the only deployment gets. */
  traffic: 100,
  /** Long enough for every replica of Azure's router to have a new key. */
  keys: { acceptance: { settlingSeconds: 60 } },
} as const;

/** The same of what deployments on both kinds of endpoints have. */
export const deploymentDefaults = {
  // v1's. Azure's own timeout for a prediction, 5 seconds, is too short for what ran under v1.
  maxConcurrentRequests: 1,
  scoringTimeoutMs: 60_000,
  /**
   * Azure ML's probes. v1's waited 310 seconds before the first look, which here would keep each new replica out of
   * service for as long: the readiness probe decides when it may get requests.
   */
  probe: { initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 2, successThreshold: 1, failureThreshold: 30 },
  appInsightsEnabled: false,
  dataCollection: {
    rollingRate: DataCollectionRollingRate.Hour,
    collection: { enabled: true, samplingRate: 1 },
  },
} as const;

/** On Kubernetes, v1's. */
export const aksDeploymentDefaults = {
  maxRequestWaitMs: 500,
  autoscale: { minReplicas: 1, maxReplicas: 10, refreshSeconds: 1, targetUtilization: 70 },
  /** What a replica is sure to have when only other sizes are given. */
  requested: { cpuCores: 0.1, memoryGb: 0.5 },
} as const;

/** On managed computers. */
export const managedDeploymentDefaults = {
  instanceCount: 1,
  /** Of the CPUs, by Microsoft's example; the router on Kubernetes counts busy replicas. */
  autoscale: { targetCpuUtilization: 70 },
} as const;
