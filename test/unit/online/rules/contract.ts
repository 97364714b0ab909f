import { aks, managed, type OnlineKind } from "../../support/online-examples";
import { oneDeployment } from "./deployment";
import type { Row } from "../../support/row";

/** Names of v1, of v2's own files, and from the wrong level, each with what the message says behind "is not an input". */
type Names = Readonly<Record<string, string>>;

const services: Names = {
  modelId: '; use deployments: { "<name>": { modelId } }',
  modelPath: '; use deployments: { "<name>": { modelPath } }',
  modelMountPath: '; use deployments: { "<name>": { modelMountPath } }',
  environmentId: '; use deployments: { "<name>": { environmentId } }',
  image: '; use deployments: { "<name>": { image } }',
  condaFile: '; use deployments: { "<name>": { condaFile } }',
  inferenceConfig: '; use deployments: { "<name>": { inferenceConfig } }',
  codeId: '; use deployments: { "<name>": { codeId } }',
  sourceDirectory: '; use deployments: { "<name>": { sourceDirectory } }',
  entryScript: '; use deployments: { "<name>": { entryScript } }',
  environmentVariables: '; use deployments: { "<name>": { environmentVariables } }',
  maxConcurrentRequests: '; use deployments: { "<name>": { maxConcurrentRequests } }',
  livenessProbe: '; use deployments: { "<name>": { livenessProbe } }',
  readinessProbe: '; use deployments: { "<name>": { readinessProbe } }',
  startupProbe: '; use deployments: { "<name>": { startupProbe } }',
  appInsightsEnabled: '; use deployments: { "<name>": { appInsightsEnabled } }',
  dataCollection: '; use deployments: { "<name>": { dataCollection } }',
  instanceType: '; use deployments: { "<name>": { instanceType } }',
  autoscale: '; use deployments: { "<name>": { autoscale } }',
  scoringTimeoutMs: '; use deployments: { "<name>": { scoringTimeoutMs } }',
  name: "; use endpointName",
  build:
    ": images are not built here; use, in a deployment, image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  buildContext:
    ": images are not built here; use, in a deployment, image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  context:
    ": images are not built here; use, in a deployment, image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  dockerfile:
    ": images are not built here; use, in a deployment, image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  dockerfilePath:
    ": images are not built here; use, in a deployment, image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  modelType:
    ": local files become an MLflow model where there is a file MLmodel, else a custom one; for a Triton model use modelId, after az ml model create --type triton_model",
  type: ": local files become an MLflow model where there is a file MLmodel, else a custom one; for a Triton model use modelId, after az ml model create --type triton_model",
  model: "; use, in a deployment, modelId or modelPath",
  models: "; use, in a deployment, modelId or modelPath",
  environment: "; use, in a deployment, environmentId or image",
  code: "; use, in a deployment, sourceDirectory or codeId",
  codeConfiguration: "; use, in a deployment, sourceDirectory or codeId, with entryScript",
  scoringScript: "; use, in a deployment, entryScript",
  requestSettings: "; use, in a deployment, scoringTimeoutMs and maxConcurrentRequests",
  requestTimeoutMs: "; use, in a deployment, scoringTimeoutMs",
  maxConcurrentRequestsPerInstance: "; use, in a deployment, maxConcurrentRequests",
  replicaMaxConcurrentRequests: "; use, in a deployment, maxConcurrentRequests",
  dataCollector: "; use, in a deployment, dataCollection",
  collectModelData: "; use, in a deployment, dataCollection",
  enableAppInsights: "; use, in a deployment, appInsightsEnabled",
  periodSeconds:
    "; use, in a deployment, livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  initialDelaySeconds:
    "; use, in a deployment, livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  timeoutSeconds:
    "; use, in a deployment, livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  successThreshold:
    "; use, in a deployment, livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  failureThreshold:
    "; use, in a deployment, livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  autoscaleEnabled: "; use, in a deployment, autoscale",
  trafficPercentile: '; use traffic, such as { "blue": 90, "green": 10 }',
  isDefault: '; use traffic, such as { "blue": 100 }',
  serviceName: "; use endpointName",
  authMode: "; use authEnabled or tokenAuthEnabled",
  primaryKey: "; use keys.initial.primary",
  secondaryKey: "; use keys.initial.secondary",
  defaults: ": every deployment says for itself what it needs",
  isControlVersionType: ": Azure ML v2 has no control version; use traffic",
  versionName: "; use deployments, each under its name",
  blobfuseEnabled: ": Azure ML v2 decides itself how a model gets to its container",
  public: ": an online endpoint always asks for authentication; use authEnabled",
};

const aksServices: Names = {
  numReplicas: '; use deployments: { "<name>": { numReplicas } }',
  cpuCores: '; use deployments: { "<name>": { cpuCores } }',
  memoryGb: '; use deployments: { "<name>": { memoryGb } }',
  cpuCoresLimit: '; use deployments: { "<name>": { cpuCoresLimit } }',
  memoryGbLimit: '; use deployments: { "<name>": { memoryGbLimit } }',
  gpuCores: '; use deployments: { "<name>": { gpuCores } }',
  maxRequestWaitMs: '; use deployments: { "<name>": { maxRequestWaitMs } }',
  scaleSettings: "; use, in a deployment, numReplicas or autoscale",
  instanceCount: "; use, in a deployment, numReplicas",
  autoscaleMinReplicas: "; use, in a deployment, autoscale.minReplicas",
  autoscaleMaxReplicas: "; use, in a deployment, autoscale.maxReplicas",
  autoscaleRefreshSeconds: "; use, in a deployment, autoscale.refreshSeconds",
  autoscaleTargetUtilization: "; use, in a deployment, autoscale.targetUtilization",
  maxRequestWaitTime: "; use, in a deployment, maxRequestWaitMs",
  maxQueueWaitMs: "; use, in a deployment, maxRequestWaitMs",
  resources: "; use, in a deployment, cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit and gpuCores",
  egressPublicNetworkAccess: ": the cluster's own network decides what its pods reach",
  compute: "; use computeId, the resource id of the attached compute",
  computeName: "; use computeId, the resource id of the attached compute",
  computeTargetName: "; use computeId, the resource id of the attached compute",
  deploymentTarget: "; use computeId, the resource id of the attached compute",
  namespace: ": the namespace belongs to the compute; use computeId of a compute that is attached with it",
  aadAuthEnabled: "; use tokenAuthEnabled",
  entraAuthEnabled:
    ": Kubernetes endpoints have no Microsoft Entra authentication; use tokenAuthEnabled, or ManagedWebservice",
  mirrorTraffic: ": Kubernetes endpoints copy no traffic; use traffic, or ManagedWebservice",
  publicNetworkAccess: ": the cluster's own network decides; use inferenceRouter of AksComputeTarget",
  sslEnabled: "; use tls of AksComputeTarget",
  sslCname: "; use tls.cname of AksComputeTarget",
};

const managedServices: Names = {
  instanceCount: '; use deployments: { "<name>": { instanceCount } }',
  egressPublicNetworkAccess: '; use deployments: { "<name>": { egressPublicNetworkAccess } }',
  scaleSettings: "; use, in a deployment, instanceCount or autoscale",
  numReplicas: "; use, in a deployment, instanceCount",
  autoscaleMinReplicas: "; use, in a deployment, autoscale.minInstances",
  autoscaleMaxReplicas: "; use, in a deployment, autoscale.maxInstances",
  autoscaleRefreshSeconds: ": Azure Monitor looks at the load once a minute",
  autoscaleTargetUtilization: "; use, in a deployment, autoscale.targetCpuUtilization",
  maxRequestWaitMs: ": managed endpoints no longer keep requests waiting; more instances answer sooner",
  maxRequestWaitTime: ": managed endpoints no longer keep requests waiting; more instances answer sooner",
  cpuCores: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  memoryGb: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  cpuCoresLimit: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  memoryGbLimit: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  gpuCores: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  resources: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  compute: ": Azure ML manages the computers; for a cluster of your own use AksWebservice",
  computeId: ": Azure ML manages the computers; for a cluster of your own use AksWebservice",
  aadAuthEnabled: "; use entraAuthEnabled, or tokenAuthEnabled for tokens of Azure ML",
  dnsNameLabel:
    ": a managed endpoint is named by endpointName and its region; put a gateway with a name of your own in front",
  sslEnabled: ": managed endpoints always have TLS",
  sslCname: ": managed endpoints have Azure's name and certificate; put a gateway with a name of your own in front",
  vnetName: "; use publicNetworkAccess and the workspace's private endpoint",
  subnetId: "; use publicNetworkAccess and the workspace's private endpoint",
};

const deployments: Names = {
  name: ": a deployment is named where it stands in deployments",
  build:
    ": images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  buildContext:
    ": images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  context:
    ": images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  dockerfile:
    ": images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  dockerfilePath:
    ": images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
  modelType:
    ": local files become an MLflow model where there is a file MLmodel, else a custom one; for a Triton model use modelId, after az ml model create --type triton_model",
  type: ": local files become an MLflow model where there is a file MLmodel, else a custom one; for a Triton model use modelId, after az ml model create --type triton_model",
  model: "; use modelId or modelPath",
  models: "; use modelId or modelPath",
  environment: "; use environmentId or image",
  code: "; use sourceDirectory or codeId",
  codeConfiguration: "; use sourceDirectory or codeId, with entryScript",
  scoringScript: "; use entryScript",
  requestSettings: "; use scoringTimeoutMs and maxConcurrentRequests",
  requestTimeoutMs: "; use scoringTimeoutMs",
  maxConcurrentRequestsPerInstance: "; use maxConcurrentRequests",
  replicaMaxConcurrentRequests: "; use maxConcurrentRequests",
  dataCollector: "; use dataCollection",
  collectModelData: "; use dataCollection",
  enableAppInsights: "; use appInsightsEnabled",
  periodSeconds:
    "; use livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  initialDelaySeconds:
    "; use livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  timeoutSeconds:
    "; use livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  successThreshold:
    "; use livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  failureThreshold:
    "; use livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold",
  autoscaleEnabled: "; use autoscale",
  trafficPercentile: "; use traffic of the service",
  isDefault: "; use traffic of the service",
};

const aksDeployments: Names = {
  scaleSettings: "; use numReplicas or autoscale",
  instanceCount: "; use numReplicas",
  autoscaleMinReplicas: "; use autoscale.minReplicas",
  autoscaleMaxReplicas: "; use autoscale.maxReplicas",
  autoscaleRefreshSeconds: "; use autoscale.refreshSeconds",
  autoscaleTargetUtilization: "; use autoscale.targetUtilization",
  maxRequestWaitTime: "; use maxRequestWaitMs",
  maxQueueWaitMs: "; use maxRequestWaitMs",
  resources: "; use cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit and gpuCores",
  egressPublicNetworkAccess: ": the cluster's own network decides what its pods reach",
};

const managedDeployments: Names = {
  scaleSettings: "; use instanceCount or autoscale",
  numReplicas: "; use instanceCount",
  autoscaleMinReplicas: "; use autoscale.minInstances",
  autoscaleMaxReplicas: "; use autoscale.maxInstances",
  autoscaleRefreshSeconds: ": Azure Monitor looks at the load once a minute",
  autoscaleTargetUtilization: "; use autoscale.targetCpuUtilization",
  maxRequestWaitMs: ": managed endpoints no longer keep requests waiting; more instances answer sooner",
  maxRequestWaitTime: ": managed endpoints no longer keep requests waiting; more instances answer sooner",
  cpuCores: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  memoryGb: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  cpuCoresLimit: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  memoryGbLimit: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  gpuCores: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
  resources: ": instanceType decides how many CPUs and GPUs and how much memory a deployment has",
};

function rows(kind: OnlineKind, ofServices: Names, ofDeployments: Names): Row[] {
  const one = oneDeployment(kind);
  return [
    ...Object.entries(ofServices).map(([name, says]): Row => [{ [name]: 1 }, `${name}: is not an input${says}`]),
    ...Object.entries(ofDeployments).map(([name, says]): Row => [
      one(name).put(1),
      `deployments["blue"].${name}: is not an input${says}`,
    ]),
    [{ token_auth_enabled: true }, "token_auth_enabled: is not an input; did you mean tokenAuthEnabled?"],
    [{ collect_model_data: true }, "collect_model_data: is not an input; use, in a deployment, dataCollection"],
  ];
}

export const aksContract = rows(aks, { ...services, ...aksServices }, { ...deployments, ...aksDeployments });

export const managedContract = rows(
  managed,
  { ...services, ...managedServices },
  { ...deployments, ...managedDeployments },
);
