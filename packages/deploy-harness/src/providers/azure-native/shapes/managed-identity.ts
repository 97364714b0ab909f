import { common, resourceGroup, type Shapes } from "./shape";

export const managedIdentity: Shapes = {
  "azure-native:managedidentity:UserAssignedIdentity": {
    apiVersion: "2023-01-31",
    path: `${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
    name: { input: "resourceName", kind: "random" },
    required: ["location"],
    // `x-ms-mutability` of TrackedResource's location: read, create.
    replacedOnChange: ["location"],
    topLevel: ["location", "tags"],
    inputs: ["location", "tags"],
    readOnly: [...common, "clientId", "principalId", "tenantId"],
  },
};
