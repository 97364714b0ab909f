import type { Provider } from "../arm/provider";
import type { StoredServices } from "../arm/stored-resource";
import { computes } from "./computes";
import { machineLearningVersions } from "./versions";
import { workspaces } from "./workspaces";

export function machineLearningWorkspaces(services: StoredServices): Provider {
  return {
    namespace: "Microsoft.MachineLearningServices",
    apiVersions: machineLearningVersions,
    routes: [...workspaces(services).routes(), ...computes(services).routes()],
  };
}
