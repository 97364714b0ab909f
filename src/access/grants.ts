import { RoleAssignment, RoleDefinition } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { validatedArgs, assertValid } from "../validation";
import type { ObjectRule } from "../validation/rule";
import { resourceGroupOf } from "../azure/resource-id";
import { guidOf } from "../azure/uuid-v5";
import { type WorkspaceNames, workspaceOf } from "../azure/workspace";
import { resourceError } from "../pulumi/resource-error";
import type { GrantRoleDefinitionIdsArgs, GrantsArgs, PrincipalArgs } from "./args";
import type { GrantKind } from "../contract/auth-modes";
import { grantKinds, roleName, roles } from "./roles";
import { principals as principalRules } from "./rules";

/** The endpoint on which rights are granted. */
export interface GrantTarget extends WorkspaceNames {
  readonly endpoint: pulumi.CustomResource;
  readonly endpointName: pulumi.Input<string>;
}

/** What was granted on the endpoint of one component, by the input and by methods. */
interface Granted {
  readonly name: string;
  readonly target: GrantTarget;
  readonly given: GrantRoleDefinitionIdsArgs;
  /** One role of a kind for all its grants. */
  readonly roleIds: Map<GrantKind, pulumi.Input<string>>;
  /** Who was granted what, by the names of the grants. */
  readonly principals: Readonly<Record<GrantKind, Map<string, pulumi.Input<string>>>>;
}

/**
 * Beside the components and not in them: whatever a component has as a property becomes an output of its translations
 * to other languages, a private one too.
 */
const grantedBy = new WeakMap<pulumi.Resource, Granted>();

/**
 * Grants what the `grants` input of a component says, which was checked already, and remembers the endpoint for what
 * methods grant later. `name` is the component's.
 */
export function createGrants(
  component: pulumi.Resource,
  name: string,
  target: GrantTarget,
  grants: GrantsArgs = {},
): void {
  const granted: Granted = {
    name,
    target,
    given: grants.roleDefinitionIds ?? {},
    roleIds: new Map(),
    principals: Object.fromEntries(grantKinds.map((kind) => [kind, new Map()])) as unknown as Granted["principals"],
  };
  grantedBy.set(component, granted);
  for (const kind of grantKinds) {
    for (const [grant, principal] of Object.entries(grants[kind] ?? {})) {
      refuseSecond(component, granted.principals[kind], grant, principal.principalId, `grants.${kind}`);
      assign(component, granted, kind, grant, principal);
    }
  }
}

/** The arguments of the methods, by the rules of the input. */
const argumentsRule: ObjectRule = {
  kind: "object",
  properties: {
    name: { ...principalRules.key, required: true, plain: true },
    principal: { ...principalRules.value, required: true },
  },
};

/**
 * Grants one right by a method of the component.
 *
 * @throws When the name was used before, when the principal has the right already, or when an argument is not allowed.
 */
export function grant(component: pulumi.Resource, kind: GrantKind, name: string, principal: PrincipalArgs): void {
  const method = `grant${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const granted = grantedBy.get(component);
  if (granted === undefined) {
    throw resourceError(`${method}: only the program that deploys the service can grant rights on it`, component);
  }
  const given = { name, principal };
  assertValid(method, granted.name, argumentsRule, given);
  refuseSecond(component, granted.principals[kind], name, principal.principalId, method);
  const checked = validatedArgs(component, method, granted.name, argumentsRule, given);
  assign(component, granted, kind, name, checked.principal);
}

/** Azure assigns a role to a principal once; two names for it would meet only there. `where` is what was called. */
function refuseSecond(
  component: pulumi.Resource,
  taken: Map<string, pulumi.Input<string>>,
  name: string,
  principalId: pulumi.Input<string>,
  where: string,
): void {
  if (taken.has(name)) {
    throw resourceError(`${where}: "${name}" is granted already: give each grant a name of its own`, component);
  }
  const holder = [...taken].find(([, other]) => isSame(other, principalId))?.[0];
  if (holder !== undefined) {
    throw resourceError(
      `${where}: the principal of "${name}" has this right already, by "${holder}": Azure assigns a role once; leave one of the two out`,
      component,
    );
  }
  taken.set(name, principalId);
}

function isSame(one: pulumi.Input<string>, other: pulumi.Input<string>): boolean {
  return (
    one === other || (typeof one === "string" && typeof other === "string" && one.toLowerCase() === other.toLowerCase())
  );
}

function assign(
  component: pulumi.Resource,
  granted: Granted,
  kind: GrantKind,
  grant: string,
  { principalId, principalType }: PrincipalArgs,
): void {
  const { endpoint } = granted.target;
  new RoleAssignment(
    `${granted.name}-${roles[kind].child}-${grant}`,
    {
      scope: endpoint.id,
      roleAssignmentName: endpoint.id.apply((id) => guidOf(id, kind, grant)),
      roleDefinitionId: roleOf(component, granted, kind),
      principalId,
      principalType,
    },
    {
      parent: component,
      // Azure never changes an assignment, and its name is taken until it is gone.
      replaceOnChanges: ["roleDefinitionId", "principalId", "principalType"],
      deleteBeforeReplace: true,
      // A new endpoint of the same name has the same id: nothing here would differ, but the assignment went with the old.
      replaceWith: [endpoint],
    },
  );
}

/**
 * The role of a kind: the one that was given, or one of the component's own. Its scope and name follow from the
 * workspace and the endpoint's name, so it stays when the endpoint is replaced.
 */
function roleOf(component: pulumi.Resource, granted: Granted, kind: GrantKind): pulumi.Input<string> {
  const known = granted.roleIds.get(kind) ?? granted.given[kind];
  if (known !== undefined) {
    return known;
  }
  const { child, description, actions } = roles[kind];
  const { target } = granted;
  const workspaceId = workspaceOf(component, target).id;
  const scope = workspaceId.apply(resourceGroupOf);
  const named = pulumi.all([workspaceId, target.endpointName]).apply(([id, endpointName]) => {
    const guid = guidOf(`${id}/onlineEndpoints/${endpointName}`, kind);
    return { guid, roleName: roleName(kind, endpointName, guid) };
  });
  const role = new RoleDefinition(
    `${granted.name}-${child}-role`,
    {
      scope,
      roleDefinitionId: named.guid,
      roleName: named.roleName,
      roleType: "CustomRole",
      description,
      permissions: [{ actions: [...actions], notActions: [], dataActions: [], notDataActions: [] }],
      assignableScopes: [scope],
    },
    { parent: component },
  );
  granted.roleIds.set(kind, role.id);
  return role.id;
}
