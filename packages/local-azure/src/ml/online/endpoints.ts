import type { ArmRequest, ArmResponse } from "../../arm/http";
import type { Operations } from "../../arm/operations";
import { nameOf, sameId } from "../../arm/resource-id";
import { checkedBody, checkSameLocation, withoutReadOnly, type Identity } from "../../arm/tracked-resource";
import { notFound } from "../../arm/stored-resource";
import { tagsOf } from "../../arm/location";
import { checkShape } from "../../arm/shape";
import type { Documents } from "../../documents";
import { tenantId, type Principals } from "../../entra/principals";
import type { OperationDocument } from "../../state";
import { requireWorkspace } from "../../workspaces/workspaces";
import { invalid } from "../assets/asset-kinds";
import type { EndpointKeys } from "../scoring/served";
import { systemDataNow } from "../system-data";
import { withoutNulls } from "../without-nulls";
import { requireIdleEndpoint } from "./busy";
import { checkCompute } from "./compute";
import { deploymentNames } from "./deployment-document";
import { endpointView, type EndpointDocument, type EndpointState } from "./endpoint-document";
import type { Fleets } from "./fleets";
import { newKey } from "./key";
import type { EndpointDefinition } from "./model";
import { checkName } from "./names";
import { page } from "./paging";
import { lastOperation, putStatus, runningStatus } from "./recorded";
import { addedTo, checkEndpoint, checkEndpointUpdate, checkSameIdentity, computeTypeOf } from "./rules-endpoint";
import type { ServedEndpoints } from "./served-endpoints";
import { endpointPatchShape, endpointShape } from "./shapes";

export const endpointType = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

export interface EndpointServices {
  documents: Documents;
  operations: Operations;
  principals: Principals;
  fleets: Fleets;
  served: ServedEndpoints;
  /**
   * Whether the `keys` of a creation count. Azure ML's migration script for endpoints takes them out of what it sends, so
   * they are taken for ignored, as the `keyValue` of `regenerateKeys` is.
   */
  takesKeyValue: boolean;
  /** The router's address. */
  scoringOrigin: () => string;
}

const kinds = { create: `${endpointType}/create`, update: `${endpointType}/update`, delete: `${endpointType}/delete` };

/** Online endpoints, and what ARM lets a client do with them. */
export class Endpoints {
  constructor(private readonly services: EndpointServices) {
    const { operations } = services;
    const failed = ({ target }: OperationDocument) => this.settle(target, "Failed");
    const counts = { run: ({ target }: OperationDocument) => this.putInForce(target), failed, runningStatus };
    operations.define(kinds.create, counts);
    operations.define(kinds.update, counts);
    operations.define(kinds.delete, { run: ({ target }) => this.remove(target), failed, runningStatus });
  }

  put(request: ArmRequest, id: string): ArmResponse {
    const { documents, takesKeyValue } = this.services;
    const workspace = requireWorkspace(documents, id);
    const name = nameOf(id);
    checkName("endpoint", name);
    const { definition, keys } = read(request.body);
    const before = documents.read<EndpointDocument>(id);
    if (before) {
      requireIdleEndpoint(this.services.operations, before.id);
      checkSameLocation(before, definition.location);
      checkEndpointUpdate(name, before, definition);
    }
    checkCompute(documents, workspace.id, definition.properties.compute);
    checkEndpoint(definition, before ? deploymentNames(documents, before.id) : []);
    const draft = { ...definition, id: before?.id ?? id };
    if (this.services.served.addressTaken(draft)) {
      throw invalid(`The name '${name}' is taken by another endpoint of the region. Choose another one.`, "name");
    }
    // An update replaces all of the properties: what it leaves out falls back to its default, traffic to none.
    const document = this.services.documents.write<EndpointDocument>({
      ...draft,
      identity: this.identityOf(draft, before),
      properties: {
        ...definition.properties,
        properties: addedTo(
          name,
          before?.properties.properties ?? { "azureml.onlineendpointid": draft.id.toLowerCase() },
          definition.properties.properties,
        ),
      },
      systemData: systemDataNow(before?.systemData),
      provisioningState: before ? "Updating" : "Creating",
      keys: before?.keys ?? { primaryKey: newKey(), secondaryKey: newKey(), ...(takesKeyValue ? keys : {}) },
      serving: before?.serving ?? { authMode: definition.properties.authMode, traffic: {}, mirrorTraffic: {} },
    });
    const operation = this.begin(request, before ? "update" : "create", document);
    return this.services.operations.accepted(request, operation, {
      style: "async",
      status: putStatus,
      body: this.view(this.noted(request, operation, document)),
      timeout: "PT30M",
    });
  }

  /** PATCH knows tags and identity alone, and the identity stays as it is. */
  patch(request: ArmRequest, id: string): ArmResponse {
    const document = this.require(id);
    requireIdleEndpoint(this.services.operations, document.id);
    const body = withoutReadOnly(withoutNulls(request.body ?? {}));
    checkShape(endpointPatchShape, body);
    checkSameIdentity(nameOf(id), document.identity, body["identity"] as Identity | undefined);
    const changed = this.services.documents.write<EndpointDocument>({
      ...document,
      ...(body["tags"] === undefined ? {} : { tags: tagsOf(body["tags"]) }),
      systemData: systemDataNow(document.systemData),
    });
    return { status: 200, body: this.view(changed) };
  }

  get(id: string): ArmResponse {
    return { status: 200, body: this.view(this.require(id)) };
  }

  list(request: ArmRequest, workspaceId: string): ArmResponse {
    requireWorkspace(this.services.documents, workspaceId);
    const { query } = request;
    const all = this.services.documents
      .list<EndpointDocument>(workspaceId, "onlineEndpoints")
      .filter(
        (document) =>
          same(query.get("name"), nameOf(document.id)) &&
          same(query.get("computeType"), computeTypeOf(document.properties)) &&
          hasAll(query.get("tags"), document.tags) &&
          hasAll(query.get("properties"), document.properties.properties),
      );
    return page(
      request,
      "count",
      inOrder(all, query.get("orderBy")).map((document) => this.view(document)),
    );
  }

  delete(request: ArmRequest, id: string): ArmResponse {
    const { documents, operations } = this.services;
    requireWorkspace(documents, id);
    const document = documents.read<EndpointDocument>(id);
    if (document === undefined) {
      return { status: 204 };
    }
    const begun = operations.underWay(id).find(({ kind, target }) => kind === kinds.delete && sameId(target, id));
    if (begun === undefined) {
      requireIdleEndpoint(operations, id);
      documents.write<EndpointDocument>({ ...document, provisioningState: "Deleting" });
    }
    const operation = begun ?? this.begin(request, "delete", document);
    return operations.accepted(request, operation, { style: "location", status: 202, timeout: "PT10M" });
  }

  require(id: string): EndpointDocument {
    requireWorkspace(this.services.documents, id);
    const document = this.services.documents.read<EndpointDocument>(id);
    if (document === undefined) {
      throw notFound(endpointType, id);
    }
    return document;
  }

  /** The endpoint with the address of its last operation. */
  private noted(request: ArmRequest, operation: OperationDocument, document: EndpointDocument): EndpointDocument {
    const address = this.services.operations.statusAddress(request, operation);
    const { properties } = document;
    return this.services.documents.write<EndpointDocument>({
      ...document,
      properties: { ...properties, properties: { ...properties.properties, [lastOperation]: address } },
    });
  }

  private begin(request: ArmRequest, kind: keyof typeof kinds, { id, location }: EndpointDocument): OperationDocument {
    return this.services.operations.begin({ kind: kinds[kind], target: id, location, request });
  }

  /** The one moment at which a change of mode and traffic counts. */
  private putInForce(id: string): void {
    const { documents, served } = this.services;
    const document = documents.read<EndpointDocument>(id);
    if (document) {
      const { serving, keys, properties } = document;
      const { authMode, traffic = {}, mirrorTraffic = {} } = properties;
      const changed = {
        ...document,
        // What becomes of the keys meanwhile is not documented. Here they are forgotten, so that whoever wants the
        // same ones back must install them.
        keys:
          authMode === "Key" && serving.authMode !== "Key" ? { primaryKey: newKey(), secondaryKey: newKey() } : keys,
        provisioningState: "Succeeded" as const,
        serving: { authMode, traffic, mirrorTraffic },
      };
      served.put(documents.write<EndpointDocument>(changed));
    }
  }

  private async remove(id: string): Promise<void> {
    const { documents, served, fleets } = this.services;
    served.removeWithin(id);
    await fleets.endWithin(id);
    documents.remove(id);
  }

  private settle(id: string, provisioningState: EndpointState): void {
    this.services.documents.update<EndpointDocument>(id, { provisioningState });
  }

  private view(document: EndpointDocument): Record<string, unknown> {
    return endpointView(document, this.services.scoringOrigin());
  }

  /** System-assigned when none is asked for, as azure-ai-ml sends it. */
  private identityOf(
    { id, identity }: EndpointDefinition & { id: string },
    before: EndpointDocument | undefined,
  ): Identity {
    if (before?.identity) {
      return before.identity;
    }
    const { type, ...rest } = identity ?? { type: "SystemAssigned" };
    const { principalId } = type.startsWith("SystemAssigned") ? this.services.principals.createManagedIdentity(id) : {};
    return { type, ...rest, ...(principalId ? { principalId, tenantId } : {}) };
  }
}

/** The body of a PUT without what is read-only; `keys` may count at creation alone and are kept apart. */
function read(body: unknown): { definition: EndpointDefinition; keys: Partial<EndpointKeys> } {
  const sent = withoutNulls(body ?? {}) as Record<string, unknown>;
  const {
    provisioningState: _state,
    scoringUri: _scoring,
    swaggerUri: _swagger,
    ...properties
  } = (sent["properties"] ?? {}) as Record<string, unknown>;
  const checked = checkedBody(endpointShape, sent["properties"] === undefined ? sent : { ...sent, properties });
  const { keys = {}, ...rest } = checked.properties as { keys?: Partial<EndpointKeys> };
  return { definition: { ...checked, properties: rest } as unknown as EndpointDefinition, keys };
}

function same(wanted: string | null, value: string): boolean {
  return wanted === null || wanted.toLowerCase() === value.toLowerCase();
}

/** `tag1,tag2=value2`: all must be there, with their values where they are given. */
function hasAll(wanted: string | null, values: Record<string, string> | undefined): boolean {
  return (wanted ?? "")
    .split(",")
    .filter(Boolean)
    .every((part) => {
      const [name = "", value] = part.split("=");
      return values?.[name] !== undefined && (value === undefined || values[name] === value);
    });
}

/** Specification, orderBy: CreatedAtDesc, CreatedAtAsc, UpdatedAtDesc, UpdatedAtAsc. */
function inOrder(all: EndpointDocument[], order: string | null): EndpointDocument[] {
  const [, which, direction] = /^(Created|Updated)At(Asc|Desc)$/i.exec(order ?? "") ?? [];
  if (which === undefined) {
    return all;
  }
  const time = ({ systemData }: EndpointDocument) =>
    which.toLowerCase() === "created" ? systemData.createdAt : systemData.lastModifiedAt;
  const sorted = [...all].sort((a, b) => time(a).localeCompare(time(b)));
  return direction?.toLowerCase() === "desc" ? sorted.reverse() : sorted;
}
