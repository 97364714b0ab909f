import { azureRule } from "../../azure/rules";
import * as azure from "../../validation/azure-rules";
import { description } from "../../validation/common-rules";
import { managedIdentity } from "../../validation/identity-rules";
import { asRecord } from "../../validation/property-path";
import type { Problem } from "../../validation/problem";
import { flag, type ObjectRule, type Relation, type Rule, text } from "../../validation/rule";
import { redact, quote, formatValue } from "../../validation/format-value";
import { onlineKeysRule } from "../../keys/rules";
import { sharedSwitches } from "./authentication";
import { retiredOnStorage } from "./retired";
import { onlineName, properties } from "./shared-rules";

/** What both kinds of endpoints have, but for the deployments and what may call. */

/** "Use datastores" of Azure ML's documentation. */
const datastoreName = text({
  pattern: /^[a-z0-9_]+$/,
  atMost: 255,
  expected: "the name of a datastore of the workspace: 1 to 255 lower-case letters, digits and _",
});

const storage: ObjectRule = {
  kind: "object",
  properties: {
    datastoreName,
    resourceGroupName: azure.resourceGroupName,
  },
  retired: retiredOnStorage,
};

const deploymentName = onlineName("a deployment");

const adopt: ObjectRule = {
  kind: "object",
  properties: {
    endpointId: {
      ...azure.resourceId("Microsoft.MachineLearningServices/workspaces/onlineEndpoints"),
      required: true,
      plain: true,
    },
    deployments: {
      kind: "list",
      plain: true,
      item: { ...deploymentName, plain: true },
      atMost: 20,
    },
  },
};

export const endpointProperties: Readonly<Record<string, Rule>> = {
  resourceGroupName: { ...azure.resourceGroupName, required: true },
  workspaceName: { ...azure.workspaceName, required: true },
  endpointName: {
    ...onlineName("an endpoint"),
    hint: "give endpointName where the component's own name does not fit",
  },
  location: azure.location,
  description,
  tags: azure.tags,
  properties,
  identity: managedIdentity,
  ...Object.fromEntries(sharedSwitches.map((name) => [name, flag({ plain: true })])),
  keys: onlineKeysRule,
  storage,
  adopt,
  azure: azureRule,
};

export const endpointRelations: readonly Relation[] = [
  inPlace("adopt.endpointId", [
    ["onlineEndpoints", "endpointName"],
    ["workspaces", "workspaceName"],
    ["resourceGroups", "resourceGroupName"],
  ]),
  {
    of: ["adopt.deployments", "deployments"],
    presence: true,
    check: ([adopted, deployments]) => adoptedProblems(adopted, Object.keys(asRecord(deployments) ?? {})),
  },
];

/** An id that names this service's own workspace and so on, as far as they are known. */
export function inPlace(path: string, parts: readonly (readonly [segment: string, property: string])[]): Relation {
  return {
    of: [path, ...parts.map(([, property]) => property)],
    check: ([id, ...names], [hidden, ...hiddenNames]) =>
      parts.flatMap(([segment, property], i) => {
        const there = segmentOf(id, segment);
        const wanted = names[i];
        if (there === undefined || typeof wanted !== "string" || there.toLowerCase() === wanted.toLowerCase()) {
          return [];
        }
        const [one, other] = [
          hidden ? redact(there) : formatValue(there),
          hiddenNames[i] ? redact(wanted) : formatValue(wanted),
        ];
        return {
          path,
          reason: `has ${one} where ${property} is ${other}: must be the same; change one of the two`,
        };
      }),
  };
}

function segmentOf(id: unknown, segment: string): string | undefined {
  return typeof id === "string" ? new RegExp(`/${segment}/([^/]+)`, "i").exec(id)?.[1] : undefined;
}

function adoptedProblems(adopted: unknown, deployments: readonly string[]): Problem[] {
  if (!Array.isArray(adopted)) {
    return [];
  }
  return (adopted as unknown[]).flatMap((name, i) => {
    const path = `adopt.deployments[${i}]`;
    if (typeof name !== "string" || !deploymentName.accepts(name)) {
      return [];
    }
    if (adopted.indexOf(name) < i) {
      return { path, reason: `${formatValue(name)} is in the list twice: must be there once; leave one out` };
    }
    const known = deployments.map((one) => quote(one)).join(", ");
    return deployments.includes(name)
      ? []
      : {
          path,
          reason: `${formatValue(name)} is no deployment of this service: must be one of ${known}; describe it there`,
        };
  });
}
