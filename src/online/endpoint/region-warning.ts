import { getCompute, getWorkspace } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { clusterRegion } from "../../azure/cluster-region";
import { nameIn } from "../../azure/resource-id";
import { tryResolve } from "../../pulumi/output-value";
import { errorMessage } from "../../pulumi/error-message";
import { warnOnce } from "../../pulumi/warn-once";
import type { WorkspaceNames } from "../../azure/workspace";

/**
 * Warns when a cluster stands in another region than its workspace: tokens come from the workspace's region. It only
 * looks, beside everything else: what cannot be read, or is not known yet, goes into the debug log.
 */
export function warnIfFarApart(
  component: pulumi.Resource,
  args: WorkspaceNames & { readonly computeId: pulumi.Input<string> },
): void {
  void compareRegions(component, args);
}

async function compareRegions(
  component: pulumi.Resource,
  { resourceGroupName, workspaceName, computeId }: Parameters<typeof warnIfFarApart>[1],
): Promise<void> {
  const given = await tryResolve(pulumi.all([resourceGroupName, workspaceName, computeId]));
  if (given === undefined) {
    return;
  }
  const [resourceGroup, workspace, compute] = given.value as [string, string, string];
  try {
    const names = { resourceGroupName: resourceGroup, workspaceName: workspace };
    const computeName = nameIn(compute);
    const [{ location: home }, found] = await Promise.all([
      getWorkspace(names, { parent: component }),
      getCompute({ ...names, computeName }, { parent: component }),
    ]);
    // A compute names whatever region it was attached with; the cluster knows its own.
    const { resourceId, computeLocation } = found.properties ?? {};
    const region = resourceId === undefined ? undefined : await clusterRegion(component, resourceId);
    const text = noticeOf(workspace, home, region ?? computeLocation ?? found.location);
    if (text !== undefined) {
      warnOnce(text, component);
    }
  } catch (error) {
    const reason = errorMessage(error);
    void pulumi.log.debug(`the regions of workspace and compute could not be compared: ${reason}`, component);
  }
}

/** What there is to say of two regions, which Azure writes by name or by display name. */
function noticeOf(workspace: string, home?: string, cluster?: string): string | undefined {
  if (home === undefined || cluster === undefined || normal(home) === normal(cluster)) {
    return undefined;
  }
  return (
    `the workspace "${workspace}" is in ${home}, its compute in ${cluster}: tokens come from the workspace's region, ` +
    "so each fetch crosses regions, and callers get no new tokens while that region is down; " +
    "use a workspace in the cluster's region where callers depend on tokens"
  );
}

function normal(region: string): string {
  return region.replaceAll(" ", "").toLowerCase();
}
