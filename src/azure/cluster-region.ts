import { getManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

import { errorMessage } from "../pulumi/error-message";

/** What Azure says of a cluster, as far as it matters here; azure-native's own type would show in the published ones. */
export interface ClusterFacts {
  readonly location?: string;
  readonly disableLocalAccounts?: boolean;
  readonly servicePrincipalProfile?: { readonly clientId?: string };
  readonly powerState?: { readonly code?: string };
  readonly agentPoolProfiles?: readonly NodePool[];
}

export interface NodePool {
  readonly count?: number;
  readonly enableAutoScaling?: boolean;
  readonly maxCount?: number;
  readonly osType?: string;
  readonly vmSize?: string;
}

/** The region of an AKS cluster, as far as it can be read. */
export async function clusterRegion(component: pulumi.Resource, clusterId: string): Promise<string | undefined> {
  if (!/\/providers\/Microsoft\.ContainerService\/managedClusters\//i.test(clusterId)) {
    return undefined;
  }
  const { resourceGroupName, clusterName } = partsOf(clusterId);
  return (await readCluster(component, resourceGroupName, clusterName))?.location;
}

/** A cluster's resource id, taken apart; its form was checked. */
export function partsOf(clusterId: string): { resourceGroupName: string; clusterName: string } {
  const [, , , , resourceGroupName = "", , , , clusterName = ""] = clusterId.split("/");
  return { resourceGroupName, clusterName };
}

/** An AKS cluster; nothing where it cannot be read. */
export async function readCluster(
  component: pulumi.Resource,
  resourceGroupName: string,
  resourceName: string,
): Promise<ClusterFacts | undefined> {
  try {
    return await getManagedCluster({ resourceGroupName, resourceName }, { parent: component });
  } catch (error) {
    const reason = errorMessage(error);
    void pulumi.log.debug(`the cluster could not be read, so nothing of it was checked: ${reason}`, component);
    return undefined;
  }
}
