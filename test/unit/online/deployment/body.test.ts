import * as pulumi from "@pulumi/pulumi";

import type { AksDeploymentArgs, ManagedDeploymentArgs } from "../../../../src/online/deployment-args";
import {
  type AssetIds,
  kubernetesDeployment,
  kubernetesSku,
  managedDeployment,
  managedSku,
} from "../../../../src/online/deployment/body";
import { resolved } from "../../../support/program";

/** As it goes to Azure: what is undefined is not there. */
async function plain(body: object): Promise<unknown> {
  return JSON.parse(JSON.stringify((await resolved(pulumi.output(body))).value));
}

const kubernetes = (args: AksDeploymentArgs, assets: AssetIds = {}) => plain(kubernetesDeployment(args, assets));
const managed = (args: Omit<ManagedDeploymentArgs, "instanceType">, assets: AssetIds = {}) =>
  plain(managedDeployment({ instanceType: "Standard_DS3_v2", ...args }, assets));

const probe = { initialDelay: "PT10S", period: "PT10S", timeout: "PT2S", successThreshold: 1, failureThreshold: 30 };

test("on Kubernetes every default is said, v1's first, and no instance type is made up", async () => {
  expect(await kubernetes({})).toEqual({
    endpointComputeType: "Kubernetes",
    appInsightsEnabled: false,
    livenessProbe: probe,
    readinessProbe: probe,
    requestSettings: { maxConcurrentRequestsPerInstance: 1, requestTimeout: "PT1M", maxQueueWait: "PT0.5S" },
    scaleSettings: {
      scaleType: "TargetUtilization",
      minInstances: 1,
      maxInstances: 10,
      pollingInterval: "PT1S",
      targetUtilizationPercentage: 70,
    },
  });
  expect(kubernetesSku({})).toEqual({ name: "Default" });
});

test("on managed computers every default is said, without what is deprecated or legacy there", async () => {
  expect(await managed({})).toEqual({
    endpointComputeType: "Managed",
    instanceType: "Standard_DS3_v2",
    appInsightsEnabled: false,
    livenessProbe: probe,
    readinessProbe: probe,
    requestSettings: { maxConcurrentRequestsPerInstance: 1, requestTimeout: "PT1M" },
    scaleSettings: { scaleType: "Default" },
  });
  expect(managedSku({ instanceType: "x" }, () => 3)).toEqual({ name: "Default", capacity: 3 });
});

test("what both kinds have goes to Azure as it is", async () => {
  const args = {
    description: "the blue one",
    properties: { team: "forecasts" },
    environmentVariables: { LEVEL: "debug" },
    modelMountPath: "/var/models",
    entryScript: "src/score.py",
    instanceType: "Standard_F4s_v2",
    appInsightsEnabled: true,
    maxConcurrentRequests: 4,
    scoringTimeoutMs: 1500,
  };
  const assets = { model: "model-id", environment: "environment-id", code: "code-id" };
  const expected = {
    description: "the blue one",
    properties: { team: "forecasts" },
    environmentVariables: { LEVEL: "debug" },
    modelMountPath: "/var/models",
    model: "model-id",
    environmentId: "environment-id",
    codeConfiguration: { codeId: "code-id", scoringScript: "src/score.py" },
    instanceType: "Standard_F4s_v2",
    appInsightsEnabled: true,
    requestSettings: { maxConcurrentRequestsPerInstance: 4, requestTimeout: "PT1.5S" },
  };
  expect(await kubernetes(args, assets)).toMatchObject(expected);
  expect(await managed(args, assets)).toMatchObject(expected);
});

test("a number of replicas switches scaling off", async () => {
  expect(await kubernetes({ numReplicas: 3 })).toMatchObject({ scaleSettings: { scaleType: "Default" } });
  expect(await kubernetes({ numReplicas: 3 })).not.toHaveProperty("scaleSettings.maxInstances");
  expect(kubernetesSku({ numReplicas: 3 })).toEqual({ name: "Default", capacity: 3 });
});

test("scaling takes what is given and v1's defaults for the rest", async () => {
  expect(await kubernetes({ autoscale: { maxReplicas: 4, refreshSeconds: 90 } })).toMatchObject({
    scaleSettings: { minInstances: 1, maxInstances: 4, pollingInterval: "PT1M30S", targetUtilizationPercentage: 70 },
  });
});

const unread = () => {
  throw new Error("the live number of computers counts for nothing here");
};

test("managed computers start with their number, or with the least that autoscale allows", () => {
  expect(managedSku({ instanceType: "x", instanceCount: 4 }, unread)).toEqual({ name: "Default", capacity: 4 });
  const autoscale = { minInstances: 2, maxInstances: 5 };
  expect(managedSku({ instanceType: "x", autoscale }, unread)).toEqual({ name: "Default", capacity: 2 });
});

test("a managed deployment may be shut off from the public network", async () => {
  expect(await managed({ egressPublicNetworkAccess: "Disabled" })).toMatchObject({
    egressPublicNetworkAccess: "Disabled",
  });
});

test.each<[string, AksDeploymentArgs, unknown]>([
  ["cores", { cpuCores: 1 }, { requests: { cpu: "1", memory: "0.5Gi" }, limits: {} }],
  ["memory", { memoryGb: 2 }, { requests: { cpu: "100m", memory: "2Gi" }, limits: {} }],
  [
    "limits",
    { cpuCoresLimit: 0.5, memoryGbLimit: 1.5 },
    { requests: { cpu: "100m", memory: "0.5Gi" }, limits: { cpu: "500m", memory: "1.5Gi" } },
  ],
  ["GPUs", { gpuCores: 1 }, { requests: { cpu: "100m", memory: "0.5Gi" }, limits: { gpu: "1" } }],
  [
    "everything",
    { cpuCores: 2, memoryGb: 4, cpuCoresLimit: 4, memoryGbLimit: 8, gpuCores: 2 },
    { requests: { cpu: "2", memory: "4Gi" }, limits: { cpu: "4", memory: "8Gi", gpu: "2" } },
  ],
])("%s become Kubernetes' resources", async (_, args, expected) => {
  const { containerResourceRequirements } = (await kubernetes(args)) as Record<string, Record<string, unknown>>;
  expect({
    requests: containerResourceRequirements?.containerResourceRequests,
    limits: containerResourceRequirements?.containerResourceLimits,
  }).toEqual(expected);
});

test("a probe that is given in part has Azure ML's values for the rest; a startup probe only counts when given", async () => {
  const args = {
    livenessProbe: { initialDelaySeconds: 310, failureThreshold: 3 },
    startupProbe: { periodSeconds: 60 },
  };
  expect(await kubernetes(args)).toMatchObject({
    livenessProbe: { ...probe, initialDelay: "PT5M10S", failureThreshold: 3 },
    readinessProbe: probe,
    startupProbe: { ...probe, period: "PT1M" },
  });
});

test("data is collected where that is not switched off", async () => {
  const dataId = "/subscriptions/s/…/data/inputs/versions/1";
  const clientId = "12345678-1234-1234-1234-123456789abc";
  const collections = { model_inputs: {}, request: { enabled: false, samplingRate: 0.1, clientId, dataId } };
  expect(await managed({ dataCollection: { collections } })).toMatchObject({
    dataCollector: {
      collections: {
        model_inputs: { dataCollectionMode: "Enabled", samplingRate: 1 },
        request: { dataCollectionMode: "Disabled", samplingRate: 0.1, clientId, dataId },
      },
      rollingRate: "Hour",
    },
  });
  const dataCollection = { collections, captureHeaders: ["x-request-id"], rollingRate: "Day" as const };
  expect(await managed({ dataCollection })).toMatchObject({
    dataCollector: { requestLogging: { captureHeaders: ["x-request-id"] }, rollingRate: "Day" },
  });
});

test("values may come late", async () => {
  const late = (value: number) => pulumi.output(value);
  const args: AksDeploymentArgs = {
    cpuCores: late(0.1),
    gpuCores: late(1),
    scoringTimeoutMs: late(250),
    maxRequestWaitMs: late(2000),
    autoscale: { refreshSeconds: late(5) },
    readinessProbe: { timeoutSeconds: late(7) },
    dataCollection: { collections: { request: { enabled: pulumi.output(false) } } },
  };
  expect(await kubernetes(args)).toMatchObject({
    containerResourceRequirements: {
      containerResourceRequests: { cpu: "100m" },
      containerResourceLimits: { gpu: "1" },
    },
    requestSettings: { requestTimeout: "PT0.25S", maxQueueWait: "PT2S" },
    scaleSettings: { pollingInterval: "PT5S" },
    readinessProbe: { timeout: "PT7S" },
    dataCollector: { collections: { request: { dataCollectionMode: "Disabled" } } },
  });
});
