export interface Permission {
  actions?: string[];
  notActions?: string[];
  dataActions?: string[];
  notDataActions?: string[];
}

export interface BuiltInRole {
  name: string;
  roleName: string;
  permissions: Permission[];
}

const workspaces = "Microsoft.MachineLearningServices/workspaces";
const secrets = "Microsoft.KeyVault/vaults/secrets";
const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers";

// Microsoft, "Azure built-in roles": those that a deployment of ours can meet.
export const builtInRoles: BuiltInRole[] = [
  role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", { actions: ["*"] }),
  role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", {
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  }),
  role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", { actions: ["*/read"] }),
  role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", {
    actions: ["*/read", "Microsoft.Authorization/*"],
  }),
  role("f6c7c914-8db3-469d-8ca1-694a8f32e121", "AzureML Data Scientist", {
    actions: [`${workspaces}/*/read`, `${workspaces}/*/action`, `${workspaces}/*/delete`, `${workspaces}/*/write`],
    notActions: [
      `${workspaces}/delete`,
      `${workspaces}/write`,
      `${workspaces}/computes/*/write`,
      `${workspaces}/computes/*/delete`,
      `${workspaces}/computes/listKeys/action`,
      `${workspaces}/listKeys/action`,
      `${workspaces}/hubs/write`,
      `${workspaces}/hubs/delete`,
      `${workspaces}/featurestores/write`,
      `${workspaces}/featurestores/delete`,
    ],
  }),
  role("e503ece1-11d0-4e8e-8e2c-7a6c3bf38815", "AzureML Compute Operator", {
    actions: [`${workspaces}/computes/*`, `${workspaces}/notebooks/vm/*`],
  }),
  role("635dd51f-9968-44d3-b7fb-6d9a6bd613ae", "AzureML Metrics Writer (preview)", {
    actions: [`${workspaces}/metrics/*/write`],
  }),
  role("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", {
    dataActions: [`${secrets}/getSecret/action`, `${secrets}/readMetadata/action`],
  }),
  role("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer", {
    actions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/read"],
    dataActions: [`${secrets}/*`],
  }),
  role("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", {
    actions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/read"],
    dataActions: ["Microsoft.KeyVault/vaults/*"],
  }),
  role("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader", {
    actions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/read"],
    dataActions: ["Microsoft.KeyVault/vaults/*/read", `${secrets}/readMetadata/action`],
  }),
  role("f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator", {
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      "Microsoft.Authorization/*/read",
    ],
  }),
  role("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull", {
    actions: ["Microsoft.ContainerRegistry/registries/pull/read"],
  }),
  role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", {
    actions: [`${blobs}/read`, "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
    dataActions: [`${blobs}/blobs/read`],
  }),
];

function role(name: string, roleName: string, permission: Permission): BuiltInRole {
  return { name, roleName, permissions: [permission] };
}
