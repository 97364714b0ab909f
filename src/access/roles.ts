import { createHash } from "node:crypto";

const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** What can be granted on an endpoint; the names are those of the `grants` input. */
export type GrantKind = "tokenAccess" | "scoring" | "keyRead";

interface Role {
  /** How children are named after it. */
  readonly child: string;
  readonly title: string;
  readonly description: string;
  /** Exactly what it is for, and nothing by wildcard (learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth). */
  readonly actions: readonly string[];
}

export const roles: Readonly<Record<GrantKind, Role>> = {
  tokenAccess: {
    child: "token-access",
    title: "fetch tokens",
    description: "Lets callers of the online endpoint fetch tokens of Azure ML for it, and nothing else.",
    actions: [`${endpoints}/read`, `${endpoints}/token/action`],
  },
  scoring: {
    child: "scoring",
    title: "score",
    description: "Lets callers of the online endpoint send requests with a token of Microsoft Entra, and nothing else.",
    actions: [`${endpoints}/score/action`],
  },
  keyRead: {
    child: "key-read",
    title: "read keys",
    description: "Lets callers of the online endpoint read its keys, and nothing else.",
    actions: [`${endpoints}/read`, `${endpoints}/listKeys/action`],
  },
};

/**
 * A name that is the same in every run, made of the resource id and what else tells it apart: Azure wants GUIDs for
 * roles and their assignments. Azure may write an id in another case than it was given.
 */
export function guidOf(resourceId: string, ...parts: readonly string[]): string {
  const named = [resourceId.toLowerCase(), ...parts].join("\n");
  const bytes = createHash("sha1").update(namespace).update(named).digest().subarray(0, 16);
  // A version 5 UUID (RFC 9562).
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The package's own namespace among UUIDs, drawn once; another one would rename every role. */
const namespace = Buffer.from("c1e0f6d27a5b4e0c9a3f8d2b6e417a95", "hex");

/** Tenants allow a name once, so it carries the beginning of the role's GUID. */
export function roleName(kind: GrantKind, endpointName: string, guid: string): string {
  return `Online endpoint ${endpointName}: ${roles[kind].title} (${guid.slice(0, 8)})`;
}

/** The resource group's id out of the id of something in it. */
export function resourceGroupOf(id: string): string {
  return id.split(/\/providers\//i, 1)[0] ?? id;
}
