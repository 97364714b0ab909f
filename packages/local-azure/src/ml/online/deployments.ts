import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ArmRequest, ArmResponse } from "../../arm/http";
import { tagsOf } from "../../arm/location";
import { nameOf, sameId } from "../../arm/resource-id";
import { checkShape } from "../../arm/shape";
import { notFound } from "../../arm/stored-resource";
import { checkedBody, checkSameLocation, withoutReadOnly } from "../../arm/tracked-resource";
import { lastLines, readLog } from "../../runner/log-file";
import type { OperationDocument } from "../../state";
import { invalid } from "../assets/asset-kinds";
import { systemDataNow } from "../system-data";
import { withoutNulls } from "../without-nulls";
import { requireIdleDeployment } from "./busy";
import { instanceTypesOf } from "./compute";
import { checkReferences } from "./deployment-assets";
import {
  defaultScaleType,
  deploymentNames,
  deploymentView,
  processParts,
  type DeploymentDocument,
  type DeploymentState,
} from "./deployment-document";
import { endpointIdOf, workspaceIdOf, type EndpointDocument } from "./endpoint-document";
import { endpointType, type Endpoints, type EndpointServices } from "./endpoints";
import type { DeploymentDefinition, Sku } from "./model";
import { checkName, checkNamesTogether } from "./names";
import { page } from "./paging";
import { lastOperation, putStatus, runningStatus } from "./recorded";
import { revisionFolder } from "./revision";
import { storageInitializerLog, type Rollouts } from "./rollouts";
import { checkDeployment, checkDeploymentCount, checkDeploymentUpdate, checkSku } from "./rules-deployment";
import { addedTo, computeTypeOf } from "./rules-endpoint";
import { deploymentPatchShape, deploymentShapes, logsRequestShape } from "./shapes";

export const deploymentType = `${endpointType}/deployments`;

const kinds = {
  create: `${deploymentType}/create`,
  update: `${deploymentType}/update`,
  delete: `${deploymentType}/delete`,
};

/** The deployments of online endpoints, and what ARM lets a client do with them. */
export class Deployments {
  constructor(
    private readonly services: EndpointServices,
    private readonly endpoints: Endpoints,
    rollouts: Rollouts,
  ) {
    const { operations } = services;
    const failed = ({ target }: OperationDocument) => this.settle(target, "Failed");
    const rollout = { run: ({ target }: OperationDocument) => rollouts.carryOut(target), failed, runningStatus };
    operations.define(kinds.create, rollout);
    operations.define(kinds.update, rollout);
    operations.define(kinds.delete, { run: ({ target }) => this.remove(target), failed, runningStatus });
  }

  put(request: ArmRequest, id: string): ArmResponse {
    const endpoint = this.endpoints.require(endpointIdOf(id));
    const { documents, operations } = this.services;
    requireIdleDeployment(operations, id);
    const name = nameOf(id);
    const type = computeTypeOf(endpoint.properties);
    checkName("deployment", name);
    checkNamesTogether(type, nameOf(endpoint.id), name);
    const definition = read(request.body);
    const before = documents.read<DeploymentDocument>(id);
    if (before) {
      checkSameLocation(before, definition.location);
      checkDeploymentUpdate(name, before, definition);
    } else {
      checkDeploymentCount(deploymentNames(documents, endpoint.id).length);
    }
    checkDeployment(type, definition, instanceTypesOf(documents, endpoint.properties.compute));
    checkReferences(documents, workspaceIdOf(id), definition.properties);
    const document = documents.write<DeploymentDocument>({
      ...definition,
      id: before?.id ?? id,
      properties: {
        ...definition.properties,
        properties: addedTo(name, before?.properties.properties, definition.properties.properties),
      },
      systemData: systemDataNow(before?.systemData),
      provisioningState: before ? "Updating" : "Creating",
      revision: nextRevision(before, definition),
      ...(before?.serving ? { serving: before.serving } : {}),
    });
    const operation = this.begin(request, before ? "update" : "create", document);
    return operations.accepted(request, operation, {
      style: "async",
      status: putStatus,
      body: deploymentView(this.noted(request, operation, document)),
      timeout: "PT1H",
    });
  }

  /** PATCH knows tags and sku alone; the sku's capacity is how a deployment is scaled. */
  patch(request: ArmRequest, id: string): ArmResponse {
    const { documents, operations } = this.services;
    const document = this.require(id);
    requireIdleDeployment(operations, document.id);
    const body = withoutReadOnly(withoutNulls(request.body ?? {}));
    checkShape(deploymentPatchShape, body);
    const sku: Sku = { ...document.sku, ...(body["sku"] as Sku | undefined) };
    const { endpointComputeType: type, scaleSettings } = document.properties;
    checkSku(type, sku, (scaleSettings?.scaleType ?? defaultScaleType(type)) === "Default");
    const scales = !isDeepStrictEqual(sku, document.sku);
    const changed = documents.write<DeploymentDocument>({
      ...document,
      sku,
      ...(body["tags"] === undefined ? {} : { tags: tagsOf(body["tags"]) }),
      systemData: systemDataNow(document.systemData),
      ...(scales ? { provisioningState: "Scaling" as const } : {}),
    });
    if (!scales) {
      return { status: 200, body: deploymentView(changed) };
    }
    const operation = this.begin(request, "update", changed);
    this.noted(request, operation, changed);
    return operations.accepted(request, operation, { style: "location", status: 202, timeout: "PT1H" });
  }

  get(id: string): ArmResponse {
    return { status: 200, body: deploymentView(this.require(id)) };
  }

  list(request: ArmRequest, endpointId: string): ArmResponse {
    const endpoint = this.endpoints.require(endpointId);
    const all = this.services.documents.list<DeploymentDocument>(endpoint.id, "deployments");
    return page(request, "$top", all.map(deploymentView));
  }

  /**
   * What Azure does with a deployment that has live traffic is not documented. Here it goes, and its share of the
   * traffic with it: the kind that hurts, so that nobody who relies on a refusal gets away with it.
   */
  delete(request: ArmRequest, id: string): ArmResponse {
    const { documents, operations } = this.services;
    this.endpoints.require(endpointIdOf(id));
    const document = documents.read<DeploymentDocument>(id);
    if (document === undefined) {
      return { status: 204 };
    }
    const begun = operations.underWay(id).find(({ kind, target }) => kind === kinds.delete && sameId(target, id));
    if (begun === undefined) {
      requireIdleDeployment(operations, id);
      documents.write<DeploymentDocument>({ ...document, provisioningState: "Deleting" });
    }
    const operation = begun ?? this.begin(request, "delete", document);
    return operations.accepted(request, operation, { style: "location", status: 202, timeout: "PT1H" });
  }

  /** The instances share the work, so the first one's log stands for all. */
  logs(request: ArmRequest, id: string): ArmResponse {
    const { id: spelled, revision } = this.require(id);
    const body = withoutNulls(request.body ?? {}) as { containerType?: string; tail?: number };
    checkShape(logsRequestShape, body);
    if (body.tail !== undefined && body.tail < 1) {
      throw invalid(`The tail ${body.tail} is not a positive number.`, "tail");
    }
    const folder = revisionFolder(this.services.documents.filesOf(spelled), revision);
    const file =
      body.containerType === "StorageInitializer"
        ? storageInitializerLog(folder)
        : path.join(folder, "instances", "0", "output.log");
    const text = readLog(file);
    return { status: 200, body: { content: body.tail === undefined ? text : lastLines(text, body.tail) } };
  }

  skus(request: ArmRequest, id: string): ArmResponse {
    const { sku } = this.require(id);
    const only = {
      resourceType: deploymentType,
      sku: { name: "Default", tier: "Standard" },
      capacity: { default: sku?.capacity ?? 1, minimum: 1, maximum: 50, scaleType: "Manual" },
    };
    return page(request, "count", [only]);
  }

  private require(id: string): DeploymentDocument {
    this.endpoints.require(endpointIdOf(id));
    const document = this.services.documents.read<DeploymentDocument>(id);
    if (document === undefined) {
      throw notFound(deploymentType, id);
    }
    return document;
  }

  /** The deployment with the address of its last operation. */
  private noted(request: ArmRequest, operation: OperationDocument, document: DeploymentDocument): DeploymentDocument {
    const address = this.services.operations.statusAddress(request, operation);
    const { properties } = document;
    return this.services.documents.write<DeploymentDocument>({
      ...document,
      properties: { ...properties, properties: { ...properties.properties, [lastOperation]: address } },
    });
  }

  private begin(
    request: ArmRequest,
    kind: keyof typeof kinds,
    { id, location }: DeploymentDocument,
  ): OperationDocument {
    return this.services.operations.begin({ kind: kinds[kind], target: id, location, request });
  }

  private async remove(id: string): Promise<void> {
    const { documents, fleets, served } = this.services;
    const endpoint = documents.read<EndpointDocument>(endpointIdOf(id));
    if (endpoint) {
      const without = (shares: Readonly<Record<string, number>> | undefined) =>
        Object.fromEntries(
          Object.entries(shares ?? {}).filter(([name]) => name.toLowerCase() !== nameOf(id).toLowerCase()),
        );
      const { serving, properties } = endpoint;
      const shares = (of: { traffic?: Record<string, number>; mirrorTraffic?: Record<string, number> }) => ({
        traffic: without(of.traffic),
        mirrorTraffic: without(of.mirrorTraffic),
      });
      served.put(
        documents.write<EndpointDocument>({
          ...endpoint,
          serving: { ...serving, ...shares(serving) },
          properties: { ...properties, ...shares(properties) },
        }),
      );
    }
    await fleets.endWithin(id);
    documents.remove(id);
  }

  private settle(id: string, provisioningState: DeploymentState): void {
    this.services.documents.update<DeploymentDocument>(id, { provisioningState });
  }
}

/** The body of a PUT without what is read-only. */
function read(body: unknown): DeploymentDefinition {
  const sent = withoutNulls(body ?? {}) as Record<string, unknown>;
  const { provisioningState: _state, ...properties } = (sent["properties"] ?? {}) as Record<string, unknown>;
  const type = properties["endpointComputeType"] === "Kubernetes" ? "Kubernetes" : "Managed";
  const checked = checkedBody(
    deploymentShapes[type],
    sent["properties"] === undefined ? sent : { ...sent, properties },
  );
  return checked as unknown as DeploymentDefinition;
}

/** A new one when what runs is not what is asked for now. */
function nextRevision(before: DeploymentDocument | undefined, { properties }: DeploymentDefinition): number {
  const { serving, revision = 0 } = before ?? {};
  return serving && isDeepStrictEqual(processParts(serving.properties), processParts(properties))
    ? serving.plan.revision
    : revision + 1;
}
