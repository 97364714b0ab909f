import { boolean, integer, list, map, number, object, oneOf, string, type Shape } from "../../arm/shape";
import { identityShape, trackedShape } from "../../arm/tracked-resource";

const partialSku: Record<string, Shape> = {
  name: string,
  tier: oneOf("Free", "Basic", "Standard", "Premium"),
  size: string,
  family: string,
  capacity: integer,
};
export const endpointShape = trackedShape(
  object(
    {
      authMode: oneOf("AMLToken", "Key", "AADToken"),
      keys: object({ primaryKey: string, secondaryKey: string }),
      compute: string,
      traffic: map(integer),
      mirrorTraffic: map(integer),
      publicNetworkAccess: oneOf("Enabled", "Disabled"),
      description: string,
      properties: map(string),
    },
    ["authMode"],
  ),
);

const probe = object({
  failureThreshold: integer,
  successThreshold: integer,
  initialDelay: string,
  period: string,
  timeout: string,
});

const deploymentProperties: Record<string, Shape> = {
  endpointComputeType: oneOf("Managed", "Kubernetes", "AzureMLCompute"),
  appInsightsEnabled: boolean,
  codeConfiguration: object({ codeId: string, scoringScript: string }, ["scoringScript"]),
  dataCollector: object(
    {
      collections: map(
        object({
          clientId: string,
          dataCollectionMode: oneOf("Enabled", "Disabled"),
          dataId: string,
          samplingRate: number,
        }),
      ),
      requestLogging: object({ captureHeaders: list(string) }),
      rollingRate: oneOf("Year", "Month", "Day", "Hour", "Minute"),
    },
    ["collections"],
  ),
  description: string,
  egressPublicNetworkAccess: oneOf("Enabled", "Disabled"),
  environmentId: string,
  environmentVariables: map(string),
  instanceType: string,
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  model: string,
  modelMountPath: string,
  properties: map(string),
  requestSettings: object({
    maxConcurrentRequestsPerInstance: integer,
    maxQueueWait: string,
    requestTimeout: string,
  }),
  scaleSettings: object(
    {
      scaleType: oneOf("Default", "TargetUtilization"),
      minInstances: integer,
      maxInstances: integer,
      pollingInterval: string,
      targetUtilizationPercentage: integer,
    },
    ["scaleType"],
  ),
};

const resources = object({ cpu: string, memory: string, gpu: string });

/** The form depends on the kind of compute, as the specification's discriminator has it. */
export const deploymentShapes = {
  Managed: trackedShape(object(deploymentProperties, ["endpointComputeType"])),
  Kubernetes: trackedShape(
    object(
      {
        ...deploymentProperties,
        containerResourceRequirements: object({
          containerResourceRequests: resources,
          containerResourceLimits: resources,
        }),
      },
      ["endpointComputeType"],
    ),
  ),
};

export const endpointPatchShape = object({ tags: map(string), identity: identityShape });
export const deploymentPatchShape = object({ tags: map(string), sku: object(partialSku) });
export const regenerateKeysShape = object({ keyType: oneOf("Primary", "Secondary"), keyValue: string }, ["keyType"]);
export const logsRequestShape = object({
  containerType: oneOf("StorageInitializer", "InferenceServer", "ModelDataCollector"),
  tail: integer,
});
