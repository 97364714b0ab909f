import {
  OnlineDeployment,
  type OnlineDeploymentArgs as OnlineDeploymentArguments,
} from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { deploymentAssets, type LocalAssets } from "./assets";
import { autoscaleSetting } from "./autoscale";
import { capacityGuard, type Scaler } from "./capacity-guard";
import type { ManagedAutoscaleArgs, OnlineDeploymentArgs } from "../deployment-args";
import { type AssetIds, kubernetesDeployment, kubernetesSku, managedDeployment, managedSku } from "./body";
import type { ServiceArgs } from "../args";
import { datastoreContainer, type DatastoreContainer } from "./datastore";
import { liveInstances } from "./live-scale";
import { readTree } from "./local-tree";
import type { RolloutInput } from "./rollout";
import { placeOfCode } from "./rollout-checks";

export interface EndpointFacts {
  readonly endpoint: pulumi.CustomResource;
  readonly location?: pulumi.Input<string>;
  /** What has to be there first, besides the endpoint. */
  readonly dependsOn: pulumi.Resource[];
}

/**
 * The deployments of an endpoint, `<name>-deployment-<deployment>`, with their assets and autoscale settings, once the
 * guard that is made of their fixed facts lets them pass.
 *
 * Most of a deployment changes in place, and Azure ML serves on with the old replicas until new ones are ready: model,
 * environment, variables, sizes, probes, timeouts. Instance type and code are fixed when it is created. Another one is
 * another deployment, of the same name, so the old has to go first; the guard refuses that while it has live traffic.
 * Without an interruption, new code goes beside the old: a deployment of another name with the new code, then its
 * traffic, then the old one away, each in an update of its own.
 */
export function onlineDeployments(
  name: string,
  args: ServiceArgs,
  facts: EndpointFacts,
  component: pulumi.Resource,
  guard: (fixed: RolloutInput["deployments"]) => pulumi.Resource,
): pulumi.Resource[] {
  const plans = planned(args);
  const hasFiles = plans.some(({ local }) => (local.model ?? local.code) !== undefined);
  const container = hasFiles ? datastoreContainer(component, args) : undefined;
  const allowed = guard(Object.fromEntries(plans.map((plan) => [plan.deployment, fixedFacts(plan, container)])));
  return plans.flatMap((plan) => onlineDeployment(name, plan, { ...facts, args, component, allowed, container }));
}

/** A deployment, its kind put into what both kinds have. */
interface Plan {
  readonly deployment: string;
  readonly given: OnlineDeploymentArgs & { readonly instanceType?: pulumi.Input<string> };
  readonly local: LocalAssets;
  /** `live` reads how many instances there are. */
  readonly body: (
    assets: AssetIds,
    live: () => pulumi.Input<number>,
  ) => Pick<OnlineDeploymentArguments, "properties" | "sku">;
  /** What Azure scales itself, so that the state's number counts for nothing. */
  readonly isScaled: boolean;
  /** Who decides on the number of instances, where the program does not. */
  readonly scaler?: Scaler;
  readonly autoscale?: ManagedAutoscaleArgs;
}

function planned(args: ServiceArgs): Plan[] {
  if ("computeId" in args) {
    return Object.entries(args.deployments).map(([deployment, given]) => ({
      deployment,
      given,
      local: localAssets(given),
      body: (assets) => ({ sku: kubernetesSku(given), properties: kubernetesDeployment(given, assets) }),
      isScaled: given.numReplicas === undefined,
      scaler: (given.numReplicas ?? given.autoscale) === undefined ? "router" : undefined,
    }));
  }
  return Object.entries(args.deployments).map(([deployment, given]) => ({
    deployment,
    given,
    local: localAssets(given),
    body: (assets, live) => ({ sku: managedSku(given, live), properties: managedDeployment(given, assets) }),
    isScaled: given.autoscale !== undefined,
    scaler: given.autoscale ? "monitor" : given.instanceCount === undefined ? "live" : undefined,
    autoscale: given.autoscale,
  }));
}

function localAssets({ modelPath, sourceDirectory }: OnlineDeploymentArgs): LocalAssets {
  return {
    model: modelPath === undefined ? undefined : readTree(modelPath),
    code: sourceDirectory === undefined ? undefined : readTree(sourceDirectory),
  };
}

/** What Azure never changes, by the inputs that say it: of local code, its content and its place. */
function fixedFacts({ given: { instanceType, codeId, entryScript }, local }: Plan, container: Parts["container"]) {
  const codePlace = container?.apply(({ accountName, containerName }) => `${accountName}/${containerName}`);
  return {
    instanceType,
    codeId,
    sourceDirectory: local.code?.hash,
    [placeOfCode]: local.code && codePlace,
    entryScript,
  };
}

interface Parts extends EndpointFacts {
  readonly args: ServiceArgs;
  readonly component: pulumi.Resource;
  readonly allowed: pulumi.Resource;
  /** Where local files go. */
  readonly container?: pulumi.Output<DatastoreContainer>;
}

/** With what scales it, so that all of it is there before it gets traffic. */
function onlineDeployment(service: string, plan: Plan, parts: Parts): pulumi.Resource[] {
  const { args, endpoint, location, component, allowed, dependsOn, container } = parts;
  const { deployment: deploymentName, given, local, autoscale, scaler } = plan;
  const { resourceGroupName, workspaceName, endpointName, adopt } = args;
  const name = `${service}-deployment-${deploymentName}`;
  const tags = allTags(args.tags, given.tags);
  const place = { resourceGroupName, workspaceName, endpointName, parent: component };
  const address = { resourceGroupName, workspaceName, endpointName, deploymentName };
  const assets = deploymentAssets(name, given, local, { ...place, container, deployment: deploymentName });
  const isAdopted = adopt?.deployments?.includes(deploymentName) ?? false;
  if (isAdopted) {
    noticeOfAdoption(service, deploymentName, component);
  }
  const deployment = new OnlineDeployment(
    name,
    { ...address, location, tags, ...plan.body(assets, () => liveInstances(address, component)) },
    {
      parent: component,
      // New code comes with another deployment, and this one goes; the guard keeps what has live traffic.
      protect: false,
      dependsOn: [endpoint, allowed, ...dependsOn],
      import: isAdopted ? `${adopt?.endpointId}/deployments/${deploymentName}` : undefined,
      ignoreChanges: ignored(isAdopted, plan.isScaled),
      replaceOnChanges: ["location", "properties.instanceType", "properties.codeConfiguration"],
      // A new endpoint of the same name is empty, and the old one takes its deployments along.
      replaceWith: [endpoint],
      deletedWith: endpoint,
      deleteBeforeReplace: true,
      hooks: scaler && capacityGuard(name, deploymentName, scaler, component),
    },
  );
  if (autoscale === undefined) {
    return [deployment];
  }
  const target = { ...place, location, tags, deployment, deploymentName };
  return [deployment, autoscaleSetting(`${name}-autoscale`, autoscale, target)];
}

/**
 * What the program does not decide. The number of instances, where something else scales them.
 *
 * And while a deployment is adopted, all that could be changed later: Pulumi takes over only what it would not change,
 * and Azure adds properties of its own. What could not be changed is not left out: when it differs from what exists, the
 * adoption fails, and the guard's facts are true from the beginning.
 */
function ignored(isAdopted: boolean, isScaled: boolean): string[] {
  return isAdopted ? changeable : isScaled ? ["sku.capacity"] : [];
}

const changeable = [
  "identity",
  "kind",
  "sku",
  "tags",
  "properties.appInsightsEnabled",
  "properties.containerResourceRequirements",
  "properties.dataCollector",
  "properties.description",
  "properties.egressPublicNetworkAccess",
  "properties.environmentId",
  "properties.environmentVariables",
  "properties.livenessProbe",
  "properties.model",
  "properties.modelMountPath",
  "properties.properties",
  "properties.readinessProbe",
  "properties.requestSettings",
  "properties.scaleSettings",
  "properties.startupProbe",
];

function noticeOfAdoption(service: string, deployment: string, component: pulumi.Resource): void {
  void pulumi.log.warn(
    `the deployment ${deployment} of "${service}" is adopted as it is, and changes of its inputs have no effect; remove it from adopt.deployments once it is in the state`,
    component,
  );
}

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

/** The service's tags with the deployment's on top. */
function allTags(ofService: Tags, own: Tags) {
  if (ofService === undefined || own === undefined) {
    return own ?? ofService;
  }
  return pulumi.all([ofService, own]).apply(([first, second]) => ({ ...first, ...second }));
}
