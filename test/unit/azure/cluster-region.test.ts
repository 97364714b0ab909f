import { partsOf } from "../../../src/azure/cluster-region";

const clusterId = "/subscriptions/A/resourceGroups/k8s/providers/Microsoft.ContainerService/managedClusters/inference";

test("a cluster's resource id, taken apart", () => {
  expect(partsOf(clusterId)).toEqual({ resourceGroupName: "k8s", clusterName: "inference" });
});
