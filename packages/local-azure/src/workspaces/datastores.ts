import { resourceNotFound } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { tagsOf } from "../arm/location";
import { route, type Route } from "../arm/provider";
import { nameOf, parseId, typeOf } from "../arm/resource-id";
import { anything, boolean, checkShape, map, object, oneOf, string } from "../arm/shape";
import { checkName, withoutReadOnly } from "../arm/tracked-resource";
import type { Document, Documents } from "../documents";
import { systemDataNow, type SystemData } from "../ml/system-data";
import { workspaceIdIn } from "../ml/workspace-id";
import { requireWorkspace, workspacePath, workspaceType } from "./workspaces";

interface Datastore extends Document {
  properties: Record<string, unknown>;
  systemData: SystemData;
}

// The specification of 2025-12-01; what only other kinds have is let through.
const datastoreShape = object(
  {
    properties: object(
      {
        datastoreType: oneOf("AzureBlob", "AzureDataLakeGen1", "AzureDataLakeGen2", "AzureFile", "OneLake"),
        accountName: string,
        containerName: string,
        credentials: anything,
        description: string,
        endpoint: string,
        fileShareName: string,
        filesystem: string,
        properties: map(string),
        protocol: string,
        resourceGroup: string,
        serviceDataAccessAuthIdentity: oneOf(
          "None",
          "WorkspaceSystemAssignedIdentity",
          "WorkspaceUserAssignedIdentity",
        ),
        storeName: string,
        subscriptionId: string,
        tags: map(string),
        // Read-only, and sent back by clients that have read it.
        isDefault: boolean,
      },
      ["datastoreType", "credentials"],
    ),
  },
  ["properties"],
);

const datastores = `${workspacePath}/datastores` as const;
const datastore = `${datastores}/{name}` as const;
const permission = `${workspaceType}/datastores`;

/** Datastores: names for containers and shares of storage accounts, by which addresses of the workspace lead there. */
export function datastoreRoutes(documents: Documents): Route[] {
  const idOf = (p: Parameters<typeof workspaceIdIn>[0] & { name: string }) =>
    `${workspaceIdIn(p)}/datastores/${p.name}`;
  return [
    route("PUT", datastore, `${permission}/write`, (request, p) => put(documents, request, idOf(p))),
    route("GET", datastore, `${permission}/read`, (_, p) => ({
      status: 200,
      body: view(requireDatastore(documents, idOf(p))),
    })),
    route("DELETE", datastore, `${permission}/delete`, (_, p) => {
      requireWorkspace(documents, idOf(p));
      const exists = documents.has(idOf(p));
      documents.remove(idOf(p));
      return { status: exists ? 200 : 204 };
    }),
    route("GET", datastores, `${permission}/read`, ({ query }, p) => {
      requireWorkspace(documents, workspaceIdIn(p));
      const all = documents.list<Datastore>(workspaceIdIn(p), "datastores");
      const wanted = query.get("isDefault");
      const value = all.filter(({ properties }) => wanted === null || String(properties["isDefault"]) === wanted);
      return { status: 200, body: { value: value.map(view) } };
    }),
  ];
}

function put(documents: Documents, request: ArmRequest, id: string): ArmResponse {
  requireWorkspace(documents, id);
  // "Use datastores": lower-case letters, digits and underscores.
  checkName(permission, nameOf(id), /^[a-z0-9_]{1,255}$/);
  const sent = withoutReadOnly(request.body);
  checkShape(datastoreShape, sent);
  const exists = documents.has(id);
  const { isDefault: _default, ...properties } = sent["properties"] as Record<string, unknown>;
  tagsOf(properties["tags"]);
  const before = documents.read<Datastore>(id)?.properties["isDefault"] ?? false;
  return {
    status: exists ? 200 : 201,
    body: view(writeDatastore(documents, id, { ...properties, isDefault: before })),
  };
}

export function writeDatastore(documents: Documents, id: string, properties: Record<string, unknown>): Datastore {
  const before = documents.read<Datastore>(id);
  return documents.write<Datastore>({
    id: before?.id ?? id,
    properties,
    systemData: systemDataNow(before?.systemData),
  });
}

export function requireDatastore(documents: Documents, id: string): Datastore {
  requireWorkspace(documents, id);
  const found = documents.read<Datastore>(id);
  if (found === undefined) {
    throw resourceNotFound(typeOf(id), nameOf(id), parseId(id).resourceGroup ?? "");
  }
  return found;
}

/** Keys are told by `listSecrets` alone (specification, Datastores_Get). */
function view({ id, properties, systemData }: Datastore): Record<string, unknown> {
  const { secrets: _secrets, ...credentials } = properties["credentials"] as Record<string, unknown>;
  return { id, name: nameOf(id), type: typeOf(id), systemData, properties: { ...properties, credentials } };
}
