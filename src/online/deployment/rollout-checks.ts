/** Percentages of the live traffic, by deployment. */
export type Shares = Readonly<Record<string, number>>;

/** What of a deployment cannot change in place, by the input that says it. */
export type FixedFacts = Readonly<Record<string, string | undefined>>;

/** The fact that says where a deployment's local code is, by the service's input; records of before lack it. */
export const placeOfCode = "storage.datastoreName";

export interface Rollout {
  readonly endpoint: {
    readonly resourceGroupName: string;
    readonly workspaceName: string;
    readonly endpointName: string;
  };
  /** What else replaces the endpoint. */
  readonly computeId?: string;
  readonly traffic: Shares;
  readonly deployments: Readonly<Record<string, FixedFacts>>;
}

/**
 * Why an update would lose live traffic, and what to do instead. An endpoint that is itself replaced loses it anyway,
 * and the preview says so.
 */
export function rolloutProblems(before: Rollout, wanted: Rollout, live: Shares): string[] {
  if (!sameEndpoint(before, wanted)) {
    return [];
  }
  return Object.entries(before.deployments).flatMap(([deployment, facts]) => {
    const share = shareOf(live, deployment);
    if (share === 0) {
      return [];
    }
    const next = wanted.deployments[deployment];
    if (next === undefined) {
      return [removal(deployment, share)];
    }
    const changed = Object.keys({ ...facts, ...next }).filter(
      (fact) => changes(facts[fact], next[fact]) && (fact !== placeOfCode || facts[fact] !== undefined),
    );
    return changed.map((fact) => replacement(deployment, fact, share));
  });
}

function removal(deployment: string, share: number): string {
  return (
    `deployments: ${deployment} cannot be removed while it has ${share} % of the live traffic: its requests would fail; ` +
    `keep it, move its traffic to another deployment (traffic), deploy, and remove it in a later update`
  );
}

function replacement(deployment: string, fact: string, share: number): string {
  if (fact === placeOfCode) {
    return (
      `${fact}: cannot lead to another container while ${deployment} has ${share} % of the live traffic: its code is ` +
      "registered by the old place, Azure changes that only by a new deployment, and until it is ready the requests " +
      "would fail; keep the datastore, or put a second service with the new one beside this one"
    );
  }
  return (
    `deployments.${deployment}.${fact}: cannot change while ${deployment} has ${share} % of the live traffic: Azure ` +
    `changes it only by a new deployment, and until that is ready the requests would fail; add a deployment of another ` +
    `name with the new value, deploy, move the traffic to it (traffic), deploy, and remove ${deployment}`
  );
}

function sameEndpoint(one: Rollout, other: Rollout): boolean {
  return (
    !differ(one.computeId, other.computeId) &&
    (["resourceGroupName", "workspaceName", "endpointName"] as const).every(
      (part) => !differ(one.endpoint[part], other.endpoint[part]),
    )
  );
}

/** Ids and names of endpoints are the same in any case. */
function differ(one: unknown, other: unknown): boolean {
  return changes(lower(one), lower(other));
}

/**
 * What a preview does not know yet is not checked there. Letters count by their case: Pulumi replaces a deployment for
 * the case of its instance type, too.
 */
function changes(one: unknown, other: unknown): boolean {
  const plain = [one, other].every((value) => value === undefined || typeof value === "string");
  return plain && one !== other;
}

function lower(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** Azure writes the names of deployments in lower case here. */
function shareOf(live: Shares, deployment: string): number {
  const found = Object.entries(live).find(([name]) => name.toLowerCase() === deployment.toLowerCase());
  return found?.[1] ?? 0;
}
