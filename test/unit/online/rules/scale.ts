import { aks, computeId, managed } from "../../support/online-examples";
import { below, input, refuses, takesObject } from "../../support/rows";
import { oneDeployment } from "./deployment";
import type { Row } from "../../support/row";

/** What only one kind of endpoint has: its compute, and how its deployments are sized and scaled. */

const computeMust =
  "the resource id of a Microsoft.MachineLearningServices/workspaces/computes: /subscriptions/…/resourceGroups/…/providers/Microsoft.MachineLearningServices/workspaces/…/computes/…";
const replicas = "a whole number of replicas, from 1 to 2147483647";
const percent = "a whole number of percent, from 1 to 100";
const cores = "a number of CPU cores, from 0.001 to 2048";
const gigabytes = "a number of GB, from 0.001 to 65536";
const access = 'one of "Enabled", "Disabled"';

const onAks = oneDeployment(aks);
const aksScale = onAks("autoscale");
const milliseconds = (most: number) => `a whole number of milliseconds, from 1 to ${most}`;
const longName = "d".repeat(31);

export const aksScaling: Row[] = [
  [{ computeId: undefined }, `computeId: is required: give ${computeMust}`],
  ...refuses(input("computeId"), computeMust, "cluster"),
  [
    { computeId: computeId.replace("contoso-ml", "other-ml") },
    'computeId: has "other-ml" where workspaceName is "contoso-ml": must be the same; change one of the two',
  ],
  [
    { computeId: computeId.replace("resourceGroups/ml", "resourceGroups/other") },
    'computeId: has "other" where resourceGroupName is "ml": must be the same; change one of the two',
  ],
  [
    { endpointName: "e".repeat(32), deployments: { [longName]: aks.deployment } },
    `deployments["${longName}"]: has a name that is too long beside endpointName: must be at most 62 characters together, because both become names in the cluster; shorten one of them`,
  ],
  ...refuses(
    onAks("instanceType"),
    "the name of an instance type of the compute: 1 to 63 lower-case letters, digits, - and .; sizes of virtual machines are for managed endpoints; on Kubernetes leave it out for defaultinstancetype",
    "Standard_DS3_v2",
    "-a",
    "a.",
    "",
  ),
  ...refuses(onAks("numReplicas"), replicas, 0, 1.5, -1, "3", 2_147_483_648),
  [
    oneDeployment(aks, { autoscale: {} })("numReplicas").put(2),
    'deployments["blue"].numReplicas: is not allowed beside autoscale, because then the load decides: leave one of the two out',
  ],
  ...takesObject(aksScale, "minReplicas, maxReplicas, refreshSeconds, targetUtilization"),
  ...refuses(below(aksScale, "minReplicas"), replicas, 0),
  ...refuses(below(aksScale, "maxReplicas"), replicas, 0, 2.5),
  ...refuses(below(aksScale, "refreshSeconds"), "a whole number of seconds, from 1 to 86400", 0),
  ...refuses(below(aksScale, "targetUtilization"), percent, 0, 101),
  [
    aksScale.put({ minReplicas: 5, maxReplicas: 4 }),
    `${aksScale.path}.minReplicas: 5 is more than maxReplicas (4): must be no more; change one of the two`,
  ],
  [
    aksScale.put({ minReplicas: 11 }),
    `${aksScale.path}.minReplicas: 11 is more than maxReplicas (10, its default): must be no more; change one of the two`,
  ],
  [aksScale.put({ minInstances: 1 }), `${aksScale.path}.minInstances: is not an input; use minReplicas`],
  [aksScale.put({ maxInstances: 1 }), `${aksScale.path}.maxInstances: is not an input; use maxReplicas`],
  [aksScale.put({ pollingInterval: "PT1S" }), `${aksScale.path}.pollingInterval: is not an input; use refreshSeconds`],
  [
    aksScale.put({ targetUtilizationPercentage: 70 }),
    `${aksScale.path}.targetUtilizationPercentage: is not an input; use targetUtilization`,
  ],
  ...refuses(onAks("cpuCores"), cores, 0, -1, 0.0001, 2049, "500m"),
  ...refuses(onAks("cpuCoresLimit"), cores, 0),
  ...refuses(onAks("memoryGb"), gigabytes, 0, 0.0009, 65_537, "0.5Gi"),
  ...refuses(onAks("memoryGbLimit"), gigabytes, 0),
  ...refuses(onAks("gpuCores"), "a whole number of GPUs, from 0 to 64", -1, 0.5, 65),
  [
    oneDeployment(aks, { cpuCores: 2 })("cpuCoresLimit").put(1.5),
    'deployments["blue"].cpuCoresLimit: 1.5 is less than cpuCores (2): must be no less; change one of the two',
  ],
  [
    onAks("cpuCoresLimit").put(0.05),
    'deployments["blue"].cpuCoresLimit: 0.05 is less than cpuCores (0.1, its default): must be no less; change one of the two',
  ],
  [
    oneDeployment(aks, { memoryGb: 2 })("memoryGbLimit").put(1),
    'deployments["blue"].memoryGbLimit: 1 is less than memoryGb (2): must be no less; change one of the two',
  ],
  [
    onAks("memoryGbLimit").put(0.25),
    'deployments["blue"].memoryGbLimit: 0.25 is less than memoryGb (0.5, its default): must be no less; change one of the two',
  ],
  ...refuses(onAks("scoringTimeoutMs"), milliseconds(300_000), 0, 300_001),
  ...refuses(onAks("maxRequestWaitMs"), milliseconds(300_000), 0, 300_001),
];

const onManaged = oneDeployment(managed);
const managedScale = onManaged("autoscale");
const size = "the size of a virtual machine, such as Standard_DS3_v2";
const instances = "a whole number of instances, from 1 to 50";

export const managedScaling: Row[] = [
  ...refuses(input("publicNetworkAccess"), access, "enabled"),
  [onManaged("instanceType").put(undefined), `deployments["blue"].instanceType: is required: give ${size}`],
  ...refuses(onManaged("instanceType"), size, "DS3_v2", "Standard DS3 v2", "defaultinstancetype"),
  ...refuses(onManaged("instanceCount"), instances, 0, 51, 1.5),
  [
    oneDeployment(managed, { autoscale: { minInstances: 1, maxInstances: 2 } })("instanceCount").put(2),
    'deployments["blue"].instanceCount: is not allowed beside autoscale, because then the load decides: leave one of the two out',
  ],
  ...takesObject(managedScale, "minInstances, maxInstances, targetCpuUtilization"),
  [managedScale.put({ maxInstances: 2 }), `${managedScale.path}.minInstances: is required: give ${instances}`],
  [managedScale.put({ minInstances: 1 }), `${managedScale.path}.maxInstances: is required: give ${instances}`],
  ...refuses(below(managedScale, "minInstances", { maxInstances: 50 }), instances, 0, 51),
  ...refuses(below(managedScale, "maxInstances", { minInstances: 1 }), instances, 0, 51),
  ...refuses(below(managedScale, "targetCpuUtilization", { minInstances: 1, maxInstances: 2 }), percent, 0, 101),
  [
    managedScale.put({ minInstances: 3, maxInstances: 2 }),
    `${managedScale.path}.minInstances: 3 is more than maxInstances (2): must be no more; change one of the two`,
  ],
  ...[
    ["minReplicas", "; use minInstances"],
    ["maxReplicas", "; use maxInstances"],
    ["targetUtilization", "; use targetCpuUtilization"],
    ["refreshSeconds", ": Azure Monitor looks at the load once a minute"],
  ].map(([name = "", instead]): Row => [
    managedScale.put({ minInstances: 1, maxInstances: 2, [name]: 1 }),
    `${managedScale.path}.${name}: is not an input${instead}`,
  ]),
  ...refuses(onManaged("scoringTimeoutMs"), milliseconds(180_000), 0, 180_001),
  ...refuses(onManaged("egressPublicNetworkAccess"), access, "disabled"),
];
