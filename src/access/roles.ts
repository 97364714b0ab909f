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

/** Tenants allow a name once, so it carries the beginning of the role's GUID. */
export function roleName(kind: GrantKind, endpointName: string, guid: string): string {
  return `Online endpoint ${endpointName}: ${roles[kind].title} (${guid.slice(0, 8)})`;
}
