import { route, type Provider, type Route } from "../arm/provider";
import type { Documents } from "../documents";
import type { Principals } from "../entra/principals";
import type { Access } from "./access";
import { RoleAssignments } from "./role-assignments";
import { RoleDefinitions } from "./role-definitions";

const authorizationType = "Microsoft.Authorization";
const assignments = `/{scope}/providers/${authorizationType}/roleAssignments` as const;
const definitions = `/{scope}/providers/${authorizationType}/roleDefinitions` as const;

/** Permissions that no address here asks for, and that roles are made of. */
const beyondTheRoutes = [
  // Checked by the router in front of online endpoints, for tokens of Entra.
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action",
  // Checked where an identity is given to a container group.
  "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
];

export function authorization(
  documents: Documents,
  access: Access,
  principals: Principals,
  routes: () => Route[],
): Provider {
  const roleAssignments = new RoleAssignments(documents, access, principals);
  const roleDefinitions = new RoleDefinitions(access, () => [
    ...routes().flatMap(({ action }) => action ?? []),
    ...beyondTheRoutes,
  ]);
  return {
    namespace: authorizationType,
    apiVersions: ["2018-01-01-preview", "2020-04-01-preview", "2022-04-01", "2022-05-01-preview"],
    routes: [
      route("PUT", `${assignments}/{name}`, `${authorizationType}/roleAssignments/write`, (request, p) =>
        roleAssignments.put(request, p.scope, p.name),
      ),
      route("GET", `${assignments}/{name}`, `${authorizationType}/roleAssignments/read`, (_, p) =>
        roleAssignments.get(p.scope, p.name),
      ),
      route("DELETE", `${assignments}/{name}`, `${authorizationType}/roleAssignments/delete`, (_, p) =>
        roleAssignments.delete(p.scope, p.name),
      ),
      route("GET", assignments, `${authorizationType}/roleAssignments/read`, (request, p) =>
        roleAssignments.list(request, p.scope),
      ),
      // "Permissions - List For Resource Group": what the caller's own roles give there.
      route("GET", `/{scope}/providers/${authorizationType}/permissions`, undefined, ({ caller }, { scope }) => ({
        status: 200,
        body: { value: access.permissionsOf(caller, `/${scope.replace(/^\//, "")}`) },
      })),
      route("PUT", `${definitions}/{name}`, `${authorizationType}/roleDefinitions/write`, (request, p) =>
        roleDefinitions.put(request, p.scope, p.name),
      ),
      route("GET", `${definitions}/{name}`, `${authorizationType}/roleDefinitions/read`, (_, p) =>
        roleDefinitions.get(p.scope, p.name),
      ),
      route("DELETE", `${definitions}/{name}`, `${authorizationType}/roleDefinitions/delete`, (_, p) =>
        roleDefinitions.delete(p.scope, p.name),
      ),
      route("GET", definitions, `${authorizationType}/roleDefinitions/read`, (request, p) =>
        roleDefinitions.list(request, p.scope),
      ),
    ],
  };
}
