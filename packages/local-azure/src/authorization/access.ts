import { ArmError } from "../arm/arm-error";
import type { Caller } from "../arm/http";
import { nameOf } from "../arm/resource-id";
import type { Document, Documents } from "../documents";
import { builtInRoles, type Permission } from "./built-in-roles";

export interface RoleDefinition extends Document {
  name: string;
  properties: {
    roleName: string;
    description?: string;
    type: "BuiltInRole" | "CustomRole";
    permissions: Permission[];
    assignableScopes: string[];
    createdOn: string;
    updatedOn: string;
  };
}

export interface RoleAssignment extends Document {
  name: string;
  properties: {
    roleDefinitionId: string;
    principalId: string;
    principalType: string;
    scope: string;
    description?: string;
    condition?: string;
    conditionVersion?: string;
    delegatedManagedIdentityResourceId?: string;
    createdOn: string;
    updatedOn: string;
  };
}

export type Right = "action" | "dataAction";

export const assignmentsType = "providers/Microsoft.Authorization/roleAssignments";
const definitionsFolder = "/providers/Microsoft.Authorization/roleDefinitions";

/** Who may do what: role assignments, inherited from every scope above. */
export class Access {
  constructor(
    private readonly documents: Documents,
    /** How long a new assignment takes until it counts; Azure takes up to minutes. */
    private readonly propagationMs = 0,
  ) {}

  /** Whether a principal has a permission at a scope, by an assignment there or above it. */
  authorize(principalId: string, action: string, scope: string, right: Right = "action"): boolean {
    return this.permissions(principalId, scope).some((permission) => allows(permission, action, right));
  }

  /** What somebody's roles give at a scope. The Owner, who has no principal, has everything. */
  permissionsOf({ principalId }: Caller, scope: string): Permission[] {
    return principalId === undefined ? [{ actions: ["*"], notActions: [] }] : this.permissions(principalId, scope);
  }

  private permissions(principalId: string, scope: string): Permission[] {
    return this.assignmentsAt(scope)
      .filter(({ properties }) => same(properties.principalId, principalId) && this.counts(properties.createdOn))
      .flatMap(({ properties }) => this.definition(properties.roleDefinitionId)?.properties.permissions ?? []);
  }

  /** Refuses in Azure's words. The Owner, who has no principal, may do everything. */
  require(caller: Caller, action: string, scope: string): void {
    if (caller.principalId !== undefined && !this.authorize(caller.principalId, action, scope)) {
      throw new ArmError(
        403,
        "AuthorizationFailed",
        `The client '${caller.name}' with object id '${caller.principalId}' does not have authorization to perform ` +
          `action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please ` +
          "refresh your credentials.",
      );
    }
  }

  /** The assignments that count at a scope: its own, and those of all scopes above. */
  assignmentsAt(scope: string): RoleAssignment[] {
    const segments = scope.split("/").filter(Boolean);
    const scopes = segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
    return ["", ...scopes].flatMap((above) => this.documents.list<RoleAssignment>(above, assignmentsType));
  }

  /** Every assignment in the tenant. */
  allAssignments(): RoleAssignment[] {
    return this.documents.below<RoleAssignment>("/", (id) => new RegExp(`/${assignmentsType}/[^/]+$`, "i").test(id));
  }

  /** The definition that an id ends with: names are GUIDs that are unique in a tenant. */
  definition(id: string): RoleDefinition | undefined {
    const name = nameOf(id).toLowerCase();
    return builtIn.find((role) => role.name === name) ?? this.documents.read(`${definitionsFolder}/${name}`);
  }

  definitions(): RoleDefinition[] {
    const custom = this.documents.list<RoleDefinition>("", definitionsFolder.slice(1));
    return [...builtIn, ...custom];
  }

  writeDefinition(definition: Omit<RoleDefinition, "id">): RoleDefinition {
    return this.documents.write({ ...definition, id: `${definitionsFolder}/${definition.name}` });
  }

  removeDefinition(name: string): void {
    this.documents.remove(`${definitionsFolder}/${name}`);
  }

  private counts(createdOn: string): boolean {
    return Date.parse(createdOn) + this.propagationMs <= Date.now();
  }
}

const builtIn = builtInRoles.map(({ name, roleName, permissions }): RoleDefinition => ({
  id: `${definitionsFolder}/${name}`,
  name,
  properties: {
    roleName,
    type: "BuiltInRole",
    permissions,
    assignableScopes: ["/"],
    createdOn: "2015-02-02T21:55:09.8806423Z",
    updatedOn: "2015-02-02T21:55:09.8806423Z",
  },
}));

/** Microsoft, "Understand Azure role definitions": what is in the actions and not in the notActions of one role. */
export function allows(permission: Permission, action: string, right: Right): boolean {
  const [given, taken] =
    right === "action"
      ? [permission.actions, permission.notActions]
      : [permission.dataActions, permission.notDataActions];
  const fits = (pattern: string) => matchesAction(pattern, action);
  return (given ?? []).some(fits) && !(taken ?? []).some(fits);
}

/** `*` stands for any text, slashes included; case does not count. */
export function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
