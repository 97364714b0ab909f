import type { Toolchain } from "../toolchain";
import type { Operations } from "./arm/operations";
import type { Provider } from "./arm/provider";
import { resources } from "./arm/resource-group-routes";
import { ResourceGroups } from "./arm/resource-groups";
import { ContainerGroups } from "./groups/container-groups";
import { Principals } from "./entra/principals";
import { containerInstance } from "./groups/routes";
import type { State } from "./state";
import { machineLearningWorkspaces } from "./workspaces/routes";

/** What every feature is made with. */
export interface Services {
  state: State;
  operations: Operations;
  /** Whoever local Entra knows, managed identities included. */
  principals: Principals;
  /** Python with the inference server, installed on first use. */
  toolchain: () => Promise<Toolchain>;
  amlTokenSeconds: number;
  log: (line: string) => void;
}

/** All that local Azure can do: a new feature is one more line here. */
export function createProviders(services: Services): { providers: Provider[]; resourceGroups: ResourceGroups } {
  const { state, operations } = services;
  const resourceGroups: ResourceGroups = new ResourceGroups(state, operations, () => providers);
  const providers: Provider[] = [
    resources(resourceGroups, operations),
    containerInstance(new ContainerGroups(services)),
    machineLearningWorkspaces(services),
  ];
  return { providers, resourceGroups };
}
