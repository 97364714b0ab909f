import { getOnlineDeployment } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../../pulumi/hooks";
import { unwrapHookInput } from "../../pulumi/hook-inputs";
import { errorMessage } from "../../pulumi/error-message";

/**
 * Stands before the updates of a managed deployment that Azure Monitor scales. Each update sends the whole deployment,
 * and the number of computers with it as the state knows it: after a busy hour that may be fewer than serve. Such an
 * update is refused; a refresh brings the number of the moment into the state, and the update then sends that.
 */
export function capacityGuard(
  name: string,
  deployment: string,
  component: pulumi.Resource,
): pulumi.ResourceHookBinding | undefined {
  const refuseLoss: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const wanted = (await unwrapHookInput(newInputs)) as DeploymentInputs | undefined;
    const serving = wanted && (await liveCapacity(wanted, component));
    const problem = capacityProblem(deployment, serving, wanted?.sku?.capacity);
    if (problem !== undefined) {
      throw new Error(problem);
    }
  };
  return resourceHooks(`${name}-capacity`, { beforeUpdate: refuseLoss, inPreviews: true });
}

interface DeploymentInputs {
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly endpointName: string;
  readonly deploymentName: string;
  readonly sku?: { readonly capacity?: number };
}

/** Why an update would take computers away that autoscale has added. */
export function capacityProblem(
  deployment: string,
  serving: number | undefined,
  sent: number | undefined,
): string | undefined {
  if (serving === undefined || sent === undefined || serving <= sent) {
    return undefined;
  }
  return (
    `deployments.${deployment}: autoscale has ${serving} instances serving, and this update would leave ${sent}, ` +
    "because the state knows of no more; run pulumi up --refresh, which takes over the number of the moment"
  );
}

/** Nothing where it cannot be read: then the update itself says what is wrong. */
async function liveCapacity(inputs: DeploymentInputs, component: pulumi.Resource): Promise<number | undefined> {
  const { resourceGroupName, workspaceName, endpointName, deploymentName } = inputs;
  const address = { resourceGroupName, workspaceName, endpointName, deploymentName };
  try {
    const { sku } = await getOnlineDeployment(address, { parent: component, async: true });
    return sku?.capacity;
  } catch (error) {
    const reason = errorMessage(error);
    void pulumi.log.debug(`the number of instances of ${deploymentName} could not be read: ${reason}`, component);
    return undefined;
  }
}
