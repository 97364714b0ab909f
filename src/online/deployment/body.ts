import * as pulumi from "@pulumi/pulumi";

import { aksDeploymentDefaults, deploymentDefaults } from "../defaults";
import type { AksDeploymentArgs, DataCollectionArgs, ManagedDeploymentArgs, OnlineProbeArgs } from "../deployment-args";
import { duration, seconds } from "./duration";
import { cpuQuantity, memoryQuantity } from "../../azure/kubernetes-quantity";

/**
 * What goes to Azure for a deployment (`OnlineDeployment` of Microsoft.MachineLearningServices, 2025-12-01). Each update
 * sends the whole of it, so whatever has a default is said: then a value that is taken back falls to the default that
 * is documented, and not to what some version of Azure makes of silence.
 */

/** The registered assets of a deployment, by resource id or `azureml://` address. */
export interface AssetIds {
  readonly model?: pulumi.Input<string>;
  readonly environment?: pulumi.Input<string>;
  readonly code?: pulumi.Input<string>;
}

/** A deployment on Kubernetes. Without `instanceType` the compute's default counts, so none must be sent. */
export function kubernetesDeployment(args: AksDeploymentArgs, assets: AssetIds) {
  return {
    endpointComputeType: "Kubernetes" as const,
    ...common(args, assets),
    requestSettings: {
      ...requestSettings(args),
      maxQueueWait: later(args.maxRequestWaitMs ?? aksDeploymentDefaults.maxRequestWaitMs, duration),
    },
    scaleSettings: args.numReplicas === undefined ? targetUtilization(args) : { scaleType: "Default" as const },
    containerResourceRequirements: containerResources(args),
  };
}

/** A deployment on managed computers. `maxQueueWait` is deprecated there, and scaling is Azure Monitor's. */
export function managedDeployment(args: ManagedDeploymentArgs, assets: AssetIds) {
  return {
    endpointComputeType: "Managed" as const,
    ...common(args, assets),
    requestSettings: requestSettings(args),
    scaleSettings: { scaleType: "Default" as const },
    egressPublicNetworkAccess: args.egressPublicNetworkAccess,
  };
}

/** The number of replicas; while the router scales them there is none to give. */
export function kubernetesSku({ numReplicas }: AksDeploymentArgs) {
  return { name: "Default", ...(numReplicas === undefined ? {} : { capacity: numReplicas }) };
}

/** The number of computers: with autoscale the one to start with, and without any the one that is live. */
export function managedSku({ autoscale, instanceCount }: ManagedDeploymentArgs, live: () => pulumi.Input<number>) {
  return { name: "Default", capacity: autoscale?.minInstances ?? instanceCount ?? live() };
}

function common(args: AksDeploymentArgs | ManagedDeploymentArgs, assets: AssetIds) {
  const { entryScript } = args;
  return {
    description: args.description,
    properties: args.properties,
    model: assets.model,
    modelMountPath: args.modelMountPath,
    environmentId: assets.environment,
    environmentVariables: args.environmentVariables,
    codeConfiguration: entryScript === undefined ? undefined : { codeId: assets.code, scoringScript: entryScript },
    instanceType: args.instanceType,
    appInsightsEnabled: args.appInsightsEnabled ?? deploymentDefaults.appInsightsEnabled,
    dataCollector: args.dataCollection && dataCollector(args.dataCollection),
    livenessProbe: probe(args.livenessProbe ?? {}),
    readinessProbe: probe(args.readinessProbe ?? {}),
    startupProbe: args.startupProbe && probe(args.startupProbe),
  };
}

function requestSettings(args: AksDeploymentArgs | ManagedDeploymentArgs) {
  return {
    maxConcurrentRequestsPerInstance: args.maxConcurrentRequests ?? deploymentDefaults.maxConcurrentRequests,
    requestTimeout: later(args.scoringTimeoutMs ?? deploymentDefaults.scoringTimeoutMs, duration),
  };
}

function probe(given: OnlineProbeArgs) {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, ...thresholds } = {
    ...deploymentDefaults.probe,
    ...given,
  };
  return {
    initialDelay: later(initialDelaySeconds, seconds),
    period: later(periodSeconds, seconds),
    timeout: later(timeoutSeconds, seconds),
    ...thresholds,
  };
}

function targetUtilization({ autoscale }: AksDeploymentArgs) {
  const settings = { ...aksDeploymentDefaults.autoscale, ...autoscale };
  return {
    scaleType: "TargetUtilization" as const,
    minInstances: settings.minReplicas,
    maxInstances: settings.maxReplicas,
    pollingInterval: later(settings.refreshSeconds, seconds),
    targetUtilizationPercentage: settings.targetUtilization,
  };
}

/** Nothing where nothing is given: then the instance type says what a replica has. GPUs can only be a limit. */
function containerResources(args: AksDeploymentArgs) {
  const { cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores } = args;
  if ([cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores].every((size) => size === undefined)) {
    return undefined;
  }
  return {
    containerResourceRequests: {
      cpu: later(cpuCores ?? aksDeploymentDefaults.requested.cpuCores, cpuQuantity),
      memory: later(memoryGb ?? aksDeploymentDefaults.requested.memoryGb, memoryQuantity),
    },
    containerResourceLimits: {
      cpu: cpuCoresLimit === undefined ? undefined : later(cpuCoresLimit, cpuQuantity),
      memory: memoryGbLimit === undefined ? undefined : later(memoryGbLimit, memoryQuantity),
      gpu: gpuCores === undefined ? undefined : later(gpuCores, String),
    },
  };
}

function dataCollector({ collections, captureHeaders, rollingRate }: DataCollectionArgs) {
  const mode = (enabled: boolean) => (enabled ? "Enabled" : "Disabled");
  const { collection, rollingRate: defaultRate } = deploymentDefaults.dataCollection;
  const items = Object.entries(collections).map(([name, { enabled, samplingRate, clientId, dataId }]) => [
    name,
    {
      dataCollectionMode: later(enabled ?? collection.enabled, mode),
      samplingRate: samplingRate ?? collection.samplingRate,
      clientId,
      dataId,
    },
  ]);
  return {
    collections: Object.fromEntries(items) as Record<string, CollectionBody>,
    requestLogging: captureHeaders && { captureHeaders },
    rollingRate: rollingRate ?? defaultRate,
  };
}

interface CollectionBody {
  readonly dataCollectionMode: pulumi.Input<string>;
  readonly samplingRate: pulumi.Input<number>;
  readonly clientId?: pulumi.Input<string>;
  readonly dataId?: pulumi.Input<string>;
}

/** One step from an input to what is sent: a chain of them would hang behind each value that is known late. */
function later<T, R>(input: pulumi.Input<T>, convert: (value: T) => R): pulumi.Output<R> {
  return (pulumi.output(input) as pulumi.Output<T>).apply(convert);
}
