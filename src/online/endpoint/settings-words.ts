import * as pulumi from "@pulumi/pulumi";

import { isObject } from "../../azure/arm-error";
import { changedFacts, entryFacts, type Fact, type Facts } from "../../pulumi/changed-facts";
import type { Settings } from "./settings-merge";

/** Says what an update changes of an endpoint, in previews too, where the engine shows no more than that a record differs. */
export function sayChanges(
  before: Settings | undefined,
  wanted: Settings | undefined,
  component: pulumi.Resource,
): void {
  for (const line of settingsChanges(before, wanted)) {
    void pulumi.log.info(line, component);
  }
}

/** A line each; none of a new endpoint. Values of texts and tags are not shown: they may be secrets, or long. */
export function settingsChanges(before: Settings | undefined, wanted: Settings | undefined): string[] {
  const isKnown = isObject(before) && isObject(wanted) && !pulumi.isUnknown(wanted);
  return !isKnown ? [] : changedFacts(factsOf(before), factsOf(wanted));
}

function factsOf(settings: Settings): Facts {
  const { authMode, traffic, mirrorTraffic, publicNetworkAccess, description, tags, properties } = settings;
  return {
    "authentication changes:": { shown: authMode },
    "traffic:": sharesFact(traffic),
    "mirror traffic:": sharesFact(mirrorTraffic),
    // Left out, it stays as it is.
    "public network access:": { shown: publicNetworkAccess ?? "not set" },
    ...(description === undefined ? {} : { description: { hidden: description } }),
    ...entryFacts("tag", "tags", tags),
    ...entryFacts("property", "properties", properties),
  };
}

function sharesFact(shares: unknown): Fact {
  if (pulumi.isUnknown(shares)) {
    return { shown: shares };
  }
  const parts = Object.entries(isObject(shares) ? shares : {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return { shown: parts.map(([deployment, percent]) => `${deployment} ${String(percent)} %`).join(", ") || "none" };
}
