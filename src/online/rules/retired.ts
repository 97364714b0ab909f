import { retiredSwitches, unavailableSwitches } from "../../access/auth-switch-rules";
import { sharedSwitches } from "./authentication";

/** Names of v1 and of v2's own files that somebody may type, each with what took its place. */

type Retired = Readonly<Record<string, string>>;

const use = (what: string) => `is not an input; use ${what}`;
const because = (why: string) => `is not an input: ${why}`;

const probes =
  "livenessProbe, readinessProbe or startupProbe, each with initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold and failureThreshold";

const build = because(
  "images are not built here; use image, after az acr build --registry <registry> --image <name>:<tag> <folder with the Dockerfile>, or environmentId",
);
const modelType = because(
  "local files become an MLflow model where there is a file MLmodel, else a custom one; for a Triton model use modelId, after az ml model create --type triton_model",
);

const onDeployments: Retired = {
  build,
  buildContext: build,
  context: build,
  dockerfile: build,
  dockerfilePath: build,
  modelType,
  type: modelType,
  name: because("a deployment is named where it stands in deployments"),
  model: use("modelId or modelPath"),
  models: use("modelId or modelPath"),
  environment: use("environmentId or image"),
  code: use("sourceDirectory or codeId"),
  codeConfiguration: use("sourceDirectory or codeId, with entryScript"),
  scoringScript: use("entryScript"),
  requestSettings: use("scoringTimeoutMs and maxConcurrentRequests"),
  requestTimeoutMs: use("scoringTimeoutMs"),
  maxConcurrentRequestsPerInstance: use("maxConcurrentRequests"),
  replicaMaxConcurrentRequests: use("maxConcurrentRequests"),
  dataCollector: use("dataCollection"),
  collectModelData: use("dataCollection"),
  enableAppInsights: use("appInsightsEnabled"),
  periodSeconds: use(probes),
  initialDelaySeconds: use(probes),
  timeoutSeconds: use(probes),
  successThreshold: use(probes),
  failureThreshold: use(probes),
  autoscaleEnabled: use("autoscale"),
  trafficPercentile: use("traffic of the service"),
  isDefault: use("traffic of the service"),
};

export const retiredOnAks: Retired = {
  ...onDeployments,
  scaleSettings: use("numReplicas or autoscale"),
  instanceCount: use("numReplicas"),
  autoscaleMinReplicas: use("autoscale.minReplicas"),
  autoscaleMaxReplicas: use("autoscale.maxReplicas"),
  autoscaleRefreshSeconds: use("autoscale.refreshSeconds"),
  autoscaleTargetUtilization: use("autoscale.targetUtilization"),
  maxRequestWaitTime: use("maxRequestWaitMs"),
  maxQueueWaitMs: use("maxRequestWaitMs"),
  resources: use("cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit and gpuCores"),
  egressPublicNetworkAccess: because("the cluster's own network decides what its pods reach"),
};

const sizes = because("instanceType decides how many CPUs and GPUs and how much memory a deployment has");

export const retiredOnManaged: Retired = {
  ...onDeployments,
  scaleSettings: use("instanceCount or autoscale"),
  numReplicas: use("instanceCount"),
  autoscaleMinReplicas: use("autoscale.minInstances"),
  autoscaleMaxReplicas: use("autoscale.maxInstances"),
  autoscaleRefreshSeconds: because("Azure Monitor looks at the load once a minute"),
  autoscaleTargetUtilization: use("autoscale.targetCpuUtilization"),
  maxRequestWaitMs: because("managed endpoints no longer keep requests waiting; more instances answer sooner"),
  maxRequestWaitTime: because("managed endpoints no longer keep requests waiting; more instances answer sooner"),
  cpuCores: sizes,
  memoryGb: sizes,
  cpuCoresLimit: sizes,
  memoryGbLimit: sizes,
  gpuCores: sizes,
  resources: sizes,
};

export const retiredOnAksAutoscale: Retired = {
  minInstances: use("minReplicas"),
  maxInstances: use("maxReplicas"),
  pollingInterval: use("refreshSeconds"),
  targetUtilizationPercentage: use("targetUtilization"),
};

export const retiredOnManagedAutoscale: Retired = {
  minReplicas: use("minInstances"),
  maxReplicas: use("maxInstances"),
  targetUtilization: use("targetCpuUtilization"),
  refreshSeconds: because("Azure Monitor looks at the load once a minute"),
};

const saysDatastore =
  "is not an input: a datastore says it; use datastoreName, for a container without one after az ml datastore create";

export const retiredOnStorage: Retired = {
  name: use("datastoreName"),
  accountName: saysDatastore,
  containerName: saysDatastore,
};

const onServices: Retired = {
  name: use("endpointName"),
  serviceName: use("endpointName"),
  authMode: use(sharedSwitches.join(" or ")),
  primaryKey: use("keys.initial.primary"),
  secondaryKey: use("keys.initial.secondary"),
  defaults: because("every deployment says for itself what it needs"),
  trafficPercentile: use('traffic, such as { "blue": 90, "green": 10 }'),
  isDefault: use('traffic, such as { "blue": 100 }'),
  isControlVersionType: because("Azure ML v2 has no control version; use traffic"),
  versionName: use("deployments, each under its name"),
  blobfuseEnabled: because("Azure ML v2 decides itself how a model gets to its container"),
  public: because("an online endpoint always asks for authentication; use authEnabled"),
};

/** What v1 had in one place with the service, and each deployment now has for itself. */
export function movedToDeployments(names: readonly string[], alsoRetired: Retired): Retired {
  const moved = names.map((name) => [name, use(`deployments: { "<name>": { ${name} } }`)]);
  const renamed = Object.entries(alsoRetired).map(([name, instead]) => [
    name,
    instead.replace("; use ", "; use, in a deployment, "),
  ]);
  return Object.fromEntries([...moved, ...renamed]) as Retired;
}

export const retiredOnAksServices: Retired = {
  ...onServices,
  compute: use("computeId, the resource id of the attached compute"),
  computeName: use("computeId, the resource id of the attached compute"),
  computeTargetName: use("computeId, the resource id of the attached compute"),
  deploymentTarget: use("computeId, the resource id of the attached compute"),
  namespace: because("the namespace belongs to the compute; use computeId of a compute that is attached with it"),
  aadAuthEnabled: use("tokenAuthEnabled"),
  ...retiredSwitches(unavailableSwitches("aks")),
  mirrorTraffic: because("Kubernetes endpoints copy no traffic; use traffic, or ManagedWebservice"),
  publicNetworkAccess: because("the cluster's own network decides; use inferenceRouter of AksComputeTarget"),
  sslEnabled: use("tls of AksComputeTarget"),
  sslCname: use("tls.cname of AksComputeTarget"),
};

export const retiredOnManagedServices: Retired = {
  ...onServices,
  compute: because("Azure ML manages the computers; for a cluster of your own use AksWebservice"),
  computeId: because("Azure ML manages the computers; for a cluster of your own use AksWebservice"),
  aadAuthEnabled: use("entraAuthEnabled, or tokenAuthEnabled for tokens of Azure ML"),
  ...retiredSwitches(unavailableSwitches("managed")),
  dnsNameLabel: because(
    "a managed endpoint is named by endpointName and its region; put a gateway with a name of your own in front",
  ),
  sslEnabled: because("managed endpoints always have TLS"),
  sslCname: because(
    "managed endpoints have Azure's name and certificate; put a gateway with a name of your own in front",
  ),
  vnetName: use("publicNetworkAccess and the workspace's private endpoint"),
  subnetId: use("publicNetworkAccess and the workspace's private endpoint"),
};
