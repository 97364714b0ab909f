/**
 * Limits of Container Instances and of this package; what is used where nothing is given stands in `defaults.ts`.
 * Source: container-instances-resource-and-quota-limits, 2024-05-01-preview of the container group.
 */

/** What a group needs at least and can have at most, all containers together. */
export const groupCpu = { least: 1, most: 31 };
export const groupMemoryGb = { least: 1, most: 240 };

/** What the gateway takes of it. */
export const gatewayCpuCores = 0.1;
export const gatewayMemoryGb = 0.1;

/** What the key-sync container takes of it, where there is one. */
export const keySyncCpuCores = 0.1;
export const keySyncMemoryGb = 0.1;

/** Files that travel inside the request that creates the group; Azure Resource Manager takes 4 MB, base64 adds a third. */
export const localFilesBytes = 2 * 1024 * 1024;

/** Ports that Container Instances keeps for itself, from and to (container-instances-faq). */
export const reservedPorts: readonly (readonly [number, number])[] = [
  [22, 22],
  [1025, 1027],
  [3389, 3399],
  [9999, 9999],
  [19000, 19000],
  [19080, 19080],
  [19100, 19100],
  [19390, 19390],
  [20000, 30000],
  [49152, 65534],
];
