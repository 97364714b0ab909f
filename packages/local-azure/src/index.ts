export { startLocalAzure, type LocalAzure, type LocalAzureOptions } from "./server";
export { spawnLocalAzure, type SpawnedLocalAzure } from "./spawn";
export { State } from "./state";
