import { ArmError, badRequest } from "../arm/arm-error";
import type { Caller } from "../arm/http";
import type { Access } from "../authorization/access";
import { tenantId, type Principals } from "../entra/principals";
import type { Identities } from "../identities/identities";
import { groupId, type GroupDocument, type GroupKey } from "../state";
import type { GroupDefinition } from "./model";

export interface IdentityServices {
  identities: Identities;
  principals: Principals;
  access: Access;
}

type SystemIdentity = GroupDocument["systemIdentity"];

const assign = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

/** The identities of container groups: what may be given to them, and what GET says of them. */
export class GroupIdentities {
  constructor(private readonly services: IdentityServices) {}

  /** Whoever gives a group an identity needs a right to it, and the identity must be there. */
  check(caller: Caller, key: GroupKey, { identity }: GroupDefinition): void {
    for (const id of Object.keys(identity?.userAssignedIdentities ?? {})) {
      this.checkRight(caller, key, id);
      if (this.services.identities.find(id) === undefined) {
        // The code and the frame were seen for other types of resources.
        throw badRequest(
          "FailedIdentityOperation",
          `Identity operation for resource '${groupId(key)}' failed with error 'Failed to perform resource identity ` +
            `operation. Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${id}' was ` +
            `not found."}}'.'.`,
        );
      }
    }
  }

  /** The system-assigned identity: made with the first definition that has one, and kept. */
  systemIdentityOf(key: GroupKey, { identity }: GroupDefinition, before: SystemIdentity): SystemIdentity {
    if (before || !identity?.type.includes("SystemAssigned")) {
      return before;
    }
    const { principalId, clientId } = this.services.principals.createManagedIdentity(groupId(key));
    return { principalId, clientId };
  }

  view({ definition, systemIdentity }: GroupDocument): Record<string, unknown> {
    const { identity } = definition;
    if (identity === undefined) {
      return {};
    }
    const assigned = Object.keys(identity.userAssignedIdentities ?? {}).map((id) => {
      const { principalId, clientId } = this.services.identities.find(id)?.properties ?? {};
      return [id, { principalId, clientId }];
    });
    return {
      identity: {
        type: identity.type,
        ...(identity.type.includes("SystemAssigned") ? { principalId: systemIdentity?.principalId, tenantId } : {}),
        ...(assigned.length > 0 ? { userAssignedIdentities: Object.fromEntries(assigned) as unknown } : {}),
      },
    };
  }

  /** Microsoft, "Troubleshoot linked authorization errors"; the words are Azure Resource Manager's. */
  private checkRight({ principalId, name }: Caller, key: GroupKey, id: string): void {
    if (principalId !== undefined && !this.services.access.authorize(principalId, assign, id)) {
      throw new ArmError(
        403,
        "LinkedAuthorizationFailed",
        `The client '${name}' with object id '${principalId}' has permission to perform action ` +
          `'Microsoft.ContainerInstance/containerGroups/write' on scope '${groupId(key)}'; however, it does not have ` +
          `permission to perform action(s) '${assign}' on the linked scope(s) '${id}' (respectively) or the linked ` +
          "scope(s) are invalid.",
      );
    }
  }
}
