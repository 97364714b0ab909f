import type { Part } from "../scenario";

/** What making a part takes beside money. */
interface Needs {
  /** Permissions, for the check before anything that costs. */
  readonly actions: readonly string[];
  readonly namespaces: readonly string[];
}

const ml = "Microsoft.MachineLearningServices/workspaces";

const storage: Needs = {
  actions: ["Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/listKeys/action"],
  namespaces: ["Microsoft.Storage"],
};
const vault: Needs = {
  actions: ["Microsoft.KeyVault/vaults/write", "Microsoft.Authorization/roleAssignments/write"],
  namespaces: ["Microsoft.KeyVault"],
};

const parts: Readonly<Record<Part | "registry" | "insights", Needs>> = {
  "container-group": {
    actions: [
      "Microsoft.ContainerInstance/containerGroups/write",
      "Microsoft.ManagedIdentity/userAssignedIdentities/write",
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    ],
    namespaces: ["Microsoft.ContainerInstance", "Microsoft.ManagedIdentity"],
  },
  vault,
  share: storage,
  workspace: {
    actions: [`${ml}/write`, ...storage.actions, ...vault.actions],
    namespaces: ["Microsoft.MachineLearningServices", ...storage.namespaces, ...vault.namespaces],
  },
  endpoint: {
    actions: [
      `${ml}/onlineEndpoints/write`,
      `${ml}/onlineEndpoints/listKeys/action`,
      `${ml}/onlineEndpoints/regenerateKeys/action`,
    ],
    namespaces: ["Microsoft.MachineLearningServices"],
  },
  "managed-deployment": {
    actions: [
      `${ml}/onlineEndpoints/deployments/write`,
      "Microsoft.Insights/autoscaleSettings/write",
      // The role of callers.
      "Microsoft.Authorization/roleDefinitions/write",
    ],
    namespaces: ["Microsoft.Insights", "Microsoft.Compute", "Microsoft.Network"],
  },
  principals: { actions: ["Microsoft.Authorization/roleAssignments/write"], namespaces: [] },
  registry: {
    actions: [
      "Microsoft.ContainerRegistry/registries/write",
      "Microsoft.ContainerRegistry/registries/listBuildSourceUploadUrl/action",
      "Microsoft.ContainerRegistry/registries/scheduleRun/action",
    ],
    namespaces: ["Microsoft.ContainerRegistry"],
  },
  insights: {
    actions: ["Microsoft.Insights/components/write", "Microsoft.OperationalInsights/workspaces/write"],
    namespaces: ["Microsoft.Insights", "Microsoft.OperationalInsights"],
  },
};

export type NeededPart = keyof typeof parts;

export function needsOf(wanted: readonly NeededPart[]): Needs {
  const all = wanted.map((part) => parts[part]);
  return {
    actions: [...new Set(all.flatMap(({ actions }) => actions))],
    namespaces: [...new Set(all.flatMap(({ namespaces }) => namespaces))],
  };
}
