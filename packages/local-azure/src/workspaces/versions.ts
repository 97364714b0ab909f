// 2025-12-01 is what azure-native 3 sends; the others are those of Microsoft's clients of the last years. azure-ai-ml
// 1.35 sends many at once, by the operation: its _ml_client.py lists them.
export const machineLearningVersions = [
  "2022-02-01-preview",
  "2022-05-01",
  "2022-10-01",
  "2023-04-01-preview",
  "2023-04-01",
  "2023-08-01-preview",
  "2023-10-01",
  "2024-04-01",
  "2024-10-01-preview",
  "2024-10-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
];
