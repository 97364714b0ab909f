import type { ArmResponse } from "../arm/http";
import { resourceGroupPath, route, type Provider } from "../arm/provider";
import { anything, map, object, oneOf, string } from "../arm/shape";
import { notFound } from "../arm/stored-resource";
import { accountType, type Accounts } from "./accounts";
import { checkPart } from "./checks";

const accounts = `${resourceGroupPath}/providers/${accountType}` as const;
const account = `${accounts}/{account}` as const;
const containers = `${account}/blobServices/default/containers` as const;
const container = `${containers}/{container}` as const;
const containerType = `${accountType}/blobServices/containers`;

type Place = { subscriptionId: string; resourceGroup: string; account: string };

export function storage(service: Accounts): Provider {
  return {
    namespace: "Microsoft.Storage",
    apiVersions: ["2022-09-01", "2023-01-01", "2023-05-01", "2024-01-01", "2025-01-01"],
    routes: [
      route("PUT", account, `${accountType}/write`, (request, p) => service.put(request, idOf(p))),
      route("GET", account, `${accountType}/read`, (_, p) => service.get(idOf(p))),
      route("DELETE", account, `${accountType}/delete`, (_, p) => service.delete(idOf(p))),
      route("GET", accounts, `${accountType}/read`, (_, p) => service.list(groupOf(p))),
      route("POST", `${account}/listKeys`, `${accountType}/listkeys/action`, (_, p) => service.keys(idOf(p))),
      route("PUT", container, `${containerType}/write`, async (request, p) => {
        checkPart(p.container, request.body, containerShape);
        const blobs = await service.blobsOf(service.require(idOf(p)));
        await service.serve();
        const status = (await blobs.createContainer(p.container)) === "created" ? 201 : 200;
        return { status, body: containerView(p) };
      }),
      route("GET", container, `${containerType}/read`, async (_, p): Promise<ArmResponse> => {
        const blobs = await service.blobsOf(service.require(idOf(p)));
        if (!(await blobs.hasContainer(p.container))) {
          throw notFound(containerType, `${idOf(p)}/${p.container}`);
        }
        return { status: 200, body: containerView(p) };
      }),
      route("DELETE", container, `${containerType}/delete`, async (_, p) => {
        const blobs = await service.blobsOf(service.require(idOf(p)));
        return { status: (await blobs.deleteContainer(p.container)) ? 200 : 204 };
      }),
      route("GET", containers, `${containerType}/read`, async (_, p) => {
        const blobs = await service.blobsOf(service.require(idOf(p)));
        const value = (await blobs.containers()).map((name) => containerView({ ...p, container: name }));
        return { status: 200, body: { value } };
      }),
    ],
  };
}

const containerShape = object({
  properties: object({
    publicAccess: oneOf("None", "Blob", "Container"),
    metadata: map(string),
    defaultEncryptionScope: string,
    denyEncryptionScopeOverride: anything,
    immutableStorageWithVersioning: anything,
    enableNfsV3AllSquash: anything,
    enableNfsV3RootSquash: anything,
  }),
});

function containerView(p: Place & { container: string }) {
  return {
    id: `${idOf(p)}/blobServices/default/containers/${p.container}`,
    name: p.container,
    type: containerType,
    properties: { publicAccess: "None", leaseState: "Available", leaseStatus: "Unlocked", deleted: false },
  };
}

function groupOf({ subscriptionId, resourceGroup }: Omit<Place, "account">): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}

function idOf(p: Place): string {
  return `${groupOf(p)}/providers/${accountType}/${p.account}`;
}
