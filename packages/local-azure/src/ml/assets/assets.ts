import { isDeepStrictEqual } from "node:util";
import { ArmError, resourceNotFound } from "../../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../../arm/http";
import { checkShape } from "../../arm/shape";
import type { Document, Documents } from "../../documents";
import { nameOf, parseId, typeOf } from "../../arm/resource-id";
import { tagsOf } from "../../arm/location";
import { requireWorkspace } from "../../workspaces/workspaces";
import { systemDataNow, type SystemData } from "../system-data";
import { withoutNulls } from "../without-nulls";
import { containerShape, invalid, type AssetKind, type AssetProperties } from "./asset-kinds";

export interface AssetDocument extends Document {
  properties: AssetProperties;
  systemData: SystemData;
}

/** What may change on a version (Microsoft, "Manage assets": description, tags, archive); its content never does. */
const changeable = ["description", "tags", "properties", "isArchived"];

/** Models, environments or code: containers and their versions. */
export class Assets {
  constructor(
    readonly kind: AssetKind,
    private readonly documents: Documents,
  ) {}

  putContainer(request: ArmRequest, workspaceId: string, name: string): ArmResponse {
    requireWorkspace(this.documents, workspaceId);
    checkName(name);
    const body = withoutNulls(request.body ?? {}) as Record<string, unknown>;
    checkShape(containerShape, withoutReadOnly(body));
    return this.save(this.containerId(workspaceId, name), body["properties"] as AssetProperties);
  }

  putVersion(request: ArmRequest, workspaceId: string, name: string, version: string): ArmResponse {
    requireWorkspace(this.documents, workspaceId);
    checkName(name);
    if (!/^[a-zA-Z0-9][a-zA-Z0-9\-_.]{0,254}$/.test(version)) {
      throw invalid(`The version '${version}' must consist of letters, digits, '-', '_' and '.'.`, "version");
    }
    const body = withoutReadOnly(withoutNulls(request.body ?? {}) as Record<string, unknown>);
    checkShape(this.kind.versionShape, body);
    const given = body["properties"] as AssetProperties;
    this.kind.check(version, given);
    const properties = this.kind.defaults({ isAnonymous: false, ...given });
    const id = `${this.containerId(workspaceId, name)}/versions/${version}`;
    const before = this.documents.read<AssetDocument>(id);
    if (before !== undefined) {
      checkUnchanged(before, properties);
    }
    // A version brings its container about, as azure-ai-ml, which never sends one, shows.
    if (!this.documents.has(this.containerId(workspaceId, name))) {
      this.save(this.containerId(workspaceId, name), {});
    }
    return this.save(id, properties);
  }

  get(id: string): ArmResponse {
    return { status: 200, body: this.view(this.require(id)) };
  }

  list(parentId: string, type: string): ArmResponse {
    requireWorkspace(this.documents, parentId);
    return {
      status: 200,
      body: { value: this.documents.list<AssetDocument>(parentId, type).map((document) => this.view(document)) },
    };
  }

  delete(id: string): ArmResponse {
    requireWorkspace(this.documents, id);
    if (!this.documents.has(id)) {
      return { status: 204 };
    }
    this.documents.remove(id);
    return { status: 200 };
  }

  containerId(workspaceId: string, name: string): string {
    return `${workspaceId}/${this.kind.type}/${name}`;
  }

  require(id: string): AssetDocument {
    requireWorkspace(this.documents, id);
    const document = this.documents.read<AssetDocument>(id);
    if (document === undefined) {
      throw resourceNotFound(typeOf(id), nameOf(id), parseId(id).resourceGroup ?? "");
    }
    return document;
  }

  private save(id: string, properties: AssetProperties): ArmResponse {
    tagsOf(properties["tags"]);
    const before = this.documents.read<AssetDocument>(id);
    const document = this.documents.write<AssetDocument>({
      id: before?.id ?? id,
      properties: { isArchived: false, ...properties },
      systemData: systemDataNow(before?.systemData),
    });
    return { status: before ? 200 : 201, body: this.view(document) };
  }

  private view({ id, properties, systemData }: AssetDocument): Record<string, unknown> {
    const isVersion = /\/versions\/[^/]+$/.test(id);
    const versions = isVersion ? {} : this.versionNames(id);
    return {
      id,
      name: nameOf(id),
      type: typeOf(id),
      systemData,
      properties: { tags: {}, properties: {}, ...properties, ...versions, provisioningState: "Succeeded" },
    };
  }

  private versionNames(containerId: string): Record<string, unknown> {
    const all = this.documents
      .list<AssetDocument>(containerId, "versions")
      .sort((a, b) => a.systemData.createdAt.localeCompare(b.systemData.createdAt));
    const numbers = all.map(({ id }) => Number(nameOf(id))).filter(Number.isInteger);
    const last = all.at(-1);
    return {
      ...(last ? { latestVersion: nameOf(last.id) } : {}),
      nextVersion: String(Math.max(0, ...numbers) + 1),
    };
  }
}

function checkName(name: string): void {
  // Specification 2024-04-01, parameter `name`; 2025-12-01 no longer states it.
  if (!/^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/.test(name)) {
    throw invalid(`The name '${name}' must consist of letters, digits, '-' and '_'.`, "name");
  }
}

function checkUnchanged(before: AssetDocument, after: AssetProperties): void {
  const { isArchived: _, ...was } = before.properties;
  for (const name of new Set([...Object.keys(was), ...Object.keys(after)])) {
    if (!changeable.includes(name) && !isDeepStrictEqual(before.properties[name], after[name])) {
      // unseen: that a version cannot change is documented, the answer is not.
      throw new ArmError(
        409,
        "UserError",
        `The asset version '${before.id}' already exists and its ${name} cannot be changed. Create a new version.`,
        name,
      );
    }
  }
}

function withoutReadOnly(body: Record<string, unknown>): Record<string, unknown> {
  const { id: _id, name: _name, type: _type, systemData: _systemData, ...sent } = body;
  const {
    provisioningState: _state,
    latestVersion: _latest,
    nextVersion: _next,
    environmentType: _kind,
    ...properties
  } = (sent["properties"] ?? {}) as Record<string, unknown>;
  return sent["properties"] === undefined ? sent : { ...sent, properties };
}
