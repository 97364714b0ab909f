import { common, resourceGroup, type Shapes } from "./shape";

const apiVersion = "2024-11-01";
const vault = `${resourceGroup}/providers/Microsoft.KeyVault/vaults/{vaultName}`;
const vaultPattern = "^[a-zA-Z0-9-]{3,24}$";

const within = (parent: string, members: string[]) => members.map((member) => `${parent}.${member}`);

export const keyVault: Shapes = {
  "azure-native:keyvault:Vault": {
    apiVersion,
    path: vault,
    name: { input: "vaultName", kind: "random" },
    required: ["location", "properties", "properties.sku", "properties.tenantId"],
    patterns: { vaultName: vaultPattern },
    // Nothing, `location` neither: the specification marks nothing as create-only, and the plugin's list has no vaults.
    replacedOnChange: [],
    topLevel: ["location", "properties", "tags"],
    inputs: ["location", "properties", "tags"],
    inputsOnly: ["properties.createMode"],
    readOnly: [...common, ...within("properties", ["hsmPoolResourceId", "privateEndpointConnections"])],
    filledIn: within("properties", [
      "accessPolicies",
      "enablePurgeProtection",
      "networkAcls",
      "provisioningState",
      "vaultUri",
    ]),
  },
  // Its value is sent with every PUT and never read back: a refresh cannot see that somebody has changed it. There is no
  // DELETE in ARM, and a name may be soft-deleted: see ../vault-secrets.ts.
  "azure-native:keyvault:Secret": {
    apiVersion,
    path: `${vault}/secrets/{secretName}`,
    name: { input: "secretName", kind: "random" },
    required: ["properties"],
    patterns: { vaultName: vaultPattern, secretName: "^[a-zA-Z0-9-]{1,127}$" },
    replacedOnChange: [],
    topLevel: ["location", "properties", "tags"],
    armNames: { "properties.attributes.expires": "exp", "properties.attributes.notBefore": "nbf" },
    inputs: ["properties", "tags"],
    readOnly: [
      "name",
      "type",
      "location",
      ...within("properties", ["secretUri", "secretUriWithVersion"]),
      ...within("properties.attributes", ["created", "updated"]),
    ],
    filledIn: [
      ...within("properties", ["attributes", "contentType"]),
      ...within("properties.attributes", ["enabled", "expires", "notBefore"]),
    ],
  },
};
