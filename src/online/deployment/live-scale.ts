import { getOnlineDeployment } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { errorMessage } from "../../pulumi/error-message";
import { resourceError } from "../../pulumi/resource-error";
import { managedDeploymentDefaults } from "../defaults";

/** What says which deployment. */
export interface DeploymentAddress {
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly endpointName: string;
  readonly deploymentName: string;
}

/** How a deployment is scaled in Azure now. */
export interface LiveScale {
  readonly capacity?: number;
  readonly scaleType?: string;
  readonly minInstances?: number;
  readonly maxInstances?: number;
}

/** Nothing where there is no such deployment. */
export async function readLiveScale(
  address: DeploymentAddress,
  component: pulumi.Resource,
): Promise<LiveScale | undefined> {
  try {
    const { sku, properties } = await getOnlineDeployment(address, { parent: component, async: true });
    // Under the mocks of a user's own tests the response may well be empty.
    const { scaleType, minInstances, maxInstances } = (properties as ScaledProperties | undefined)?.scaleSettings ?? {};
    return { capacity: sku?.capacity, scaleType, minInstances, maxInstances };
  } catch (error) {
    if (/\b404\b|NotFound/.test(errorMessage(error))) {
      return undefined;
    }
    throw error;
  }
}

interface ScaledProperties {
  readonly scaleSettings?: Omit<LiveScale, "capacity">;
}

/**
 * The number of computers where the program gives none: the one there is, because each update sends a number, and
 * somebody or a schedule may have changed it. For a deployment that is new, the default.
 */
export function liveInstances(
  address: { readonly [Part in keyof DeploymentAddress]: pulumi.Input<string> },
  component: pulumi.Resource,
): pulumi.Output<number> {
  return pulumi.output(address).apply(async (known) => {
    const { instanceCount } = managedDeploymentDefaults;
    try {
      const { capacity = instanceCount } = (await readLiveScale(known, component)) ?? {};
      if (capacity !== instanceCount) {
        void pulumi.log.info(
          `deployments.${known.deploymentName}: ${capacity} instances are live and stay, because instanceCount is not given`,
          component,
        );
      }
      return capacity;
    } catch (error) {
      throw resourceError(
        `deployments.${known.deploymentName}.instanceCount: how many instances are live cannot be read (${errorMessage(error)}), so without it the number would change; give it, or the right onlineEndpoints/deployments/read`,
        component,
      );
    }
  });
}
