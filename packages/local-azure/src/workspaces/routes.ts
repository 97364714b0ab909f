import type { Provider } from "../arm/provider";
import { computes } from "./computes";
import { datastoreRoutes } from "./datastores";
import { makeOwnDatastore, type WorkspaceServices } from "./own-datastore";
import { machineLearningVersions } from "./versions";
import { workspaces } from "./workspaces";

export function machineLearningWorkspaces(services: WorkspaceServices): Provider {
  return {
    namespace: "Microsoft.MachineLearningServices",
    apiVersions: machineLearningVersions,
    routes: [
      ...workspaces(services, (id) => makeOwnDatastore(services, id)).routes(),
      ...computes(services).routes(),
      ...datastoreRoutes(services.state.documents),
    ],
  };
}
