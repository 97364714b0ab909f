import * as azure from "../inputs/azure";
import { asRecord } from "../inputs/path";
import { choice, flag, MapRule, ObjectRule, Relation } from "../inputs/rule";
import { quote } from "../inputs/show";
import { PublicNetworkAccess } from "./enums";
import { adoptedKeys, authentication } from "./rules/authentication";
import { aksDeployment, managedDeployment } from "./rules/deployment";
import { endpointProperties, endpointRelations, grants, inPlace } from "./rules/endpoint";
import { onlineName } from "./rules/parts";
import { movedToDeployments, retiredOnAksServices, retiredOnManagedServices } from "./rules/retired";
import { mirrorRelations, mirrorTraffic, traffic, trafficRelations } from "./rules/traffic";

/** The rules of `AksWebservice` and `ManagedWebservice`: v1's, as far as v2's limits leave room for them. */

/** 20 on one endpoint (how-to-manage-quotas). */
const deployments = (deployment: ObjectRule): MapRule => ({
  kind: "map",
  required: true,
  plain: true,
  key: onlineName("a deployment"),
  value: deployment,
  atLeast: 1,
  atMost: 20,
  fix: "each is one version of the service",
  distinctBecause: "Azure ML writes the names in lower case where it divides the traffic",
});

/** Both names become part of names in the cluster (how-to-manage-quotas). */
const namesTogether = 62;
const shortTogether: Relation = {
  of: ["endpointName", "deployments"],
  check: ([endpointName, given]) =>
    Object.keys(asRecord(given) ?? {})
      .filter((name) => typeof endpointName === "string" && endpointName.length + name.length > namesTogether)
      .map((name) => ({
        path: `deployments[${quote(name)}]`,
        reason: `has a name that is too long beside endpointName: must be at most ${namesTogether} characters together, because both become names in the cluster; shorten one of them`,
      })),
};

function retired(services: Readonly<Record<string, string>>, deployment: ObjectRule) {
  const own = Object.keys(deployment.properties).filter((name) => !Object.hasOwn(endpointProperties, name));
  return { ...movedToDeployments(own, deployment.retired ?? {}), ...services };
}

export const aksWebserviceRule: ObjectRule = {
  kind: "object",
  properties: {
    ...endpointProperties,
    grants: grants(false),
    computeId: { ...azure.resourceId("Microsoft.MachineLearningServices/workspaces/computes"), required: true },
    deployments: deployments(aksDeployment),
    traffic,
  },
  retired: retired(retiredOnAksServices, aksDeployment),
  relations: [
    authentication(["authEnabled", "tokenAuthEnabled"]),
    adoptedKeys(["tokenAuthEnabled"]),
    inPlace("computeId", [
      ["workspaces", "workspaceName"],
      ["resourceGroups", "resourceGroupName"],
    ]),
    ...endpointRelations,
    ...trafficRelations,
    shortTogether,
  ],
};

export const managedWebserviceRule: ObjectRule = {
  kind: "object",
  properties: {
    ...endpointProperties,
    entraAuthEnabled: flag({ plain: true }),
    publicNetworkAccess: choice(PublicNetworkAccess),
    grants: grants(true),
    deployments: deployments(managedDeployment),
    traffic,
    mirrorTraffic,
  },
  retired: retired(retiredOnManagedServices, managedDeployment),
  relations: [
    authentication(["authEnabled", "tokenAuthEnabled", "entraAuthEnabled"]),
    adoptedKeys(["tokenAuthEnabled", "entraAuthEnabled"]),
    ...endpointRelations,
    ...trafficRelations,
    ...mirrorRelations,
  ],
};
