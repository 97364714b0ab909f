import * as pulumi from "@pulumi/pulumi";

import { describeProblems, type Problem } from "../validation/problem";
import { partsOf, readCluster } from "../azure/cluster-region";
import { workspaceOf } from "../azure/workspace";
import { resourceError } from "../pulumi/resource-error";
import type { AksComputeTargetArgs } from "./args";
import { installsExtension, routerOf } from "./defaults";
import { checkCluster } from "./prerequisites";

/** The cluster as the children need it. */
export interface Cluster {
  readonly id: string;
  readonly resourceGroupName: string;
  readonly name: string;
  /** Its region, or the attachment's where the cluster cannot be read. */
  readonly location: string;
}

/**
 * The cluster, once it was looked at: what Azure ML cannot work with fails here, in a preview too, and not half an hour
 * into an installation. The right to read is enough; a cluster that cannot be read is taken as it is.
 */
export function checkedCluster(
  component: pulumi.Resource,
  name: string,
  args: AksComputeTargetArgs,
  location: pulumi.Input<string>,
): pulumi.Output<Cluster> {
  const given = pulumi.all([args.clusterId, workspaceOf(component, args).id, location]);
  return given.apply(async ([id, workspaceId, fallback]) => {
    const problems = otherSubscription(id, workspaceId);
    const { resourceGroupName, clusterName } = partsOf(id);
    const facts = await readCluster(component, resourceGroupName, clusterName);
    if (facts !== undefined) {
      const findings = checkCluster(facts, {
        highAvailability: installsExtension(args) && routerOf(args.inferenceRouter).highAvailability,
      });
      problems.push(...findings.problems);
      findings.warnings.forEach((warning) => void pulumi.log.warn(warning, component));
    }
    if (problems.length > 0) {
      throw resourceError(describeProblems("AksComputeTarget", name, problems, true), component);
    }
    return { id, resourceGroupName, name: clusterName, location: facts?.location ?? fallback };
  });
}

/** Azure ML attaches no cluster across subscriptions (how-to-deploy-kubernetes-extension). */
export function otherSubscription(clusterId: string, workspaceId: string): Problem[] {
  const [cluster, workspace] = [subscriptionIn(clusterId), subscriptionIn(workspaceId)];
  return cluster === undefined || workspace === undefined || cluster === workspace
    ? []
    : [
        {
          path: "clusterId",
          reason: `is a cluster in the subscription ${cluster}: must be one in the workspace's, ${workspace}; connect it to Azure Arc in that subscription and attach it with az ml compute attach, or give another cluster`,
        },
      ];
}

function subscriptionIn(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}
