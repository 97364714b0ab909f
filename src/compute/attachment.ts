import type { ComputeArgs } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { cpuQuantity, memoryQuantity } from "../azure/kubernetes-quantity";
import type { AksComputeTargetArgs, ComputeInstanceTypeArgs } from "./args";
import type { Cluster } from "./cluster";
import { computeDefaults } from "./defaults";

/** What Azure ML does not change on a compute that exists: a change must show as a replacement in the preview already. */
export const replacedOnChange = ["location", "properties.resourceId", "properties.properties.namespace"];

/** The cluster as a compute of the workspace. */
export function computeArgs(
  args: AksComputeTargetArgs,
  computeName: pulumi.Input<string>,
  location: pulumi.Input<string>,
  cluster: pulumi.Output<Cluster>,
) {
  const { identity, instanceTypes, defaultInstanceType, namespace, description } = args;
  return {
    resourceGroupName: args.resourceGroupName,
    workspaceName: args.workspaceName,
    computeName,
    location,
    tags: args.tags,
    identity: {
      type: identity?.type ?? computeDefaults.identity.type,
      ...(identity?.userAssignedIdentityIds ? { userAssignedIdentities: identity.userAssignedIdentityIds } : {}),
    },
    properties: {
      computeType: "Kubernetes",
      resourceId: cluster.id,
      description,
      properties: {
        namespace: namespace ?? computeDefaults.namespace,
        ...(defaultInstanceType === undefined ? {} : { defaultInstanceType }),
        ...(instanceTypes === undefined
          ? {}
          : {
              instanceTypes: Object.fromEntries(
                Object.entries(instanceTypes).map(([name, type]) => [name, instanceType(type)]),
              ),
            }),
      },
    },
  } satisfies ComputeArgs;
}

function instanceType(type: ComputeInstanceTypeArgs) {
  const { cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores, nodeSelector } = type;
  return {
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    resources: {
      requests: { cpu: later(cpuCores, cpuQuantity), memory: later(memoryGb, memoryQuantity) },
      limits: {
        cpu: later(cpuCoresLimit ?? cpuCores, cpuQuantity),
        memory: later(memoryGbLimit ?? memoryGb, memoryQuantity),
        ...(gpuCores === undefined ? {} : { "nvidia.com/gpu": later(gpuCores, String) }),
      },
    },
  };
}

function later(value: pulumi.Input<number>, form: (value: number) => string): pulumi.Input<string> {
  return typeof value === "number" ? form(value) : pulumi.output(value).apply(form);
}
