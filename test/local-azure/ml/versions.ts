/** 2024-04-01 is what Microsoft's JavaScript management client sends, 2025-12-01 what azure-native 3 does. */
export const machineLearningVersions = ["2024-04-01", "2025-12-01"] as const;
