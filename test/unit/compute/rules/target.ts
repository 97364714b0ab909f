import * as pulumi from "@pulumi/pulumi";

import { identityId, named, times } from "../../../support/examples";
import type { Row } from "../../support/row";

/** The workspace, the cluster, and what the compute offers. */
export const target: Row[] = [
  [
    { resourceGroupName: undefined },
    "resourceGroupName: is required: give 1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot",
  ],
  [
    { resourceGroupName: "ml." },
    'resourceGroupName: "ml." is not allowed: must be 1 to 90 letters, digits, -, _, ., ( or ), not ending in a dot',
  ],
  [
    { workspaceName: undefined },
    "workspaceName: is required: give the name of an Azure ML workspace: 3 to 33 letters, digits, - and _, starting with a letter or digit",
  ],
  [
    { workspaceName: "my workspace" },
    'workspaceName: "my workspace" is not allowed: must be the name of an Azure ML workspace: 3 to 33 letters, digits, - and _, starting with a letter or digit',
  ],
  [
    { location: "https://westeurope" },
    'location: "https://westeurope" is not allowed: must be the name of an Azure region, such as westeurope or West Europe',
  ],
  [
    { computeName: "in" },
    'computeName: "in" is not allowed: must be the name of a compute: 3 to 24 letters, digits and -, starting with a letter and not ending in - and digits; give computeName where the component\'s own name does not fit',
  ],
  [
    { computeName: "inference-2" },
    'computeName: "inference-2" is not allowed: must be the name of a compute: 3 to 24 letters, digits and -, starting with a letter and not ending in - and digits; give computeName where the component\'s own name does not fit',
  ],
  [
    { clusterId: undefined },
    "clusterId: is required: give the resource id of a Microsoft.ContainerService/managedClusters: /subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerService/managedClusters/…",
  ],
  [
    { clusterId: "inference" },
    'clusterId: "inference" is not allowed: must be the resource id of a Microsoft.ContainerService/managedClusters: /subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerService/managedClusters/…; a cluster of Azure Arc is attached with az ml compute attach, and its compute\'s id given to AksWebservice',
  ],
  [
    {
      clusterId:
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/edge/providers/Microsoft.Kubernetes/connectedClusters/edge",
    },
    'clusterId: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resource"… (125 characters) is not allowed: must be the resource id of a Microsoft.ContainerService/managedClusters: /subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerService/managedClusters/…; a cluster of Azure Arc is attached with az ml compute attach, and its compute\'s id given to AksWebservice',
  ],
  [
    { namespace: "Models" },
    'namespace: "Models" is not allowed: must be the name of a Kubernetes namespace: 1 to 63 lower-case letters, digits and -, with a letter or digit first and last',
  ],
  [{ instanceTypes: "small" }, "instanceTypes: a text is not allowed: must be an object of names and values"],
  [
    { instanceTypes: pulumi.output({}) },
    "instanceTypes: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object of names and values",
  ],
  [
    { instanceTypes: named(51, { cpuCores: 1, memoryGb: 1 }) },
    "instanceTypes: 51 entries are not allowed: must be at most 50",
  ],
  [
    { instanceTypes: { Small: { cpuCores: 1, memoryGb: 1 } } },
    'instanceTypes: the name "Small" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
  ],
  [
    { instanceTypes: { A: 1 } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"]: 1 is not allowed: must be an object with nodeSelector, cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores',
  ],
  [
    { instanceTypes: { A: pulumi.output({ cpuCores: 1, memoryGb: 1 }) } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"]: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with nodeSelector, cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores; its own values may be Outputs where they only flow on',
  ],
  [
    { instanceTypes: { A: {} } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].cpuCores: is required: give a number of CPU cores, from 0.001 to 2048',
    'instanceTypes["A"].memoryGb: is required: give a number of GB, from 0.001 to 65536',
  ],
  [
    { instanceTypes: { A: { cpuCores: 0, memoryGb: 0, cpuCoresLimit: "2", memoryGbLimit: -1, gpuCores: 0.5 } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].cpuCores: 0 is not allowed: must be a number of CPU cores, from 0.001 to 2048',
    'instanceTypes["A"].memoryGb: 0 is not allowed: must be a number of GB, from 0.001 to 65536',
    'instanceTypes["A"].cpuCoresLimit: "2" is not allowed: must be a number of CPU cores, from 0.001 to 2048',
    'instanceTypes["A"].memoryGbLimit: -1 is not allowed: must be a number of GB, from 0.001 to 65536',
    'instanceTypes["A"].gpuCores: 0.5 is not allowed: must be a whole number of GPUs, from 0 to 64',
  ],
  [
    { instanceTypes: { A: { cpuCores: 2, memoryGb: 4, cpuCoresLimit: 1, memoryGbLimit: 3 } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].cpuCoresLimit: 1 is less than cpuCores (2): must be no less; change one of the two',
    'instanceTypes["A"].memoryGbLimit: 3 is less than memoryGb (4): must be no less; change one of the two',
  ],
  [
    { instanceTypes: { A: { cpuCores: 1, memoryGb: 1, nodeSelector: "gpu" } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].nodeSelector: a text is not allowed: must be an object of names and values',
  ],
  [
    { instanceTypes: { A: { cpuCores: 1, memoryGb: 1, nodeSelector: { "": "x" } } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].nodeSelector: the name "" is not allowed: must be a label of Kubernetes, such as agentpool or kubernetes.azure.com/agentpool',
  ],
  [
    { instanceTypes: { A: { cpuCores: 1, memoryGb: 1, nodeSelector: { A: "not a label" } } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].nodeSelector["A"]: "not a label" is not allowed: must be the value of a label: at most 63 letters, digits, - _ and ., with a letter or digit first and last',
  ],
  [
    { instanceTypes: { A: { cpuCores: 1, memoryGb: 1, nodeSelector: named(51, "x") } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].nodeSelector: 51 entries are not allowed: must be at most 50',
  ],
  [
    { instanceTypes: { A: { resources: {} } } },
    'instanceTypes: the name "A" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
    'instanceTypes["A"].resources: is not an input; use cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit and gpuCores',
    'instanceTypes["A"].cpuCores: is required: give a number of CPU cores, from 0.001 to 2048',
    'instanceTypes["A"].memoryGb: is required: give a number of GB, from 0.001 to 65536',
  ],
  [
    { defaultInstanceType: "Standard_DS3_v2" },
    'defaultInstanceType: "Standard_DS3_v2" is not allowed: must be the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last',
  ],
  [
    { identity: "SystemAssigned" },
    "identity: a text is not allowed: must be an object with type, userAssignedIdentityIds",
  ],
  [
    { identity: pulumi.output({ type: "SystemAssigned" }) },
    "identity: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with type, userAssignedIdentityIds; its own values may be Outputs where they only flow on",
  ],
  [{ identity: {} }, 'identity.type: is required: give one of "SystemAssigned", "UserAssigned"'],
  [
    { identity: { type: "None" } },
    'identity.type: "None" is not allowed: must be one of "SystemAssigned", "UserAssigned"; pods use one identity',
  ],
  [
    { identity: { type: pulumi.output("SystemAssigned") } },
    'identity.type: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "SystemAssigned", "UserAssigned"',
  ],
  [
    { identity: { type: "UserAssigned" } },
    'identity.userAssignedIdentityIds: is required with type "UserAssigned": give the resource ids of the identities, or choose "SystemAssigned"',
  ],
  [
    { identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentityIds: [identityId] } },
    'identity.type: "SystemAssigned, UserAssigned" is not allowed: must be one of "SystemAssigned", "UserAssigned"; pods use one identity',
  ],
  [
    {
      identity: { type: "UserAssigned", userAssignedIdentityIds: [identityId, identityId.replace("puller", "other")] },
    },
    "identity.userAssignedIdentityIds: a list of 2 is not allowed, because Azure ML uses the first identity only: must be a list of 1; leave the others out",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: ["puller"] } },
    'identity.userAssignedIdentityIds[0]: "puller" is not allowed: must be the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…',
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: "puller" } },
    "identity.userAssignedIdentityIds: a text is not allowed: must be a list of 1 to 100",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: [] } },
    "identity.userAssignedIdentityIds: a list of 0 is not allowed: must be a list of 1 to 100",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: times(101, identityId) } },
    "identity.userAssignedIdentityIds: a list of 101 is not allowed: must be a list of 1 to 100",
  ],
  [{ description: "" }, 'description: "" is not allowed: must be a text of 1 to 5000 characters'],
  [{ tags: "team" }, "tags: a text is not allowed: must be an object of names and values"],
  [
    { tags: { "a<b": "c" } },
    'tags: the name "a<b" is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters',
  ],
  [
    { tags: { A: "x".repeat(257) } },
    'tags["A"]: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (257 characters) is not allowed: must be a text of at most 256 characters',
  ],
  [
    { tags: named(51, "x") },
    "tags: 51 entries are not allowed: must be at most 50; put several values into one tag, as JSON",
  ],
];
