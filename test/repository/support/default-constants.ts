import { aciDefaults } from "../../../src/aci/defaults";
import { azureDefaults } from "../../../src/azure/defaults";
import { computeDefaults } from "../../../src/compute/defaults";
import { keyDefaults } from "../../../src/keys/defaults";
import {
  aksDeploymentDefaults,
  deploymentDefaults,
  managedDeploymentDefaults,
  onlineDefaults,
} from "../../../src/online/defaults";
import { at } from "../../../src/validation/property-path";

/** All constants, so that a path names one: `aci.cpuCores`. */
const constants = {
  aci: aciDefaults,
  azure: azureDefaults,
  compute: computeDefaults,
  keys: keyDefaults,
  online: onlineDefaults,
  deployment: deploymentDefaults,
  aks: aksDeploymentDefaults,
  managed: managedDeploymentDefaults,
};

export function constant(path: string): unknown {
  const value = at(constants, path);
  if (value === undefined) {
    throw new Error(`there is no constant ${path}`);
  }
  return value;
}

/** The paths of all constants. */
export function constantPaths(value: unknown = constants, path = ""): string[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => constantPaths(part, path === "" ? name : `${path}.${name}`))
    : [path];
}

/** The constants behind each input whose doc comment states a value after `Default:`, in the order of the comment. */
export const documentedConstants: Readonly<Record<string, readonly string[]>> = {
  "AciWebserviceArgs.authEnabled": ["aci.authEnabled"],
  "AciWebserviceArgs.cpuCores": ["aci.cpuCores"],
  "AciWebserviceArgs.memoryGb": ["aci.memoryGb"],
  "AciWebserviceArgs.gatewayCpuCores": ["aci.gatewayCpuCores"],
  "AciWebserviceArgs.gatewayMemoryGb": ["aci.gatewayMemoryGb"],
  "AciWebserviceArgs.port": ["aci.port.http", "aci.port.https"],
  "AciWebserviceArgs.scoringPort": ["aci.scoringPort"],
  "AciWebserviceArgs.dnsNameLabelScope": ["aci.dnsNameLabelScope"],
  "AciWebserviceArgs.bodyLimitMb": ["aci.bodyLimitMb"],
  "AciWebserviceArgs.scoringTimeoutMs": ["aci.scoringTimeoutMs"],
  "AciWebserviceArgs.workerCount": ["aci.workerCount"],
  "AciWebserviceArgs.workerTimeoutSeconds": ["aci.workerTimeoutSeconds"],
  "AciWebserviceArgs.workerPreload": ["aci.workerPreload"],
  "CorsArgs.maxAgeSeconds": ["aci.cors.maxAgeSeconds"],
  "ProbeArgs.path": ["aci.probe.path"],
  "ProbeArgs.initialDelaySeconds": ["aci.livenessProbe.initialDelaySeconds", "aci.readinessProbe.initialDelaySeconds"],
  "ProbeArgs.periodSeconds": ["aci.probe.periodSeconds"],
  "ProbeArgs.timeoutSeconds": ["aci.probe.timeoutSeconds", "aci.lookTimeoutSeconds"],
  "ProbeArgs.successThreshold": ["aci.probe.successThreshold"],
  "ProbeArgs.failureThreshold": ["aci.probe.failureThreshold"],
  "TlsArgs.httpPort": ["aci.tls.httpPort"],
  "TlsArgs.http3": ["aci.tls.http3"],

  "KeyRotationArgs.primary": ["keys.rotationNumber"],
  "KeyRotationArgs.secondary": ["keys.rotationNumber"],
  "KeyVaultArgs.contentType": ["keys.vault.contentType"],
  "KeyAcceptanceArgs.check": ["keys.acceptance.check.public", "keys.acceptance.check.private"],
  "KeyAcceptanceArgs.timeoutSeconds": ["keys.acceptance.timeoutSeconds"],
  "KeyAcceptanceArgs.settlingSeconds": [
    "online.keys.acceptance.settlingSeconds",
    "aci.keys.acceptance.settlingIntervals",
    "aci.keys.acceptance.settlingSeconds",
  ],
  "KeySyncArgs.intervalSeconds": ["aci.keys.sync.intervalSeconds"],
  "KeySyncArgs.cpuCores": ["aci.keys.sync.cpuCores"],
  "KeySyncArgs.memoryGb": ["aci.keys.sync.memoryGb"],

  "AzureArgs.environment": ["azure.environment"],
  "AzureArgs.operationTimeoutSeconds": ["azure.operationTimeoutSeconds"],

  "WorkspaceStorageArgs.datastoreName": ["online.storage.datastoreName"],
  "OnlineWebserviceArgs.traffic": ["online.traffic"],
  "OnlineDeploymentArgs.maxConcurrentRequests": ["deployment.maxConcurrentRequests"],
  "OnlineDeploymentArgs.appInsightsEnabled": ["deployment.appInsightsEnabled"],
  "OnlineProbeArgs.initialDelaySeconds": ["deployment.probe.initialDelaySeconds"],
  "OnlineProbeArgs.periodSeconds": ["deployment.probe.periodSeconds"],
  "OnlineProbeArgs.timeoutSeconds": ["deployment.probe.timeoutSeconds"],
  "OnlineProbeArgs.successThreshold": ["deployment.probe.successThreshold"],
  "OnlineProbeArgs.failureThreshold": ["deployment.probe.failureThreshold"],
  "DataCollectionArgs.rollingRate": ["deployment.dataCollection.rollingRate"],
  "DataCollectionItemArgs.enabled": ["deployment.dataCollection.collection.enabled"],
  "DataCollectionItemArgs.samplingRate": ["deployment.dataCollection.collection.samplingRate"],
  "AksDeploymentArgs.cpuCores": ["aks.requested.cpuCores"],
  "AksDeploymentArgs.memoryGb": ["aks.requested.memoryGb"],
  "AksDeploymentArgs.scoringTimeoutMs": ["deployment.scoringTimeoutMs"],
  "AksDeploymentArgs.maxRequestWaitMs": ["aks.maxRequestWaitMs"],
  "AksAutoscaleArgs.minReplicas": ["aks.autoscale.minReplicas"],
  "AksAutoscaleArgs.maxReplicas": ["aks.autoscale.maxReplicas"],
  "AksAutoscaleArgs.refreshSeconds": ["aks.autoscale.refreshSeconds"],
  "AksAutoscaleArgs.targetUtilization": ["aks.autoscale.targetUtilization"],
  "ManagedDeploymentArgs.instanceCount": ["managed.instanceCount"],
  "ManagedDeploymentArgs.scoringTimeoutMs": ["deployment.scoringTimeoutMs"],
  "ManagedAutoscaleArgs.targetCpuUtilization": ["managed.autoscale.targetCpuUtilization"],

  "AksComputeTargetArgs.namespace": ["compute.namespace"],
  "AksComputeTargetArgs.installExtension": ["compute.installExtension"],
  "InferenceRouterArgs.serviceType": ["compute.inferenceRouter.serviceType"],
  "InferenceRouterArgs.highAvailability": ["compute.inferenceRouter.highAvailability"],
  "InferenceRouterArgs.internalLoadBalancer": ["compute.inferenceRouter.internalLoadBalancer"],
};

const ownIdentity = { SystemAssigned: "a system-assigned one" };

/** The constants that doc comments state in other words: the words for each value that the constant may have. */
export const constantsInWords: Readonly<Record<string, readonly [constant: string, words: Record<string, string>]>> = {
  "AciWebserviceArgs.gatewayImage": [
    "aci.gatewayImage",
    { "docker.io/library/caddy": "the official Caddy image, pinned" },
  ],
  "KeySyncArgs.image": [
    "aci.keys.sync.image",
    { "docker.io/library/buildpack-deps": "the official image of Debian with curl" },
  ],
  "OnlineWebserviceArgs.identity": ["online.identity.type", ownIdentity],
  "AciWebserviceArgs.azure": ["azure.environment", { public: "the public cloud" }],
  "OnlineWebserviceArgs.azure": ["azure.environment", { public: "the public cloud" }],
  "AksComputeTargetArgs.identity": ["compute.identity.type", ownIdentity],
};

/** What Azure makes of an input that is not sent: no constant of this package decides it. */
export const leftToAzure: Readonly<Record<string, readonly unknown[]>> = {
  "AksComputeTargetArgs.instanceTypes": ["defaultinstancetype", 0.1, 2, 2, 2],
  "AksComputeTargetArgs.defaultInstanceType": ["defaultinstancetype"],
  "AksDeploymentArgs.instanceType": ["defaultinstancetype"],
  "ComputeInstanceTypeArgs.gpuCores": [0],
  "LogAnalyticsArgs.logType": ["ContainerInsights"],
  "ManagedDeploymentArgs.egressPublicNetworkAccess": ["Enabled"],
  "ManagedWebserviceArgs.publicNetworkAccess": ["Enabled", "Disabled"],
};
