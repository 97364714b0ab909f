import { common, type Shapes } from "./shape";

const written = ["createdBy", "createdOn", "updatedBy", "updatedOn"];

export const authorization: Shapes = {
  "azure-native:authorization:RoleDefinition": {
    apiVersion: "2022-05-01-preview",
    path: "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
    name: { input: "roleDefinitionId", kind: "uuid" },
    replacedOnChange: [],
    topLevel: [],
    armNames: { roleType: "type" },
    inputs: ["assignableScopes", "description", "permissions", "roleName", "roleType"],
    readOnly: [...common, ...written],
  },
  "azure-native:authorization:RoleAssignment": {
    apiVersion: "2022-04-01",
    path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    name: { input: "roleAssignmentName", kind: "uuid" },
    required: ["principalId", "roleDefinitionId"],
    // Another role is sent in place, and Azure refuses it: the plugin's list has no `roleDefinitionId`.
    replacedOnChange: ["principalId"],
    topLevel: [],
    inputs: [
      "condition",
      "conditionVersion",
      "delegatedManagedIdentityResourceId",
      "description",
      "principalId",
      "principalType",
      "roleDefinitionId",
    ],
    readOnly: [...common, "scope", ...written],
  },
};
