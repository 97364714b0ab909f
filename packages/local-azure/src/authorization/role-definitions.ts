import { ArmError, badRequest } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { isWithin, parseId } from "../arm/resource-id";
import { checkShape, list, object, string } from "../arm/shape";
import { matchesAction, type Access, type RoleDefinition } from "./access";

const permission = object({
  actions: list(string),
  notActions: list(string),
  dataActions: list(string),
  notDataActions: list(string),
});
const shape = object(
  {
    properties: object(
      {
        roleName: string,
        description: string,
        type: string,
        permissions: list(permission),
        assignableScopes: list(string),
      },
      ["roleName", "permissions", "assignableScopes"],
    ),
  },
  ["properties"],
);

export const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Custom roles; their names are GUIDs and their display names are unique in the tenant. */
export class RoleDefinitions {
  constructor(
    private readonly access: Access,
    /** Every permission that a provider here asks for. */
    private readonly knownActions: () => string[],
  ) {}

  put(request: ArmRequest, scope: string, name: string): ArmResponse {
    if (!guid.test(name)) {
      throw badRequest("InvalidRoleDefinitionId", `The role definition ID '${name}' is not valid. It must be a GUID.`);
    }
    const { id: _id, name: _name, type: _type, ...body } = (request.body ?? {}) as Record<string, unknown>;
    checkShape(shape, writable(body));
    const sent = body["properties"] as RoleDefinition["properties"];
    this.check(name, sent);
    const before = this.access.definition(name);
    const now = new Date().toISOString();
    const definition = this.access.writeDefinition({
      name: before?.name ?? name.toLowerCase(),
      properties: {
        roleName: sent.roleName,
        description: sent.description ?? "",
        type: "CustomRole",
        permissions: sent.permissions,
        assignableScopes: sent.assignableScopes,
        createdOn: before?.properties.createdOn ?? now,
        updatedOn: now,
      },
    });
    return { status: 201, body: view(definition, scope) };
  }

  get(scope: string, name: string): ArmResponse {
    const definition = this.access.definition(name);
    if (definition === undefined) {
      throw doesNotExist(name);
    }
    return { status: 200, body: view(definition, scope) };
  }

  delete(scope: string, name: string): ArmResponse {
    const definition = this.access.definition(name);
    if (definition === undefined) {
      return { status: 204 };
    }
    refuseBuiltIn(definition);
    const used = this.access
      .allAssignments()
      .some(({ properties }) => properties.roleDefinitionId.toLowerCase().endsWith(`/${definition.name}`));
    if (used) {
      throw badRequest(
        "RoleDefinitionHasAssignments",
        "There are existing role assignments referencing role. Remove them before you delete the role definition.",
      );
    }
    this.access.removeDefinition(definition.name);
    return { status: 200, body: view(definition, scope) };
  }

  list(request: ArmRequest, scope: string): ArmResponse {
    const [, wanted] = /^roleName eq '(.*)'$/i.exec(request.query.get("$filter") ?? "") ?? [];
    const value = this.access
      .definitions()
      .filter(({ properties }) => properties.assignableScopes.some((assignable) => isWithin(scope, assignable)))
      .filter(({ properties }) => wanted === undefined || properties.roleName === wanted)
      .map((definition) => view(definition, scope));
    return { status: 200, body: { value } };
  }

  private check(name: string, { roleName, permissions, assignableScopes }: RoleDefinition["properties"]): void {
    const before = this.access.definition(name);
    if (before) {
      refuseBuiltIn(before);
    }
    const others = this.access.definitions().filter((other) => other.name !== name.toLowerCase());
    if (others.some(({ properties }) => properties.roleName.toLowerCase() === roleName.toLowerCase())) {
      throw new ArmError(
        409,
        "RoleDefinitionWithSameNameExists",
        "A custom role with the same name already exists in this directory. Use a different name.",
      );
    }
    // Microsoft, "Understand role definitions", AssignableScopes: management groups, subscriptions, resource groups.
    const wrong = assignableScopes.find((scope) => {
      const { subscriptionId, rest } = parseId(scope);
      return subscriptionId === undefined || rest.length > 0;
    });
    if (assignableScopes.length === 0 || wrong !== undefined) {
      throw badRequest(
        "InvalidAssignableScopes",
        wrong === undefined
          ? "A custom role needs at least one assignable scope."
          : `'${wrong}' is no assignable scope: give a subscription or a resource group.`,
      );
    }
    for (const pattern of permissions.flatMap(({ actions, notActions }) => [
      ...(actions ?? []),
      ...(notActions ?? []),
    ])) {
      this.checkAction(pattern);
    }
  }

  // Azure compares with what its providers have; here, with the providers that there are.
  private checkAction(pattern: string): void {
    const known = this.knownActions();
    const [namespace = ""] = pattern.split("/");
    const ours = known.some((action) => action.toLowerCase().startsWith(`${namespace.toLowerCase()}/`));
    if (pattern === "" || (ours && !known.some((action) => matchesAction(pattern, action)))) {
      throw badRequest(
        "InvalidActionOrNotAction",
        `'${pattern}' does not match any of the actions supported by the providers.`,
      );
    }
  }
}

/** What may be sent back as it was read, without what is read-only. */
function writable(body: Record<string, unknown>): Record<string, unknown> {
  const properties = body["properties"];
  if (typeof properties !== "object" || properties === null) {
    return body;
  }
  const {
    createdOn: _createdOn,
    createdBy: _createdBy,
    updatedOn: _updatedOn,
    updatedBy: _updatedBy,
    ...rest
  } = properties as Record<string, unknown>;
  return { ...body, properties: rest };
}

function refuseBuiltIn({ properties }: RoleDefinition): void {
  if (properties.type === "BuiltInRole") {
    throw new ArmError(403, "RoleDefinitionNotCustom", `'${properties.roleName}' is built in and cannot be changed.`);
  }
}

export function doesNotExist(name: string): ArmError {
  return new ArmError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`,
  );
}

/** Azure answers with the id at the subscription, whatever scope was asked. */
function view({ name, properties }: RoleDefinition, scope: string) {
  const { subscriptionId } = parseId(scope);
  const at = subscriptionId ? `/subscriptions/${subscriptionId}` : "";
  const type = "Microsoft.Authorization/roleDefinitions";
  return { id: `${at}/providers/${type}/${name}`, name, type, properties };
}
