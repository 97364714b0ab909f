import { setTimeout as sleep } from "node:timers/promises";

import { allows } from "@azureml-webservice/local-azure/authorization/access";
import type { Permission } from "@azureml-webservice/local-azure/authorization/built-in-roles";
import { ArmRefusal, type Arm } from "../arm";
import { DemoFailure, type Part } from "../scenario";
import type { Names } from "./names";

const subscriptionsVersion = "2022-12-01";
const groupsVersion = "2024-03-01";
const providersVersion = "2021-04-01";
const registrationTries = 60;

/** The subscription that is meant: the one that is named, else the only one. */
export async function findSubscription(arm: Arm, wanted: string | undefined): Promise<string> {
  const { body } = await arm.request("GET", "/subscriptions", subscriptionsVersion);
  const seen = (body.value as { subscriptionId: string; state: string }[]).filter(({ state }) => state === "Enabled");
  if (wanted !== undefined) {
    if (seen.some(({ subscriptionId }) => subscriptionId.toLowerCase() === wanted.toLowerCase())) {
      return wanted.toLowerCase();
    }
    throw new DemoFailure(
      `there is no subscription ${wanted} for whoever is signed in, among ${seen.length}; see az account list`,
    );
  }
  const [only, ...others] = seen;
  if (only === undefined) {
    throw new DemoFailure("whoever is signed in has no subscription: sign in as somebody who has a role on one");
  }
  if (others.length > 0) {
    throw new DemoFailure(
      `there are ${seen.length} subscriptions: name one with --subscription or ARM_SUBSCRIPTION_ID`,
    );
  }
  return only.subscriptionId;
}

/** Nothing of somebody else's is ever written over, or taken down at the end. */
export async function requireFreeNames(arm: Arm, subscription: string, names: Names): Promise<void> {
  for (const group of [names.givenGroup, names.programGroup]) {
    const { status } = await arm.send("GET", `/subscriptions/${subscription}/resourceGroups/${group}`, groupsVersion);
    if (status === 200) {
      throw new DemoFailure(`the resource group ${group} exists already: choose another --prefix, or delete it first`);
    }
    if (status !== 404 && status !== 403) {
      throw new DemoFailure(`GET resource group ${group}: ${status}`);
    }
  }
}

const usagesOf: Partial<
  Record<Part, { path: string; version: string; counts: readonly [name: RegExp, wanted: number][] }>
> = {
  "container-group": {
    path: "Microsoft.ContainerInstance",
    version: "2023-05-01",
    counts: [
      [/^ContainerGroups$/i, 2],
      [/^StandardCores$/i, 3],
    ],
  },
  // Four cores of each computer, and a fifth more for upgrades (how-to-manage-quotas).
  "managed-deployment": {
    path: "Microsoft.MachineLearningServices",
    version: "2024-04-01",
    counts: [[/^Standard\s?DSv2 ?Family( Cluster Dedicated vCPUs)?$/i, 5]],
  },
};

/** Refuses where what is left of a quota is too little; answers what could not be looked up. */
export async function requireQuota(
  arm: Arm,
  subscription: string,
  location: string,
  parts: readonly Part[],
): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const part of parts) {
    const usages = usagesOf[part];
    if (usages === undefined) {
      continue;
    }
    const path = `/subscriptions/${subscription}/providers/${usages.path}/locations/${location}/usages`;
    const { status, body } = await arm.send("GET", path, usages.version);
    if (status !== 200) {
      unknown.push(usages.path);
      continue;
    }
    for (const { name, limit, currentValue } of body.value as Usage[]) {
      const wanted = usages.counts.find(([pattern]) => pattern.test(name.value))?.[1];
      if (wanted !== undefined && limit >= 0 && limit - currentValue < wanted) {
        throw new DemoFailure(
          `the quota ${name.value} of ${location} has ${limit - currentValue} left of ${limit}, and ${wanted} are needed: ` +
            "choose another --location, or ask for more (learn.microsoft.com/azure/quotas)",
        );
      }
    }
  }
  return unknown;
}

interface Usage {
  readonly name: { readonly value: string };
  readonly limit: number;
  readonly currentValue: number;
}

/** Refuses where a right is missing, by what Azure says of the caller's permissions at a scope. */
export async function requireRights(arm: Arm, scope: string, actions: readonly string[]): Promise<void> {
  const path = `${scope}/providers/Microsoft.Authorization/permissions`;
  const { body } = await arm.request("GET", path, "2022-04-01");
  const permissions = body.value as Permission[];
  const missing = actions.filter((action) => !permissions.some((permission) => allows(permission, action, "action")));
  if (missing.length > 0) {
    throw new DemoFailure(
      `whoever is signed in may not do ${missing.join(", ")}: the role Owner on the subscription has all of them, or ` +
        "Contributor together with User Access Administrator",
    );
  }
}

/** Registers resource providers that the subscription has not used yet: free, and they stay. */
export async function registerProviders(
  arm: Arm,
  subscription: string,
  namespaces: readonly string[],
  tell: (line: string) => void,
  pauseMs = 5000,
): Promise<void> {
  for (const namespace of namespaces) {
    const path = `/subscriptions/${subscription}/providers/${namespace}`;
    const stateOf = async () => {
      const { status, body } = await arm.send("GET", path, providersVersion);
      // A cloud that has no list of providers has nothing to register.
      return status === 200 ? String(body.registrationState) : "Registered";
    };
    if ((await stateOf()) === "Registered") {
      continue;
    }
    tell(`registering the resource provider ${namespace}, which takes a minute or two`);
    await arm.request("POST", `${path}/register`, providersVersion);
    for (let tries = 1; (await stateOf()) !== "Registered"; tries++) {
      if (tries === registrationTries) {
        throw new DemoFailure(
          `the resource provider ${namespace} is not registered after ${(tries * pauseMs) / 1000} s`,
        );
      }
      await sleep(pauseMs);
    }
  }
}

/** Makes a resource group of the demo's own; its tag says so to whoever finds it. */
export async function makeGroup(arm: Arm, id: string, location: string, prefix: string): Promise<void> {
  await arm.put(id, groupsVersion, { location, tags: { "azureml-webservice-demo": prefix } });
}

/** Deletes a resource group with all it holds. */
export async function deleteGroup(arm: Arm, id: string): Promise<void> {
  try {
    await arm.delete(id, groupsVersion);
  } catch (error) {
    // While it is being deleted already, there is nothing to do but to wait.
    if (!(error instanceof ArmRefusal && error.status === 409)) {
      throw error;
    }
  }
}
