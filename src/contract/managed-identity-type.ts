/** Which managed identities a service has. */
export const ManagedIdentityType = {
  SystemAssigned: "SystemAssigned",
  UserAssigned: "UserAssigned",
  SystemAssignedAndUserAssigned: "SystemAssigned, UserAssigned",
} as const;
export type ManagedIdentityType = (typeof ManagedIdentityType)[keyof typeof ManagedIdentityType];
