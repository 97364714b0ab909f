import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../../pulumi/hooks";
import { unwrapHookInput } from "../../pulumi/hook-inputs";
import { errorMessage } from "../../pulumi/error-message";
import { type DeploymentAddress, type LiveScale, readLiveScale } from "./live-scale";

/** Who decides how many instances there are, where the program does not. */
export type Scaler = "monitor" | "router" | "live";

/**
 * Stands before the updates of a deployment whose number of instances the program does not give. Each update sends the
 * whole deployment, and with it a number: as the state knows it where Azure Monitor scales, the documented default where
 * the router does, or the one that was live when the program began. Where that would change what is live, the update is
 * refused with the way out.
 */
export function capacityGuard(
  name: string,
  deployment: string,
  scaler: Scaler,
  component: pulumi.Resource,
): pulumi.ResourceHookBinding | undefined {
  const refuseLoss: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const wanted = (await unwrapHookInput(newInputs)) as DeploymentInputs | undefined;
    const live = wanted && (await liveScale(wanted, component));
    const problem = live && problems[scaler](deployment, live, sentScale(wanted));
    if (problem !== undefined) {
      throw new Error(problem);
    }
  };
  return resourceHooks(`${name}-capacity`, { beforeUpdate: refuseLoss, inPreviews: true });
}

interface DeploymentInputs extends DeploymentAddress {
  readonly sku?: { readonly capacity?: number };
  readonly properties?: { readonly scaleSettings?: LiveScale };
}

function sentScale({ sku, properties }: DeploymentInputs): LiveScale {
  const { scaleType, minInstances, maxInstances } = properties?.scaleSettings ?? {};
  return { capacity: sku?.capacity, scaleType, minInstances, maxInstances };
}

/** Why an update would change a number that the program does not give. */
export const problems: Readonly<
  Record<Scaler, (deployment: string, live: LiveScale, sent: LiveScale) => string | undefined>
> = {
  monitor: (deployment, { capacity: serving }, { capacity: sent }) =>
    areNumbers(serving, sent) && Number(serving) > Number(sent)
      ? `deployments.${deployment}: autoscale has ${serving} instances serving, and this update would leave ${sent}, ` +
        "because the state knows of no more; run pulumi up --refresh, which takes over the number of the moment"
      : undefined,

  live: (deployment, { capacity: serving }, { capacity: sent }) =>
    areNumbers(serving, sent) && serving !== sent
      ? `deployments.${deployment}: ${serving} instances are live now, and this update would set ${sent}, the number when ` +
        "it began; run it again, or give instanceCount"
      : undefined,

  router: (deployment, live, sent) => {
    if (live.scaleType === "Default") {
      return (
        `deployments.${deployment}: ${live.capacity} replicas are live, a fixed number, and this update would let the ` +
        `router scale them; give numReplicas: ${live.capacity} to keep them, or autoscale: {} for the router`
      );
    }
    const differs = (["minInstances", "maxInstances"] as const).some(
      (end) => areNumbers(live[end], sent[end]) && live[end] !== sent[end],
    );
    return differs
      ? `deployments.${deployment}: the router keeps ${live.minInstances} to ${live.maxInstances} replicas, and this ` +
          `update would make it ${sent.minInstances} to ${sent.maxInstances}, the default; give ` +
          `autoscale: { minReplicas: ${live.minInstances}, maxReplicas: ${live.maxInstances} } to keep them, or the numbers that you want`
      : undefined;
  },
};

/** What a preview does not know is no number. */
function areNumbers(...values: unknown[]): boolean {
  return values.every((value) => typeof value === "number");
}

/** Nothing where it cannot be read: then the update itself says what is wrong. */
async function liveScale(inputs: DeploymentInputs, component: pulumi.Resource): Promise<LiveScale | undefined> {
  const { resourceGroupName, workspaceName, endpointName, deploymentName } = inputs;
  try {
    return await readLiveScale({ resourceGroupName, workspaceName, endpointName, deploymentName }, component);
  } catch (error) {
    const reason = errorMessage(error);
    void pulumi.log.debug(`the number of instances of ${deploymentName} could not be read: ${reason}`, component);
    return undefined;
  }
}
