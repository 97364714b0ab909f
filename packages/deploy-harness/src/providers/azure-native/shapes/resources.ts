import { resourceGroup, type Shapes } from "./shape";

export const resources: Shapes = {
  "azure-native:resources:ResourceGroup": {
    apiVersion: "2024-03-01",
    path: resourceGroup,
    name: { input: "resourceGroupName", kind: "random" },
    required: ["location"],
    replacedOnChange: ["location"],
    topLevel: ["location", "managedBy", "tags", "properties"],
    inputs: ["location", "managedBy", "tags"],
    readOnly: ["name", "type", "properties"],
  },
};
