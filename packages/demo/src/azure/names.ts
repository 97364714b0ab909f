import { randomBytes } from "node:crypto";

import { DemoFailure } from "../scenario";

/** The longest prefix with which every name is within Azure's limits: a vault's name may have 24 characters. */
const longest = 16;
const shortest = 3;

/**
 * What the demo makes on a subscription, all named after one prefix, within "Naming rules and restrictions for Azure
 * resources" (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
export interface Names {
  readonly prefix: string;
  /** The group that the example's program makes, and the one with what it finds. */
  readonly programGroup: string;
  readonly givenGroup: string;
  /** Unique in all of Azure. */
  readonly vault: string;
  readonly storageAccount: string;
  readonly registry: string;
  /** Unique in a region. */
  readonly dnsNameLabel: string;
  readonly endpoint: string;
  readonly probeEndpoint: string;
  readonly workspace: string;
  readonly insights: string;
  readonly logs: string;
  readonly probeGroup: string;
  readonly probeIdentity: string;
}

/** A prefix that nobody else has. */
export function newPrefix(): string {
  return `mlws-${randomBytes(4).toString("hex")}`;
}

export function namesOf(prefix: string): Names {
  if (!/^[a-z](-?[a-z0-9])+$/.test(prefix) || prefix.length < shortest || prefix.length > longest) {
    throw new DemoFailure(
      `--prefix ${prefix} cannot begin the names of all resources: must be ${shortest} to ${longest} lower-case letters, ` +
        "digits and single hyphens, beginning with a letter and not ending with a hyphen",
    );
  }
  const squeezed = prefix.replaceAll("-", "");
  return {
    prefix,
    programGroup: prefix,
    givenGroup: `${prefix}-given`,
    vault: `${prefix}-kv`,
    storageAccount: `${squeezed}st`,
    registry: `${squeezed}registry`,
    dnsNameLabel: `${prefix}-svc`,
    endpoint: `${prefix}-ep`,
    probeEndpoint: `${prefix}-probe`,
    workspace: `${prefix}-ws`,
    insights: `${prefix}-insights`,
    logs: `${prefix}-logs`,
    probeGroup: `${prefix}-probe`,
    probeIdentity: `${prefix}-probe`,
  };
}
