import * as azure from "../../validation/azure-rules";
import { description, inOrder, percent } from "../../validation/common-rules";
import { notBeside } from "../../validation/relations";
import { choice, flag, number, type ObjectRule, type Relation, type Rule, text } from "../../validation/rule";
import { PublicNetworkAccess } from "../../contract/azure-enums";
import { assetRelations, assets } from "./assets";
import { dataCollection, probe, properties, variables } from "./shared-rules";
import { retiredOnAks, retiredOnAksAutoscale, retiredOnManaged, retiredOnManagedAutoscale } from "./retired";
import { aksDeploymentDefaults } from "../defaults";

/** The rules of one deployment: v1's deploy configuration, and v2's limits (how-to-manage-quotas). */

/** What the API counts in: 32 bits. */
const most = 2_147_483_647;

const common: Readonly<Record<string, Rule>> = {
  ...assets,
  environmentVariables: variables,
  maxConcurrentRequests: number({ what: "number of requests", from: 1, to: most, integer: true }),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  appInsightsEnabled: flag(),
  dataCollection,
  description,
  tags: azure.tags,
  properties,
};

const milliseconds = (to: number) => number({ what: "number of milliseconds", from: 1, to, integer: true });

/** Kubernetes counts no finer than thousandths of a core. */
const cpuCores = number({ what: "number of CPU cores", from: 0.001, to: 2048 });
/** 1 MB is the least (reference-yaml-deployment-kubernetes-online). */
const memoryGb = number({ what: "number of GB", from: 0.001, to: 65_536 });

const replicas = number({ what: "number of replicas", from: 1, to: most, integer: true });

const aksAutoscale: ObjectRule = {
  kind: "object",
  properties: {
    minReplicas: replicas,
    maxReplicas: replicas,
    refreshSeconds: number({ what: "number of seconds", from: 1, to: 86_400, integer: true }),
    targetUtilization: percent(1),
  },
  retired: retiredOnAksAutoscale,
  relations: [inOrder(["minReplicas", "maxReplicas"], aksDeploymentDefaults.autoscale)],
};

export const aksDeployment: ObjectRule = {
  kind: "object",
  properties: {
    ...common,
    instanceType: text({
      pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
      atMost: 63,
      expected: "the name of an instance type of the compute: 1 to 63 lower-case letters, digits, - and .",
      hint: "sizes of virtual machines are for managed endpoints; on Kubernetes leave it out for defaultinstancetype",
    }),
    numReplicas: replicas,
    autoscale: aksAutoscale,
    cpuCores,
    memoryGb,
    cpuCoresLimit: cpuCores,
    memoryGbLimit: memoryGb,
    gpuCores: number({ what: "number of GPUs", from: 0, to: 64, integer: true }),
    scoringTimeoutMs: milliseconds(300_000),
    maxRequestWaitMs: milliseconds(300_000),
  },
  retired: retiredOnAks,
  relations: [
    ...assetRelations,
    oneScale("numReplicas"),
    inOrder(["cpuCores", "cpuCoresLimit"], aksDeploymentDefaults.requested, "cpuCoresLimit"),
    inOrder(["memoryGb", "memoryGbLimit"], aksDeploymentDefaults.requested, "memoryGbLimit"),
  ],
};

const instances = number({ what: "number of instances", from: 1, to: 50, integer: true });

const managedAutoscale: ObjectRule = {
  kind: "object",
  properties: {
    minInstances: { ...instances, required: true },
    maxInstances: { ...instances, required: true },
    targetCpuUtilization: percent(1),
  },
  retired: retiredOnManagedAutoscale,
  relations: [inOrder(["minInstances", "maxInstances"], {})],
};

export const managedDeployment: ObjectRule = {
  kind: "object",
  properties: {
    ...common,
    instanceType: text({
      required: true,
      pattern: /^Standard_\w+$/i,
      atMost: 64,
      expected: "the size of a virtual machine, such as Standard_DS3_v2",
    }),
    instanceCount: instances,
    autoscale: managedAutoscale,
    scoringTimeoutMs: milliseconds(180_000),
    egressPublicNetworkAccess: choice(PublicNetworkAccess),
  },
  retired: retiredOnManaged,
  relations: [...assetRelations, oneScale("instanceCount")],
};

/** v1: "autoscale enabled and num_replicas provided". */
function oneScale(count: string): Relation {
  return notBeside(count, ["autoscale"], { because: ", because then the load decides" });
}
