import { authSwitchRules } from "../../access/auth-switch-rules";
import { grants } from "../../access/rules";
import * as azure from "../../validation/azure-rules";
import { asRecord } from "../../validation/property-path";
import { choice, type MapRule, type ObjectRule, type Relation } from "../../validation/rule";
import { quote } from "../../validation/format-value";
import { PublicNetworkAccess } from "../../contract/azure-enums";
import { authentication } from "./authentication";
import { aksDeployment, managedDeployment } from "./deployment";
import { endpointProperties, endpointRelations, inPlace } from "./endpoint";
import { onlineName } from "./shared-rules";
import { movedToDeployments, retiredOnAksServices, retiredOnManagedServices } from "./retired";
import { mirrorRelations, mirrorTraffic, traffic, trafficRelations } from "./traffic";

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
  hint: "each is one version of the service",
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
    ...authSwitchRules("aks"),
    grants: grants("aks"),
    computeId: { ...azure.resourceId("Microsoft.MachineLearningServices/workspaces/computes"), required: true },
    deployments: deployments(aksDeployment),
    traffic,
  },
  retired: retired(retiredOnAksServices, aksDeployment),
  relations: [
    authentication("aks"),
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
    ...authSwitchRules("managed"),
    publicNetworkAccess: choice(PublicNetworkAccess),
    grants: grants("managed"),
    deployments: deployments(managedDeployment),
    traffic,
    mirrorTraffic,
  },
  retired: retired(retiredOnManagedServices, managedDeployment),
  relations: [authentication("managed"), ...endpointRelations, ...trafficRelations, ...mirrorRelations],
};
