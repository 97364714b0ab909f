/** The clouds of Azure, which differ in the addresses of Resource Manager, sign-in and Azure ML. */
export const AzureEnvironment = {
  /** Azure's public cloud. */
  Public: "public",
  /** Azure Government, in the United States. */
  UsGovernment: "usgovernment",
  /** Azure in China, operated by 21Vianet. */
  China: "china",
} as const;
export type AzureEnvironment = (typeof AzureEnvironment)[keyof typeof AzureEnvironment];

/** Whether a managed endpoint is reached, or a managed deployment reaches out, over the public network. */
export const PublicNetworkAccess = {
  /** Over the public network. */
  Enabled: "Enabled",
  /** Over private connections only. */
  Disabled: "Disabled",
} as const;
export type PublicNetworkAccess = (typeof PublicNetworkAccess)[keyof typeof PublicNetworkAccess];

/** What kind of thing in Microsoft Entra a role is given to; managed identities are service principals. */
export const PrincipalType = {
  /** A person. */
  User: "User",
  /** A group, and with it all of its members. */
  Group: "Group",
  /** An application or a managed identity. */
  ServicePrincipal: "ServicePrincipal",
} as const;
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/** How often collected data starts a new file. */
export const DataCollectionRollingRate = {
  /** A new file every year. */
  Year: "Year",
  /** A new file every month. */
  Month: "Month",
  /** A new file every day. */
  Day: "Day",
  /** A new file every hour. */
  Hour: "Hour",
  /** A new file every minute. */
  Minute: "Minute",
} as const;
export type DataCollectionRollingRate = (typeof DataCollectionRollingRate)[keyof typeof DataCollectionRollingRate];
