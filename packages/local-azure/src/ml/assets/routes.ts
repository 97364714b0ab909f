import { route, type Provider, type Route } from "../../arm/provider";
import type { Services } from "../../providers";
import { machineLearningVersions } from "../../workspaces/versions";
import { workspacePath } from "../../workspaces/workspaces";
import { workspaceIdIn } from "../workspace-id";
import { assetKinds, type AssetKind } from "./asset-kinds";
import { Assets } from "./assets";

/** Models, environments and code of a workspace. */
export function machineLearningAssets(services: Services): Provider {
  return {
    namespace: "Microsoft.MachineLearningServices",
    apiVersions: machineLearningVersions,
    routes: assetKinds.flatMap((kind) => routesOf(kind, services)),
  };
}

function routesOf(kind: AssetKind, { state: { documents } }: Services): Route[] {
  const assets = new Assets(kind, documents);
  const containers = `${workspacePath}/${kind.type}` as const;
  const container = `${containers}/{name}` as const;
  const versions = `${container}/versions` as const;
  const version = `${versions}/{version}` as const;
  const permission = `Microsoft.MachineLearningServices/workspaces/${kind.type}`;
  return [
    route("PUT", container, `${permission}/write`, (request, p) =>
      assets.putContainer(request, workspaceIdIn(p), p.name),
    ),
    route("GET", container, `${permission}/read`, (_, p) => assets.get(assets.containerId(workspaceIdIn(p), p.name))),
    route("DELETE", container, `${permission}/delete`, (_, p) =>
      assets.delete(assets.containerId(workspaceIdIn(p), p.name)),
    ),
    route("GET", containers, `${permission}/read`, (_, p) => assets.list(workspaceIdIn(p), kind.type)),
    route("PUT", version, `${permission}/versions/write`, (request, p) =>
      assets.putVersion(request, workspaceIdIn(p), p.name, p.version),
    ),
    route("GET", version, `${permission}/versions/read`, (_, p) =>
      assets.get(`${assets.containerId(workspaceIdIn(p), p.name)}/versions/${p.version}`),
    ),
    route("DELETE", version, `${permission}/versions/delete`, (_, p) =>
      assets.delete(`${assets.containerId(workspaceIdIn(p), p.name)}/versions/${p.version}`),
    ),
    route("GET", versions, `${permission}/versions/read`, (_, p) =>
      assets.list(assets.containerId(workspaceIdIn(p), p.name), "versions"),
    ),
  ];
}
