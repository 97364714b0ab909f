import type { ArmRequest, ArmResponse } from "../arm/http";
import { resourceGroupPath, route, subscriptionPath, type Provider } from "../arm/provider";
import { nameOf } from "../arm/resource-id";
import { checkShape, map, object, string } from "../arm/shape";
import { tagsOf } from "../arm/location";
import { notFound } from "../arm/stored-resource";
import { checkedBody, checkName, checkSameLocation, trackedView, type TrackedResource } from "../arm/tracked-resource";
import type { Documents } from "../documents";
import { tenantId, type Principals } from "../entra/principals";
import { resourceGroupId } from "../state";

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

export interface IdentityDocument extends TrackedResource {
  properties: { principalId: string; clientId: string; tenantId: string };
}

const list = `${resourceGroupPath}/providers/${identityType}` as const;
const identity = `${list}/{name}` as const;

// Specification 2023-01-31 of Microsoft.ManagedIdentity: nothing but a location and tags can be said of one.
const shape = object({
  location: string,
  tags: map(string),
  properties: object({ principalId: string, clientId: string, tenantId: string, isolationScope: string }),
});
const patchShape = object({ location: string, tags: map(string) });

/** User-assigned managed identities: each is a principal of local Entra. */
export class Identities {
  constructor(
    private readonly documents: Documents,
    private readonly principals: Principals,
  ) {}

  /** An identity by its ARM id, when there is one. */
  find(id: string): IdentityDocument | undefined {
    return this.documents.read(id);
  }

  provider(): Provider {
    const idOf = (p: { subscriptionId: string; resourceGroup: string; name: string }) =>
      `${resourceGroupId(p.subscriptionId, p.resourceGroup)}/providers/${identityType}/${p.name}`;
    return {
      namespace: "Microsoft.ManagedIdentity",
      // 2025-05-31-preview is what `az identity` sends.
      apiVersions: ["2018-11-30", "2023-01-31", "2024-11-30", "2025-05-31-preview"],
      routes: [
        route("PUT", identity, `${identityType}/write`, (request, p) => this.put(request, idOf(p))),
        route("PATCH", identity, `${identityType}/write`, (request, p) => this.patch(request, idOf(p))),
        route("GET", identity, `${identityType}/read`, (_, p) => ({
          status: 200,
          body: trackedView(this.require(idOf(p))),
        })),
        route("DELETE", identity, `${identityType}/delete`, (_, p) => this.delete(idOf(p))),
        route("GET", list, `${identityType}/read`, (_, p) => {
          const group = resourceGroupId(p.subscriptionId, p.resourceGroup);
          return listed(this.documents.list<IdentityDocument>(group, `providers/${identityType}`));
        }),
        route("GET", `${subscriptionPath}/providers/${identityType}`, `${identityType}/read`, (_, p) =>
          listed(this.documents.ofType<IdentityDocument>(identityType, p.subscriptionId)),
        ),
      ],
    };
  }

  /** Its principal stays as long as the identity, and is another one when the identity is made again. */
  private put(request: ArmRequest, id: string): ArmResponse {
    // Microsoft, "Naming rules and restrictions for Azure resources", Microsoft.ManagedIdentity.
    checkName(identityType, nameOf(id), /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/);
    const { location, tags } = checkedBody(shape, request.body);
    const before = this.documents.read<IdentityDocument>(id);
    checkSameLocation(before, location);
    const written = this.documents.write<IdentityDocument>({
      id: before?.id ?? id,
      location,
      tags,
      properties: before?.properties ?? this.newPrincipal(id),
    });
    return { status: before ? 200 : 201, body: trackedView(written) };
  }

  private patch(request: ArmRequest, id: string): ArmResponse {
    const before = this.require(id);
    checkShape(patchShape, request.body ?? {});
    const { tags } = request.body as { tags?: unknown };
    const changed = this.documents.write({ ...before, ...(tags === undefined ? {} : { tags: tagsOf(tags) }) });
    return { status: 200, body: trackedView(changed) };
  }

  private delete(id: string): ArmResponse {
    if (this.documents.read(id) === undefined) {
      return { status: 204 };
    }
    this.documents.remove(id);
    return { status: 200 };
  }

  private require(id: string): IdentityDocument {
    const found = this.find(id);
    if (found === undefined) {
      throw notFound(identityType, id);
    }
    return found;
  }

  private newPrincipal(id: string): IdentityDocument["properties"] {
    const { principalId, clientId } = this.principals.createManagedIdentity(id);
    return { tenantId, principalId, clientId };
  }
}

function listed(identities: IdentityDocument[]): ArmResponse {
  return { status: 200, body: { value: identities.map((one) => trackedView(one)) } };
}
