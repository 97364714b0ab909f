import { ManagedIdentityType } from "../contract/managed-identity-type";
import { resourceId } from "./azure-rules";
import { choice, type ObjectRule } from "./rule";

export const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities");

/** The managed identities of a service. */
export const managedIdentity: ObjectRule = {
  kind: "object",
  properties: {
    type: choice(ManagedIdentityType, { required: true, plain: true }),
    userAssignedIdentityIds: { kind: "list", item: identityId, atLeast: 1, atMost: 100 },
  },
  relations: [
    {
      of: ["type", "userAssignedIdentityIds"],
      check: ([type, ids]) => {
        const wanted = typeof type === "string" && type.includes("UserAssigned");
        const given = Array.isArray(ids) && ids.length > 0;
        if (wanted === given) {
          return undefined;
        }
        const reason = wanted
          ? `is required with type "${String(type)}": give the resource ids of the identities, or choose "SystemAssigned"`
          : 'is not allowed with type "SystemAssigned": leave it out, or choose a type with "UserAssigned"';
        return { path: "userAssignedIdentityIds", reason };
      },
    },
  ],
};
