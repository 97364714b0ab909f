import { isDeepStrictEqual } from "node:util";
import { invalid } from "../assets/asset-kinds";
import type { ComputeType } from "../scoring/served";
import type { DeploymentDefinition, DeploymentProperties, ProbeSettings, Sku } from "./model";
import { checkResources, type InstanceTypes } from "./rules-resources";
import { secondsOf } from "./units";

// As for endpoints: the rules are documented, code and words of the answers are ours where no comment says otherwise.

// "Manage and increase quotas for Azure Machine Learning", online endpoints.
const limits = {
  instances: 50,
  deployments: 20,
  requestTimeoutSeconds: { Managed: 180, Kubernetes: 300 },
};

/** `instanceTypes` are those of the endpoint's compute; undefined on managed compute. */
export function checkDeployment(
  type: ComputeType,
  { sku, properties }: DeploymentDefinition,
  instanceTypes: InstanceTypes | undefined,
): void {
  if (properties.endpointComputeType !== type) {
    throw invalid(
      `The endpoint is on ${type} compute, the deployment says '${properties.endpointComputeType}'.`,
      "endpointComputeType",
    );
  }
  checkScale(type, properties, sku);
  checkCode(properties);
  checkRequests(type, properties);
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"] as const) {
    checkProbe(type, name, properties[name]);
  }
  for (const [name, { samplingRate = 1 }] of Object.entries(properties.dataCollector?.collections ?? {})) {
    if (samplingRate < 0 || samplingRate > 1) {
      throw invalid(`The sampling rate of collection '${name}' must be from 0 to 1.`, "dataCollector");
    }
  }
  if (type === "Managed") {
    // azure-ai-ml requires it; the names are those of virtual machines.
    if (!/^Standard_\w+$/i.test(properties.instanceType ?? "")) {
      throw invalid(
        "A managed online deployment needs an instanceType, the size of a virtual machine.",
        "instanceType",
      );
    }
    return;
  }
  if (properties.egressPublicNetworkAccess === "Disabled") {
    throw invalid("egressPublicNetworkAccess can be disabled on managed compute only.", "egressPublicNetworkAccess");
  }
  checkResources(properties, instanceTypes ?? {});
}

export function checkDeploymentCount(existing: number): void {
  if (existing >= limits.deployments) {
    throw invalid(`The endpoint has ${existing} deployments. The maximum is ${limits.deployments}.`);
  }
}

/** What cannot be changed in place: by their marks in the specification (create, read). */
export function checkDeploymentUpdate(name: string, before: DeploymentDefinition, after: DeploymentDefinition): void {
  for (const property of ["endpointComputeType", "instanceType", "codeConfiguration"] as const) {
    if (!isDeepStrictEqual(before.properties[property], after.properties[property])) {
      throw invalid(`The ${property} of deployment '${name}' cannot be changed. Create a new deployment.`, property);
    }
  }
}

export function checkSku(type: ComputeType, sku: Sku | undefined, required: boolean): void {
  if (sku?.name !== "Default") {
    throw invalid("The name of the sku must be 'Default'.", "sku");
  }
  const { capacity } = sku;
  const maximum = type === "Managed" ? limits.instances : Infinity;
  if (capacity === undefined ? required : capacity < 1 || capacity > maximum) {
    throw invalid(
      `The capacity of the sku is ${capacity ?? "missing"}; with default scaling it is the number of instances, at ` +
        `least 1${type === "Managed" ? ` and at most ${maximum}` : ""}.`,
      "sku",
    );
  }
}

function checkScale(type: ComputeType, { scaleSettings }: DeploymentProperties, sku: Sku | undefined): void {
  // Specification: null means TargetUtilization on Kubernetes, Default on managed compute.
  const scaleType = scaleSettings?.scaleType ?? (type === "Managed" ? "Default" : "TargetUtilization");
  checkSku(type, sku, scaleType === "Default");
  if (scaleType === "Default") {
    return;
  }
  if (type === "Managed") {
    // The sentence is azure-ai-ml's.
    throw invalid("ManagedOnlineEndpoint supports DefaultScaleSettings only.", "scaleSettings");
  }
  const {
    minInstances = 1,
    maxInstances = 1,
    pollingInterval = "PT1S",
    targetUtilizationPercentage = 70,
  } = scaleSettings ?? {};
  if (minInstances < 1 || maxInstances < minInstances) {
    throw invalid(
      `minInstances is ${minInstances}, maxInstances ${maxInstances}: at least 1, and not above the maximum.`,
      "scaleSettings",
    );
  }
  const interval = secondsOf(pollingInterval);
  if (interval === undefined || interval < 1 || !Number.isInteger(interval)) {
    throw invalid("pollingInterval must be a duration of whole seconds, at least PT1S.", "scaleSettings");
  }
  if (targetUtilizationPercentage < 1 || targetUtilizationPercentage > 100) {
    throw invalid("targetUtilizationPercentage must be from 1 to 100.", "scaleSettings");
  }
}

function checkCode({ codeConfiguration }: DeploymentProperties): void {
  // Specification, CodeConfiguration: scoringScript has to have a letter, a digit or an underscore in it.
  if (codeConfiguration && !/[a-zA-Z0-9_]/.test(codeConfiguration.scoringScript)) {
    throw invalid("The scoringScript of codeConfiguration is missing.", "codeConfiguration");
  }
}

function checkRequests(type: ComputeType, { requestSettings }: DeploymentProperties): void {
  const {
    maxConcurrentRequestsPerInstance = 1,
    maxQueueWait = "PT0.5S",
    requestTimeout = "PT5S",
  } = requestSettings ?? {};
  if (maxConcurrentRequestsPerInstance < 1) {
    throw invalid("maxConcurrentRequestsPerInstance must be at least 1.", "requestSettings");
  }
  const maximum = limits.requestTimeoutSeconds[type];
  const timeout = secondsOf(requestTimeout);
  if (timeout === undefined || timeout <= 0 || timeout > maximum) {
    throw invalid(
      `requestTimeout is '${requestTimeout}'; it must be an ISO 8601 duration above 0 and of at most ${maximum} s on ` +
        `${type} compute.`,
      "requestSettings",
    );
  }
  if (secondsOf(maxQueueWait) === undefined) {
    throw invalid(`maxQueueWait '${maxQueueWait}' is no ISO 8601 duration.`, "requestSettings");
  }
}

function checkProbe(type: ComputeType, name: string, probe: ProbeSettings | undefined): void {
  for (const time of ["initialDelay", "period", "timeout"] as const) {
    const value = probe?.[time];
    // "Managed online deployment YAML schema", ProbeSettings: the minimum of each is 1 second.
    if (value !== undefined && !((secondsOf(value) ?? 0) >= 1)) {
      throw invalid(`${time} of ${name} is '${value}'; it must be an ISO 8601 duration of at least PT1S.`, name);
    }
  }
  for (const threshold of ["successThreshold", "failureThreshold"] as const) {
    if ((probe?.[threshold] ?? 1) < 1) {
      throw invalid(`${threshold} of ${name} must be at least 1.`, name);
    }
  }
  // Kubernetes, "Configure Liveness, Readiness and Startup Probes".
  if (type === "Kubernetes" && name !== "readinessProbe" && (probe?.successThreshold ?? 1) !== 1) {
    throw invalid(`successThreshold of ${name} must be 1.`, name);
  }
}
