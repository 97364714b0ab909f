import { common, resourceGroup, type Shapes } from "./shape";

const flattened = [
  "enabled",
  "name",
  "notifications",
  "predictiveAutoscalePolicy",
  "profiles",
  "targetResourceLocation",
  "targetResourceUri",
];

export const monitor: Shapes = {
  "azure-native:monitor:AutoscaleSetting": {
    apiVersion: "2021-05-01-preview",
    path: `${resourceGroup}/providers/Microsoft.Insights/autoscalesettings/{autoscaleSettingName}`,
    name: { input: "autoscaleSettingName", kind: "random" },
    required: ["location", "profiles"],
    replacedOnChange: ["location"],
    topLevel: ["location", "tags"],
    inputs: ["location", "tags", ...flattened],
    inputsOnly: flattened.filter((name) => name !== "name"),
    readOnly: [...common, "properties"],
    wrappedOutputs: true,
  },
};
