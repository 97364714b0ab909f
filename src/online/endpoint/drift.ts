import { getOnlineEndpoint } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import type { ArmClient } from "../../azure/arm-client";
import type { Json } from "../../azure/arm-error";
import { errorMessage } from "../../pulumi/error-message";
import { hooksRun } from "../../pulumi/hooks";
import { tryResolve } from "../../pulumi/output-value";
import type { ServiceArgs } from "../args";
import type { EndpointResource } from "./endpoint";
import { type EndpointSettings, type SettingsInput, writeSettings } from "./settings";
import { differences, inWords, merged, type Settings } from "./settings-merge";

export interface DriftParts {
  readonly component: pulumi.Resource;
  readonly address: Pick<ServiceArgs, "resourceGroupName" | "workspaceName" | "endpointName">;
  readonly endpoint: EndpointResource;
  readonly settings: EndpointSettings;
  readonly wanted: SettingsInput;
  readonly connect: () => Promise<ArmClient>;
}

/**
 * Puts back what somebody changed on the endpoint by hand, once a refresh has seen it, and says so in previews. The
 * engine cannot: it ignores what the settings write.
 *
 * The state alone does not tell a change by hand, because it knows the settings as of the last refresh. So what differs
 * there is compared with the endpoint as it is: only what both say counts.
 *
 * @returns Whether keys may be others from now on, as a text that differs each time: the authentication was put back.
 */
export function repairDrift(parts: DriftParts): pulumi.Output<string | undefined> {
  return pulumi.output(hooksRun() ? onceKnown(parts) : undefined);
}

/** By promises: an Output with a part that a preview does not know would be unknown, and so would the keys. */
async function onceKnown(parts: DriftParts): Promise<string | undefined> {
  const { address, endpoint, settings, wanted } = parts;
  await tryResolve(settings.record.urn);
  const { tags, properties } = endpoint;
  const known = await Promise.all([address, { tags, properties }, wanted, endpoint.id].map(tryResolve));
  const [names, recorded, given] = known.map((one) => one?.value);
  return known.includes(undefined) ? undefined : repaired(names as Names, recorded as Json, given as Settings, parts);
}

type Names = Parameters<typeof getOnlineEndpoint>[0];

async function repaired(
  names: Names,
  recorded: Json,
  wanted: Settings,
  { component, settings, connect }: DriftParts,
): Promise<string | undefined> {
  // What this run writes, or a preview has planned to write, is right afterwards.
  const seen = settings.isWritten() ? [] : drift(recorded, wanted);
  const live = seen.length === 0 ? undefined : await liveEndpoint(names, component);
  if (live === undefined) {
    return undefined;
  }
  const changed = drift(live, wanted).filter((name) => seen.includes(name));
  if (changed.length === 0 || differences(recorded, live).some((name) => changed.includes(name))) {
    return undefined;
  }
  const isPreview = pulumi.runtime.isDryRun();
  void pulumi.log.warn(
    `the endpoint was changed outside of the program (${inWords(live, changed)}); ${isPreview ? "the update puts" : "puts"} back what the program says`,
    component,
  );
  if (!isPreview) {
    await writeSettings(await connect(), wanted, wanted);
  }
  return changed.includes("authMode") ? (isPreview ? "planned" : new Date().toISOString()) : undefined;
}

/** The settings in which an endpoint is not what the program says. What others have added, such as tags, is theirs. */
function drift(endpoint: Json, wanted: Settings): string[] {
  return differences(endpoint, merged(endpoint, wanted, wanted));
}

async function liveEndpoint(names: Names, component: pulumi.Resource): Promise<Json | undefined> {
  try {
    const { tags, properties } = await getOnlineEndpoint(names, { parent: component, async: true });
    return { tags, properties } as unknown as Json;
  } catch (error) {
    void pulumi.log.debug(`whether the endpoint was changed by hand is not known: ${errorMessage(error)}`, component);
    return undefined;
  }
}
