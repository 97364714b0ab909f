import { ArmError, badRequest } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { isWithin, nameOf, sameId } from "../arm/resource-id";
import { checkShape, object, oneOf, string } from "../arm/shape";
import type { Documents } from "../documents";
import { tenantId, type Principals } from "../entra/principals";
import { assignmentsType, type Access, type RoleAssignment } from "./access";
import { doesNotExist, guid } from "./role-definitions";

type Properties = RoleAssignment["properties"];

const shape = object(
  {
    properties: object(
      {
        roleDefinitionId: string,
        principalId: string,
        principalType: oneOf("User", "Group", "ServicePrincipal", "ForeignGroup", "Device"),
        description: string,
        condition: string,
        conditionVersion: oneOf("1.0", "2.0"),
        delegatedManagedIdentityResourceId: string,
        // Read-only, and sent back by clients that have read them.
        scope: string,
        createdOn: string,
        updatedOn: string,
        createdBy: string,
        updatedBy: string,
      },
      ["roleDefinitionId", "principalId"],
    ),
  },
  ["properties"],
);

/** Role assignments at any scope; each is kept below its scope and goes with it. */
export class RoleAssignments {
  constructor(
    private readonly documents: Documents,
    private readonly access: Access,
    private readonly principals: Principals,
  ) {}

  put(request: ArmRequest, scope: string, name: string): ArmResponse {
    if (!guid.test(name)) {
      throw badRequest(
        "InvalidRoleAssignmentId",
        `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
      );
    }
    const { id: _id, name: _name, type: _type, ...body } = (request.body ?? {}) as Record<string, unknown>;
    checkShape(shape, body);
    const sent = body["properties"] as Properties;
    const properties = this.checked(scope, name, sent);
    const before = this.documents.read<RoleAssignment>(idOf(scope, name));
    const now = new Date().toISOString();
    const assignment = this.documents.write<RoleAssignment>({
      id: before?.id ?? idOf(scope, name),
      name: before?.name ?? name,
      properties: { ...properties, createdOn: before?.properties.createdOn ?? now, updatedOn: now },
    });
    return { status: before ? 200 : 201, body: view(assignment) };
  }

  get(scope: string, name: string): ArmResponse {
    const assignment = this.documents.read<RoleAssignment>(idOf(scope, name));
    if (assignment === undefined) {
      throw new ArmError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
    }
    return { status: 200, body: view(assignment) };
  }

  delete(scope: string, name: string): ArmResponse {
    const assignment = this.documents.read<RoleAssignment>(idOf(scope, name));
    if (assignment === undefined) {
      return { status: 204 };
    }
    this.documents.remove(assignment.id);
    return { status: 200, body: view(assignment) };
  }

  /** At, above and below the scope, narrowed by `$filter`: `atScope()` leaves out below, `principalId eq '…'` all others. */
  list(request: ArmRequest, scope: string): ArmResponse {
    const filter = request.query.get("$filter") ?? "";
    const [, principalId] = /(?:principalId eq|assignedTo\()\s*'([^']*)'/i.exec(filter) ?? [];
    const above = this.access.assignmentsAt(scope);
    const below = /atScope\(\)/i.test(filter)
      ? []
      : this.access
          .allAssignments()
          .filter(({ properties }) => !sameId(properties.scope, scope) && isWithin(properties.scope, scope));
    const value = [...above, ...below].filter(
      ({ properties }) => principalId === undefined || sameId(properties.principalId, principalId),
    );
    return { status: 200, body: { value: value.map(view) } };
  }

  private checked(scope: string, name: string, sent: Properties): Omit<Properties, "createdOn" | "updatedOn"> {
    const { roleDefinitionId, principalId, condition, conditionVersion, description } = sent;
    if (!guid.test(principalId)) {
      throw badRequest("InvalidPrincipalId", "A valid principal ID must be provided for role assignment.");
    }
    const definition = this.access.definition(roleDefinitionId);
    if (definition === undefined) {
      throw doesNotExist(nameOf(roleDefinitionId));
    }
    if (!definition.properties.assignableScopes.some((assignable) => isWithin(scope, assignable))) {
      throw badRequest(
        "RoleAssignmentScopeNotAssignableToRoleDefinition",
        `The scope '${scope}' cannot be assigned to the role definition '${definition.name}', whose assignable scopes ` +
          `are '${definition.properties.assignableScopes.join("', '")}'.`,
      );
    }
    if (condition !== undefined && conditionVersion !== "2.0") {
      throw badRequest("InvalidConditionVersion", "A condition needs the conditionVersion '2.0'.");
    }
    this.checkUnchanged(scope, name, principalId, definition.name);
    const principalType = this.principalType(principalId, sent.principalType);
    return {
      roleDefinitionId,
      principalId,
      principalType,
      scope,
      ...(description === undefined ? {} : { description }),
      ...(condition === undefined ? {} : { condition, conditionVersion }),
      ...(sent.delegatedManagedIdentityResourceId === undefined
        ? {}
        : { delegatedManagedIdentityResourceId: sent.delegatedManagedIdentityResourceId }),
    };
  }

  /** Nothing about who, what and where of an assignment can change; and there is one of each. */
  private checkUnchanged(scope: string, name: string, principalId: string, definition: string): void {
    const is = ({ properties }: RoleAssignment) =>
      sameId(properties.scope, scope) &&
      sameId(properties.principalId, principalId) &&
      sameId(nameOf(properties.roleDefinitionId), definition);
    const all = this.access.allAssignments();
    const named = all.find((assignment) => sameId(assignment.name, name));
    if (named && !is(named)) {
      throw badRequest(
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      );
    }
    const twin = all.find((assignment) => is(assignment) && !sameId(assignment.name, name));
    if (twin) {
      throw new ArmError(
        409,
        "RoleAssignmentExists",
        `The role assignment already exists. The ID of the existing role assignment is ${twin.name.replaceAll("-", "")}.`,
      );
    }
  }

  /** Service principals may be named before the directory has them: Microsoft, "Troubleshoot Azure RBAC", new principals. */
  private principalType(principalId: string, sent: string | undefined): string {
    const principal = this.principals.find(principalId.toLowerCase());
    if (principal === undefined && sent !== "ServicePrincipal") {
      throw badRequest(
        "PrincipalNotFound",
        `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${tenantId}. Check that you have ` +
          "the correct principal ID. If you are creating this principal and then immediately assigning a role, this " +
          "error might be related to a replication delay. In this case, set the role assignment principalType property " +
          "to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
      );
    }
    if (principal && sent !== undefined && principal.type !== sent) {
      throw badRequest(
        "UnmatchedPrincipalType",
        `The PrincipalId '${principalId.replaceAll("-", "")}' has type '${principal.type}' , which is different from ` +
          `specified PrinciaplType '${sent}'.`,
      );
    }
    return principal?.type ?? sent ?? "User";
  }
}

function idOf(scope: string, name: string): string {
  return `${scope === "/" ? "" : scope}/${assignmentsType}/${name}`;
}

function view({ id, name, properties }: RoleAssignment) {
  return { id, name, type: "Microsoft.Authorization/roleAssignments", properties };
}
