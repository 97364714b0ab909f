import { type AksWebserviceArgs, type ManagedWebserviceArgs, PrincipalType } from "azureml-webservice";

const workspace =
  "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/contoso";
const place = { resourceGroupName: "ml", workspaceName: "contoso", location: "westeurope" };
const environmentId = `${workspace}/environments/sklearn/versions/1`;
const principal = {
  principalId: "7c1f6471-1bf0-4dda-aec3-cb9272f09590",
  principalType: PrincipalType.ServicePrincipal,
};

export const initialKeys = {
  primary: "Zt4PqLw8KcVb2NmXs6RdFg1HjYu9EoAi",
  secondary: "Hb7WsXe3RfVt5GyNu8JmIk2OlPq9ZaCd",
};

const vaultId = `${workspace.slice(0, 51)}/resourceGroups/secrets/providers/Microsoft.KeyVault/vaults/contoso`;

const aks: AksWebserviceArgs = {
  ...place,
  computeId: `${workspace}/computes/cluster`,
  deployments: { blue: { environmentId, numReplicas: 1 } },
};
const managed: ManagedWebserviceArgs = {
  ...place,
  deployments: { blue: { environmentId, instanceType: "Standard_DS3_v2", instanceCount: 1 } },
};

/** One of each kind of service that has other children, or children with other options, than the rest. */
export const aksConfigurations: Record<string, AksWebserviceArgs> = {
  keys: aks,
  "initial keys": { ...aks, keys: { initial: initialKeys } },
  tokens: { ...aks, tokenAuthEnabled: true, grants: { tokenAccess: { batch: principal } } },
  "keys in a vault": { ...aks, endpointName: "score", keys: { rotation: { secondary: 2 }, vault: { vaultId } } },
  "tokens, and keys in a vault": { ...aks, tokenAuthEnabled: true, keys: { vault: { vaultId } } },
  "key readers": {
    ...aks,
    grants: { keyRead: { vault: principal, backup: { ...principal, principalId: workspace.slice(15, 51) } } },
  },
  "blue and green": {
    ...aks,
    deployments: { blue: { environmentId, numReplicas: 1 }, green: { environmentId } },
    traffic: { blue: 90, green: 10 },
    tags: { team: "ml" },
    description: "both",
  },
};

export const managedConfigurations: Record<string, ManagedWebserviceArgs> = {
  keys: managed,
  entra: { ...managed, entraAuthEnabled: true, grants: { scoring: { portal: principal } } },
  "keys in a vault": { ...managed, keys: { vault: { vaultId } }, azure: { environment: "usgovernment" } },
  "given role": {
    ...managed,
    tokenAuthEnabled: true,
    grants: {
      tokenAccess: { batch: principal },
      roleDefinitionIds: {
        tokenAccess: `${workspace.slice(0, 51)}/providers/Microsoft.Authorization/roleDefinitions/5a1f6471-1bf0-4dda-aec3-cb9272f09590`,
      },
    },
  },
  "autoscale and copies": {
    ...managed,
    deployments: {
      blue: { environmentId, instanceType: "Standard_DS3_v2", autoscale: { minInstances: 1, maxInstances: 3 } },
      green: { environmentId, instanceType: "Standard_DS3_v2", instanceCount: 1 },
    },
    traffic: { blue: 100, green: 0 },
    mirrorTraffic: { green: 20 },
  },
};
