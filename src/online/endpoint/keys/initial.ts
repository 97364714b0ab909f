import * as pulumi from "@pulumi/pulumi";

import type { ArmClient } from "../../../azure/arm-client";
import { isObject } from "../../../azure/arm-error";
import { nameIn } from "../../../azure/resource-id";
import { AuthMode } from "../../../contract/auth-mode";
import { type Slot, slots } from "../../../contract/key-slots";
import type { InitialKeysArgs } from "../../../keys/args";
import { keyDefaults } from "../../../keys/defaults";
import type { KeyPipeline } from "../../../keys/pipeline";
import { unwrapHookInput } from "../../../pulumi/hook-inputs";
import { resourceHooks } from "../../../pulumi/hooks";
import { stashWithHooks } from "../../../pulumi/stash";
import { creationOf, type EndpointResource } from "../endpoint";
import { readEndpoint } from "../endpoint-state";
import { keysInForce, regenerateKey } from "./requests";

export interface InitialKeysOptions {
  readonly endpoint: EndpointResource;
  readonly isAdopted: boolean;
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
}

interface Wanted {
  readonly endpoint: string;
  readonly numbers: Readonly<Record<Slot, number>>;
  readonly keys: Readonly<Partial<Record<Slot, string>>>;
}

/**
 * Has a new endpoint take the keys that the program brings along, before anything else is deployed to it: public
 * evidence says that Azure may make keys of its own instead, and then the update ends here. Nothing is tried on an
 * endpoint that may have callers.
 */
export function initialKeys(
  { component, name, numbers }: KeyPipeline,
  initial: InitialKeysArgs | undefined,
  { endpoint, isAdopted, connect }: InitialKeysOptions,
): pulumi.CustomResource[] {
  const given = slots.filter((slot) => initial?.[slot] !== undefined);
  if (given.length === 0) {
    return [];
  }
  const take: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const wanted = (await unwrapHookInput(newInputs?.input)) as Wanted;
    for (const slot of given.filter((one) => wanted.numbers[one] === keyDefaults.rotationNumber)) {
      await takeInitialKey(wanted, slot, isAdopted, connect);
    }
  };
  return [
    stashWithHooks(
      `${name}-initial-keys`,
      {
        endpoint: endpoint.id,
        created: creationOf(endpoint),
        numbers,
        keys: pulumi.secret(Object.fromEntries(given.map((slot) => [slot, initial?.[slot]]))),
      },
      {
        parent: component,
        protect: false,
        dependsOn: [endpoint],
        replaceWith: [endpoint],
        hooks: resourceHooks(`${name}-initial-keys`, { beforeCreate: take, beforeUpdate: take, inPreviews: false }),
      },
    ),
  ];
}

async function takeInitialKey(
  { endpoint, keys }: Wanted,
  slot: Slot,
  isAdopted: boolean,
  connect: InitialKeysOptions["connect"],
): Promise<void> {
  const wanted = String(keys[slot]);
  const arm = await connect(wanted);
  const refuse = (reason: string): never => {
    throw new Error(`keys.initial.${slot}: ${reason}`);
  };
  const { properties } = await readEndpoint(arm, endpoint);
  const hasTraffic = isObject(properties.traffic) && Object.keys(properties.traffic).length > 0;
  const hasKeys = properties.authMode === AuthMode.Key;
  if (hasKeys && (await keysInForce(arm, endpoint))[slot] === wanted) {
    return;
  }
  const named = `the endpoint "${nameIn(endpoint)}"`;
  if (isAdopted) {
    refuse(
      `${named} has another ${slot} key (neither is shown), which its callers know: leave keys.initial out, the keys of an adopted endpoint are read and stay`,
    );
  }
  if (hasTraffic || !hasKeys) {
    refuse(
      `${named} is there already, and its ${slot} key stays: initial keys count for a new endpoint only; leave keys.initial out, and raise keys.rotation.${slot} for a new key`,
    );
  }
  if ((await regenerateKey(arm, { endpoint, slot, proposal: wanted })) !== wanted) {
    refuse(
      `${named} does not take it: Azure made a key of its own; nothing else has changed. To keep the old keys, take over the ` +
        "endpoint that has them with adopt; or leave keys.initial out, and hand the new keys to callers while the old service still answers",
    );
  }
}
