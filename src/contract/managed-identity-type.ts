/** Which managed identities a service has. */
export const ManagedIdentityType = {
  /** One identity, which Azure makes with the service and deletes with it. */
  SystemAssigned: "SystemAssigned",
  /** Identities that exist already, given by their resource ids. */
  UserAssigned: "UserAssigned",
  /** Both. */
  SystemAssignedAndUserAssigned: "SystemAssigned, UserAssigned",
} as const;
export type ManagedIdentityType = (typeof ManagedIdentityType)[keyof typeof ManagedIdentityType];
