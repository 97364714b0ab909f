import { getOnlineEndpoint } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../../pulumi/hooks";
import { unwrapHookInput } from "../../pulumi/hook-inputs";
import { errorMessage } from "../../pulumi/error-message";
import { stashWithHooks } from "../../pulumi/stash";
import { type Rollout, rolloutProblems, type Shares } from "./rollout-checks";

/** A rollout with the values still to come. */
export interface RolloutInput {
  readonly endpoint: Readonly<Record<keyof Rollout["endpoint"], pulumi.Input<string>>>;
  readonly computeId?: pulumi.Input<string>;
  readonly traffic: Shares;
  readonly deployments: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string> | undefined>>>>;
}

/**
 * Stands before the deployments, and refuses an update that would take away one that has live traffic, in previews too.
 * What counts is the traffic that Azure has now, not the one that an earlier run had planned and perhaps not reached:
 * reading it takes no more than read access.
 */
export function rolloutGuard(name: string, rollout: RolloutInput, component: pulumi.Resource): pulumi.CustomResource {
  const refuseLoss: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const [before, wanted] = [await rolloutOf(oldInputs), await rolloutOf(newInputs)];
    if (before === undefined || wanted === undefined) {
      return;
    }
    // Where nothing can fail whatever the traffic is, Azure need not be called.
    const everywhere = Object.fromEntries(Object.keys(before.deployments).map((one) => [one, 100]));
    if (rolloutProblems(before, wanted, everywhere).length === 0) {
      return;
    }
    const problems = rolloutProblems(before, wanted, await liveTraffic(before, component));
    if (problems.length > 0) {
      throw new Error(problems.join("\n"));
    }
  };
  return stashWithHooks(
    name,
    { ...rollout },
    {
      parent: component,
      hooks: resourceHooks(name, { beforeUpdate: refuseLoss, inPreviews: true }),
    },
  );
}

/** In a preview single values may be unknown; what is known is checked. */
async function rolloutOf(inputs: Record<string, unknown> | undefined): Promise<Rollout | undefined> {
  return (await unwrapHookInput(inputs?.input)) as Rollout | undefined;
}

async function liveTraffic({ endpoint, traffic }: Rollout, component: pulumi.Resource): Promise<Shares> {
  try {
    const { properties } = await getOnlineEndpoint({ ...endpoint }, { parent: component, async: true });
    return properties.traffic ?? {};
  } catch (error) {
    const reason = errorMessage(error);
    if (/\b404\b|NotFound/.test(reason)) {
      return {};
    }
    if (pulumi.runtime.isDryRun()) {
      void pulumi.log.debug(`the endpoint's traffic could not be read, the recorded one counts: ${reason}`, component);
      return traffic;
    }
    throw new Error(
      `the live traffic of the endpoint "${endpoint.endpointName}" could not be read, so a deployment of it is neither ` +
        `removed nor replaced: ${reason}`,
    );
  }
}
