import { percent } from "../../validation/common-rules";
import type { Problem } from "../../validation/problem";
import type { LeafRule, MapRule, Relation } from "../../validation/rule";
import { quote } from "../../validation/format-value";
import { onlineDefaults } from "../defaults";
import { onlineName } from "./shared-rules";

/** Who gets which part of the requests. */

const deploymentName: LeafRule = onlineName("a deployment");
const live = percent(0);
const copies = percent(0, 50);

export const traffic: MapRule = {
  kind: "map",
  plain: true,
  key: deploymentName,
  value: { ...live, plain: true },
};

/** One deployment, up to half of the requests (how-to-safely-rollout-online-endpoints). */
export const mirrorTraffic: MapRule = {
  kind: "map",
  plain: true,
  key: deploymentName,
  value: { ...copies, plain: true },
  atMost: 1,
  hint: "only one deployment gets copies",
};

export const trafficRelations: readonly Relation[] = [
  {
    of: ["traffic", "deployments"],
    presence: true,
    check: ([given, deployments]) => [
      ...unknownNames("traffic", given, deployments),
      ...(sumProblem(given, namesOf(deployments)) ?? []),
    ],
  },
];

export const mirrorRelations: readonly Relation[] = [
  {
    of: ["mirrorTraffic", "traffic", "deployments"],
    presence: true,
    check: ([given, shares, deployments]) => [
      ...unknownNames("mirrorTraffic", given, deployments),
      ...doublyUsed(given, shares, namesOf(deployments)),
    ],
  },
];

function unknownNames(path: string, given: unknown, deployments: unknown): Problem[] {
  const names = namesOf(deployments);
  return namesOf(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: `${path}[${quote(name)}]`,
      reason: `is no deployment: must be one of ${names.map((one) => quote(one)).join(", ")}, in the same spelling`,
    }));
}

/** Azure's own clients take 0 and 100 only (reference-yaml-endpoint-online). */
function sumProblem(given: unknown, deployments: readonly string[]): Problem[] | undefined {
  if (given === undefined) {
    return deployments.length > 1
      ? [{ path: "traffic", reason: "is required with several deployments: give the percentage of each" }]
      : undefined;
  }
  const shares = accepted(live, given);
  if (shares === undefined) {
    return undefined;
  }
  const sum = Object.values(shares).reduce((total, one) => total + one, 0);
  const reason = `adds up to ${sum}: must add up to 100, or to 0 for an endpoint that answers nobody`;
  return sum === 0 || sum === 100 ? undefined : [{ path: "traffic", reason }];
}

function doublyUsed(given: unknown, traffic: unknown, deployments: readonly string[]): Problem[] {
  const alone = deployments.length === 1 ? { [deployments[0] ?? ""]: onlineDefaults.traffic } : {};
  const shares = accepted(live, traffic ?? alone) ?? {};
  return Object.entries(accepted(copies, given) ?? {})
    .filter(([name, percentage]) => percentage > 0 && (shares[name] ?? 0) > 0)
    .map(([name]) => ({
      path: `mirrorTraffic[${quote(name)}]`,
      reason: `has ${shares[name]} % of the live traffic: must have none to get copies; give its live traffic to others first`,
    }));
}

/** Percentages that their own rule lets pass. */
function accepted(rule: LeafRule, given: unknown): Record<string, number> | undefined {
  const isFine = typeof given === "object" && given !== null && Object.values(given).every(rule.accepts);
  return isFine ? (given as Record<string, number>) : undefined;
}

function namesOf(given: unknown): string[] {
  return typeof given === "object" && given !== null ? Object.keys(given) : [];
}
