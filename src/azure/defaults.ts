import { AzureEnvironment } from "../contract/azure-enums";

/** What counts where an input of `azure` is left out. */
export const azureDefaults = {
  environment: AzureEnvironment.Public,
  operationTimeoutSeconds: 1800,
} as const;
