import { resourceGroupPath, route, subscriptionPath, type Provider } from "../arm/provider";
import type { ContainerGroups } from "./container-groups";

const group = `${resourceGroupPath}/providers/Microsoft.ContainerInstance/containerGroups/{name}` as const;
const permission = "Microsoft.ContainerInstance/containerGroups";

export function containerInstance(groups: ContainerGroups): Provider {
  return {
    namespace: "Microsoft.ContainerInstance",
    // 2023-05-01 is what @azure/arm-containerinstance 9 sends, 2024-05-01-preview what azure-native 3 does.
    apiVersions: ["2022-09-01", "2022-10-01-preview", "2023-05-01", "2024-05-01-preview"],
    routes: [
      route("PUT", group, `${permission}/write`, (request, p) => groups.put(request, p)),
      route("PATCH", group, `${permission}/write`, (request, p) => groups.patch(request, p)),
      route("GET", group, `${permission}/read`, (_, p) => groups.get(p)),
      route("DELETE", group, `${permission}/delete`, (request, p) => groups.delete(request, p)),
      route("POST", `${group}/start`, `${permission}/start/action`, (request, p) => groups.start(request, p)),
      route("POST", `${group}/stop`, `${permission}/stop/action`, (_, p) => groups.stop(p)),
      route("POST", `${group}/restart`, `${permission}/restart/action`, (_, p) => groups.restart(p)),
      route("GET", `${group}/containers/{container}/logs`, `${permission}/containers/logs/read`, (request, p) =>
        groups.logs(request, p, p.container),
      ),
      route(
        "GET",
        `${resourceGroupPath}/providers/Microsoft.ContainerInstance/containerGroups`,
        `${permission}/read`,
        (_, p) => groups.list(p.subscriptionId, p.resourceGroup),
      ),
      route(
        "GET",
        `${subscriptionPath}/providers/Microsoft.ContainerInstance/containerGroups`,
        `${permission}/read`,
        (_, p) => groups.list(p.subscriptionId),
      ),
    ],
    resume: () => groups.resume(),
    close: (keepContainers) => groups.close(keepContainers),
    deleteAll: (subscriptionId, resourceGroup) => groups.deleteAll(subscriptionId, resourceGroup),
    has: (id) => groups.exists(id),
  };
}
