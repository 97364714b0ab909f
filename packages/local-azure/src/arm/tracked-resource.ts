import type { Document } from "../documents";
import { badRequest, ArmError } from "./arm-error";
import { normaliseLocation, tagsOf } from "./location";
import { nameOf, typeOf } from "./resource-id";
import { checkShape, map, object, oneOf, string, type Shape } from "./shape";

/** A resource as it is stored: what GET answers, plus what only its provider knows. */
export interface TrackedResource extends Document {
  location: string;
  tags?: Record<string, string>;
  identity?: Identity;
  kind?: string;
  sku?: Record<string, unknown>;
  properties: Record<string, unknown>;
}

export interface Identity {
  type: string;
  userAssignedIdentities?: Record<string, unknown>;
  principalId?: string;
  tenantId?: string;
}

export const identityShape = object(
  {
    type: oneOf(
      "None",
      "SystemAssigned",
      "UserAssigned",
      "SystemAssigned,UserAssigned",
      "SystemAssigned, UserAssigned",
    ),
    userAssignedIdentities: map(object({})),
  },
  ["type"],
);

const skuShape = object(
  {
    name: string,
    tier: oneOf("Free", "Basic", "Standard", "Premium"),
    size: string,
    family: string,
    capacity: { kind: "integer" },
  },
  ["name"],
);

/** The body of a PUT of a resource with a location, given the form of its `properties`. */
export function trackedShape(properties: Shape, required: readonly string[] = ["properties"]): Shape {
  return object(
    { location: string, tags: map(string), identity: identityShape, kind: string, sku: skuShape, properties },
    required,
  );
}

/**
 * Checks the body of a PUT; ARM ignores what is read-only when a client sends back what it has read. A resource without
 * a location of its own is given that of its parent.
 */
export function checkedBody(shape: Shape, body: unknown, parentLocation?: string): Omit<TrackedResource, "id"> {
  const sent = withoutReadOnly(body);
  const location = parentLocation ?? normaliseLocation(sent["location"]);
  checkShape(shape, sent);
  return { properties: {}, ...sent, location, tags: tagsOf(sent["tags"]) } as Omit<TrackedResource, "id">;
}

export function withoutReadOnly(body: unknown): Record<string, unknown> {
  const { id: _id, name: _name, type: _type, systemData: _data, ...sent } = (body ?? {}) as Record<string, unknown>;
  const identity = sent["identity"];
  if (typeof identity !== "object" || identity === null) {
    return sent;
  }
  const { principalId: _principal, tenantId: _tenant, ...rest } = identity as Record<string, unknown>;
  return { ...sent, identity: rest };
}

/** A resource that is there may not move. */
export function checkSameLocation(
  before: Pick<TrackedResource, "id" | "location"> | undefined,
  location: string,
): void {
  if (before && before.location !== location) {
    throw new ArmError(
      409,
      "InvalidResourceLocation",
      `The resource '${nameOf(before.id)}' already exists in location '${before.location}' in resource group ` +
        `'${before.id.split("/")[4]}'. A resource with the same name cannot be created in location '${location}'. ` +
        "Please select a new resource name.",
    );
  }
}

export function checkName(what: string, name: string, pattern: RegExp): void {
  if (!pattern.test(name)) {
    throw badRequest("InvalidResourceName", `The ${what} name '${name}' is invalid: it must match ${pattern.source}.`);
  }
}

/** What GET answers: the envelope of ARM around the stored properties. */
export function trackedView({ id, location, tags, identity, kind, sku, properties }: TrackedResource) {
  return {
    id,
    name: nameOf(id),
    type: typeOf(id),
    location,
    tags: tags ?? {},
    ...(identity ? { identity } : {}),
    ...(kind ? { kind } : {}),
    ...(sku ? { sku } : {}),
    properties,
  };
}
