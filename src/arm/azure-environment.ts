/** The Azure cloud that a subscription belongs to. */
export const AzureEnvironment = {
  /** The public cloud. */
  Public: "public",
  /** Azure Government, for authorities of the United States. */
  UsGovernment: "usgovernment",
  /** Azure operated by 21Vianet in China. */
  China: "china",
} as const;
export type AzureEnvironment = (typeof AzureEnvironment)[keyof typeof AzureEnvironment];
