import * as pulumi from "@pulumi/pulumi";

import { ArmError, isObject, type Json } from "../../azure/arm-error";
import type { ArmClient } from "../../azure/arm-client";
import { resourceHooks } from "../../pulumi/hooks";
import { unwrapHookInput } from "../../pulumi/hook-inputs";
import { stashWithHooks } from "../../pulumi/stash";
import { nameIn } from "../../azure/resource-id";
import { apiVersion, readEndpoint, settledEndpoint, stateInWords } from "./endpoint-state";
import { merged, missing, type Settings, settled } from "./settings-merge";
import { sayChanges } from "./settings-words";

export interface SettingsParts {
  readonly component: pulumi.Resource;
  readonly endpoint: pulumi.CustomResource;
  readonly connect: () => Promise<ArmClient>;
  readonly dependsOn: pulumi.Resource[];
}

export interface EndpointSettings {
  readonly record: pulumi.CustomResource;
  /** Whether this run has written them, or this preview has planned to; known once the record is registered. */
  readonly isWritten: () => boolean;
}

/** The settings with the values still to come. */
export type SettingsInput = { readonly [Name in keyof Settings]: pulumi.Input<Settings[Name]> };

/**
 * Everything of an endpoint that changes while it lives, written by one hand: a PUT that leaves traffic out drops it,
 * so azure-native, which knows nothing of the deployments, may only create and delete the endpoint. It comes after the
 * deployments, because traffic may name only those that exist.
 */
export function endpointSettings(name: string, settings: SettingsInput, parts: SettingsParts): EndpointSettings {
  const { component, endpoint, connect, dependsOn } = parts;
  let isWritten = false;
  const write: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    isWritten = true;
    const [before, wanted] = [await settingsOf(oldInputs), await settingsOf(newInputs)];
    sayChanges(before, wanted, component);
    if (!pulumi.runtime.isDryRun() && wanted !== undefined) {
      await writeSettings(await connect(), before, wanted);
    }
  };
  const record = stashWithHooks(
    name,
    { ...settings },
    {
      parent: component,
      // A record that may have to be written again; the keys' records, which come after it, keep a protected service.
      protect: false,
      dependsOn: [endpoint, ...dependsOn],
      // A new endpoint of the same name has the same id: nothing here would differ.
      replaceWith: [endpoint],
      hooks: resourceHooks(name, { beforeCreate: write, beforeUpdate: write, inPreviews: true }),
    },
  );
  return { record, isWritten: () => isWritten };
}

async function settingsOf(inputs: Record<string, unknown> | undefined): Promise<Settings | undefined> {
  return (await unwrapHookInput(inputs?.input)) as Settings | undefined;
}

/** @throws When Azure refuses them, or has not kept what it accepted. */
export async function writeSettings(arm: ArmClient, before: Settings | undefined, wanted: Settings): Promise<void> {
  let live: Json | undefined;
  try {
    const { body, properties, provisioningState } = await readEndpoint(arm, wanted.endpoint);
    live = properties;
    const next = merged(body, before, wanted);
    if (provisioningState === "Succeeded" && settled(body, next)) {
      return;
    }
    await arm.put(wanted.endpoint, apiVersion, next);
    const after = await settledEndpoint(arm, wanted.endpoint);
    const lacking = missing(after.body, next);
    if (after.provisioningState !== "Succeeded" || lacking.length > 0) {
      const without = lacking.length > 0 ? ` without ${lacking.join(", ")} as written` : "";
      throw new ArmError(`Azure accepted them, but the endpoint is in state ${after.provisioningState}${without}`);
    }
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    const endpoint = nameIn(wanted.endpoint);
    throw new Error(
      `could not write the settings of the endpoint "${endpoint}": ${error.message}; ` +
        `${await stateInWords(arm, wanted.endpoint)}, and ${trafficInWords(live)}; ` +
        "deploy again to go on from there",
    );
  }
}

function trafficInWords(live: Json | undefined): string {
  if (live === undefined) {
    return "its traffic was not touched";
  }
  const shares = isObject(live.traffic) ? Object.entries(live.traffic) : [];
  const share = shares.map(([deployment, percent]) => `${deployment} ${String(percent)} %`).join(", ");
  return `its traffic was ${share || "nowhere"} before`;
}
