import { isObject, type Json } from "../../azure/arm-error";

/** What one update writes of an endpoint. */
export interface Settings {
  /** The endpoint's resource id. */
  readonly endpoint: string;
  /** When the endpoint was created: another time, another endpoint. */
  readonly created?: string;
  /** Which of the attempts to write the same. */
  readonly attempt?: string;
  readonly authMode: string;
  /** Percentages by deployment, without zeros, in lower case: Azure writes them so. */
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic?: Readonly<Record<string, number>>;
  readonly publicNetworkAccess?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
}

/** Azure computes these; the last one is written below, or not at all. */
const readOnly = ["scoringUri", "swaggerUri", "provisioningState", "keys", "mirrorTraffic"];

/**
 * The body of a PUT: everything that the endpoint has, with what is wanted laid over it. Tags that others have put on
 * (a policy, say) stay; those that this program had put on and no longer wants go.
 */
export function merged(live: Json, before: Settings | undefined, wanted: Settings): Json {
  const had = isObject(live.properties) ? live.properties : {};
  const kept = Object.fromEntries(Object.entries(had).filter(([name]) => !readOnly.includes(name)));
  return {
    ...pick(live, ["location", "kind", "sku"]),
    ...(isObject(live.identity) ? { identity: identity(live.identity) } : {}),
    tags: overlay(live.tags, before?.tags, wanted.tags),
    properties: {
      ...kept,
      authMode: wanted.authMode,
      traffic: { ...wanted.traffic },
      // Kubernetes has none, and needs none sent.
      ...(isEmpty(had.mirrorTraffic) && isEmpty(wanted.mirrorTraffic)
        ? {}
        : { mirrorTraffic: { ...wanted.mirrorTraffic } }),
      // Azure takes no property of an endpoint away again.
      properties: { ...(isObject(had.properties) ? had.properties : {}), ...wanted.properties },
      ...optional("description", had.description, before?.description, wanted.description),
      ...optional("publicNetworkAccess", had.publicNetworkAccess, undefined, wanted.publicNetworkAccess),
    },
  };
}

/** Whether the endpoint already is what the body asks for. */
export function settled(live: Json, body: Json): boolean {
  return differences(live, body).length === 0;
}

const single = ["authMode", "publicNetworkAccess", "description"];
const maps = ["traffic", "mirrorTraffic", "properties"];

/** In which settings an endpoint is not what the body asks for. */
export function differences(live: Json, body: Json): string[] {
  const [has, wants] = [toJson(live.properties), toJson(body.properties)];
  return [
    ...single.filter((name) => (has[name] ?? null) !== (wants[name] ?? null)),
    ...maps.filter((name) => !same(has[name], wants[name])),
    ...(same(live.tags, body.tags) ? [] : ["tags"]),
  ];
}

/** What an endpoint has of some settings: `authMode: AMLToken, traffic: green 100 %`. */
export function inWords(live: Json, names: readonly string[]): string {
  const properties = toJson(live.properties);
  const shown = (name: string): string => {
    const value = name === "tags" ? live.tags : properties[name];
    if (!isObject(value)) {
      return String(value ?? "none");
    }
    const unit = name.toLowerCase().endsWith("traffic") ? " %" : "";
    const parts = Object.entries(value).map(([key, one]) => `${key} ${String(one)}${unit}`);
    return parts.join(", ") || "none";
  };
  return names.map((name) => `${name}: ${shown(name)}`).join("; ");
}

/**
 * What of the body the endpoint does not have, though Azure has accepted it. More than was sent is no concern: a
 * policy adds tags to each write, and Azure keeps the address of the last operation among the properties.
 */
export function missing(live: Json, body: Json): string[] {
  const [has, wants] = [toJson(live.properties), toJson(body.properties)];
  const lost = (there: unknown, sent: unknown) =>
    Object.entries(toJson(sent)).some(([name]) => toJson(there)[name] === undefined);
  return [
    ...["authMode", "publicNetworkAccess", "description"].filter(
      (name) => wants[name] !== undefined && (has[name] ?? "") !== (wants[name] ?? ""),
    ),
    ...["traffic", "mirrorTraffic"].filter((name) => !same(has[name], wants[name])),
    ...(lost(has.properties, wants.properties) ? ["properties"] : []),
    ...(lost(live.tags, body.tags) ? ["tags"] : []),
  ];
}

/** An identity's ids are Azure's to say; sent back they would be refused. */
function identity({ type, userAssignedIdentities }: Json): Json {
  return isObject(userAssignedIdentities)
    ? { type, userAssignedIdentities: Object.fromEntries(Object.keys(userAssignedIdentities).map((id) => [id, {}])) }
    : { type };
}

function overlay(live: unknown, before: Settings["tags"], wanted: Settings["tags"]): Json {
  const gone = Object.keys(before ?? {}).filter((name) => wanted?.[name] === undefined);
  const kept = Object.entries(isObject(live) ? live : {}).filter(([name]) => !gone.includes(name));
  return { ...Object.fromEntries(kept), ...wanted };
}

function optional(name: string, live: unknown, before: unknown, wanted: unknown): Json {
  const value = wanted ?? (before === undefined ? live : null);
  return value === undefined ? {} : { [name]: value };
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === null || from[name] === undefined ? [] : [[name, from[name]]])),
  );
}

function toJson(value: unknown): Json {
  return isObject(value) ? value : {};
}

function isEmpty(map: unknown): boolean {
  return !isObject(map) || Object.keys(map).length === 0;
}

/** Equal as maps: without order, an absent one being empty; deployments' names are the same in any case. */
function same(one: unknown, other: unknown): boolean {
  const entries = (map: unknown) =>
    Object.entries(isObject(map) ? map : {})
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => `${name}\n${String(value)}`)
      .sort()
      .join("\n\n");
  return entries(one) === entries(other);
}
