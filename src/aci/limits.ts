/**
 * Limits of Container Instances and of this package; what is used where nothing is given stands in `defaults.ts`.
 * Source: container-instances-resource-and-quota-limits, 2024-05-01-preview of the container group.
 */

/** What a group needs at least and can have at most, all containers together. */
export const groupCpu = { least: 1, most: 31 };
export const groupMemoryGb = { least: 1, most: 240 };

/** What a container can be given at least: both count in tenths (`az container create --help`). */
export const containerCpu = { least: 0.1 };
export const containerMemoryGb = { least: 0.1 };

/** With 0.1 GB, containers beside the model were seen to crash (MicrosoftDocs/azure-docs#28593). */
export const sideMemoryGb = { least: 0.2 };

/**
 * The archive of local files, and files that travel without one. They are part of the request that creates the group, where
 * base64 adds a third: a resource of a template may have 1 MB (error-job-size-exceeded), and Container Instances was seen
 * to refuse large groups (hashicorp/terraform-provider-azurerm#23481).
 */
export const localArchiveBytes = 700_000;

/** Local files before they are compressed: no more are read, and no more unpacked where a model runs. */
export const localFilesBytes = 10_000_000;

/** Files and folders that are looked at before it is clear that the wrong folder was named. */
export const localEntries = 2000;

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
