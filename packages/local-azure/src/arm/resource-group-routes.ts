import type { Operations } from "./operations";
import { operationResult } from "./operation-routes";
import { resourceGroupPath, route, subscriptionPath, type Provider } from "./provider";
import type { ResourceGroups } from "./resource-groups";

const permission = "Microsoft.Resources/subscriptions/resourceGroups";

export function resources(groups: ResourceGroups, operations: Operations): Provider {
  return {
    namespace: "Microsoft.Resources",
    apiVersions: [], // any: these operations have been the same for ten years
    routes: [
      route("PUT", resourceGroupPath, `${permission}/write`, (request, p) =>
        groups.put(request, p.subscriptionId, p.resourceGroup),
      ),
      route("GET", resourceGroupPath, `${permission}/read`, (_, p) => groups.get(p.subscriptionId, p.resourceGroup)),
      route("GET", `${subscriptionPath}/resourceGroups`, `${permission}/read`, (_, p) => groups.list(p.subscriptionId)),
      route("HEAD", resourceGroupPath, `${permission}/read`, (_, p) => groups.head(p.subscriptionId, p.resourceGroup)),
      route("DELETE", resourceGroupPath, `${permission}/delete`, (request, p) =>
        groups.delete(request, p.subscriptionId, p.resourceGroup),
      ),
      route("GET", `${subscriptionPath}/operationresults/{id}`, undefined, (request, p) =>
        operationResult(operations, request, p.id),
      ),
    ],
    resume: () => groups.resume(),
    has: (id) => groups.exists(id),
  };
}
