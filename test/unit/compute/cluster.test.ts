import { otherSubscription } from "../../../src/compute/cluster";

const clusterId = "/subscriptions/A/resourceGroups/k8s/providers/Microsoft.ContainerService/managedClusters/inference";

test.each([
  ["/subscriptions/a/resourceGroups/ml", []],
  ["", []],
  [
    "/subscriptions/b/resourceGroups/ml",
    [
      {
        path: "clusterId",
        reason:
          "is a cluster in the subscription a: must be one in the workspace's, b; connect it to Azure Arc in that subscription and attach it with az ml compute attach, or give another cluster",
      },
    ],
  ],
])("beside a workspace at %s", (workspaceId, problems) => {
  expect(otherSubscription(clusterId, workspaceId)).toEqual(problems);
});
