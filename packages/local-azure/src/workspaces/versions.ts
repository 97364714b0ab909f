// 2025-12-01 is what azure-native 3 sends; the older ones are those of Microsoft's clients of the last years.
export const machineLearningVersions = [
  "2022-10-01",
  "2023-04-01",
  "2023-10-01",
  "2024-04-01",
  "2024-10-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
];
