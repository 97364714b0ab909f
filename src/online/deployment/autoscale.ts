import { AutoscaleSetting } from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";

import { managedDeploymentDefaults } from "../defaults";
import type { ManagedAutoscaleArgs } from "../deployment-args";

export interface AutoscalePlace {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
  readonly endpointName: pulumi.Input<string>;
  readonly location: pulumi.Input<string> | undefined;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  readonly deployment: pulumi.CustomResource;
  readonly deploymentName: string;
  readonly parent: pulumi.Resource;
}

/**
 * Lets Azure Monitor scale a managed deployment by the load of its CPUs, by Microsoft's own rules
 * (how-to-autoscale-endpoints): above the target for five minutes two computers more, far below it one less.
 */
export function autoscaleSetting(
  name: string,
  autoscale: ManagedAutoscaleArgs,
  place: AutoscalePlace,
): pulumi.Resource {
  const { resourceGroupName, workspaceName, endpointName, location, tags, deployment, deploymentName, parent } = place;
  const {
    minInstances,
    maxInstances,
    targetCpuUtilization = managedDeploymentDefaults.autoscale.targetCpuUtilization,
  } = autoscale;
  const target = pulumi.output(targetCpuUtilization);
  return new AutoscaleSetting(
    name,
    {
      resourceGroupName,
      // An endpoint's name is unique in its region only, and the group may hold workspaces of several.
      autoscaleSettingName: pulumi.interpolate`autoscale-${workspaceName}-${endpointName}-${deploymentName}`,
      location,
      tags,
      enabled: true,
      targetResourceUri: deployment.id,
      profiles: [
        {
          name: "cpu",
          capacity: {
            minimum: pulumi.interpolate`${minInstances}`,
            maximum: pulumi.interpolate`${maxInstances}`,
            // Counts while there are no measurements.
            default: pulumi.interpolate`${minInstances}`,
          },
          rules: [
            {
              metricTrigger: { ...averageCpu(deployment.id), operator: "GreaterThan", threshold: target },
              scaleAction: { ...oneStep, direction: "Increase", value: "2" },
            },
            {
              metricTrigger: {
                ...averageCpu(deployment.id),
                operator: "LessThan",
                threshold: target.apply(scaleInBelow),
              },
              scaleAction: { ...oneStep, direction: "Decrease", value: "1" },
            },
          ],
        },
      ],
    },
    // A new deployment of the same name has the same id, but is another one to Azure Monitor.
    { parent, protect: false, replaceWith: [deployment], deleteBeforeReplace: true },
  );
}

/**
 * When there is one computer too many: Microsoft's 30 for 70. Below half of the target in any case, so that a single
 * computer that takes over what two had done is not over the target at once.
 */
export function scaleInBelow(target: number): number {
  return Math.floor((target * 3) / 7);
}

/** Reported once a minute (supported metrics of `onlineEndpoints/deployments`). */
function averageCpu(deployment: pulumi.Output<string>) {
  return {
    metricName: "CpuUtilizationPercentage",
    metricResourceUri: deployment,
    timeGrain: "PT1M",
    timeWindow: "PT5M",
    statistic: "Average",
    timeAggregation: "Average",
  } as const;
}

const oneStep = { type: "ChangeCount", cooldown: "PT5M" } as const;
