/** The clouds of Azure, which differ in the addresses of Resource Manager, sign-in and Azure ML. */
export const AzureEnvironment = {
  Public: "public",
  UsGovernment: "usgovernment",
  China: "china",
} as const;
export type AzureEnvironment = (typeof AzureEnvironment)[keyof typeof AzureEnvironment];

/** Whether a managed endpoint is reached, or a managed deployment reaches out, over the public network. */
export const PublicNetworkAccess = {
  Enabled: "Enabled",
  Disabled: "Disabled",
} as const;
export type PublicNetworkAccess = (typeof PublicNetworkAccess)[keyof typeof PublicNetworkAccess];

/** What kind of thing in Microsoft Entra a role is given to; managed identities are service principals. */
export const PrincipalType = {
  User: "User",
  Group: "Group",
  ServicePrincipal: "ServicePrincipal",
} as const;
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/** How often collected data starts a new file. */
export const DataCollectionRollingRate = {
  Year: "Year",
  Month: "Month",
  Day: "Day",
  Hour: "Hour",
  Minute: "Minute",
} as const;
export type DataCollectionRollingRate = (typeof DataCollectionRollingRate)[keyof typeof DataCollectionRollingRate];
