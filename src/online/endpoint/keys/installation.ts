import * as pulumi from "@pulumi/pulumi";

import type { ArmClient } from "../../../azure/arm-client";
import { ArmError } from "../../../azure/arm-error";
import { nameIn } from "../../../azure/resource-id";
import { AuthMode } from "../../../contract/auth-mode";
import type { Slot } from "../../../contract/key-slots";
import { slotStep, type KeyPipeline } from "../../../keys/pipeline";
import { tryResolve } from "../../../pulumi/output-value";
import { creationOf, type EndpointResource } from "../endpoint";
import { stateInWords } from "../endpoint-state";
import { regenerateKey } from "./requests";

export interface InstallationOptions {
  readonly endpoint: EndpointResource;
  /** Of the attempts to switch the authentication: a mode that comes back after a failure may come without its keys. */
  readonly attempt: pulumi.Output<string>;
  readonly authMode: AuthMode;
  /** A connection that keeps secrets to itself. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  readonly dependsOn: pulumi.Resource[];
  /** The other slot, once it is done, where that one comes first. */
  readonly after?: pulumi.Resource;
  /** Told of each key that was regenerated; of nothing where it could not be read. */
  readonly regenerated: (slot: Slot, key: string | undefined) => void;
}

/** What is recorded of a slot: whose key it is, not which. The number says in a preview what changes. */
interface Installation {
  readonly endpoint: string;
  readonly created?: unknown;
  readonly slot: Slot;
  readonly number: number;
  readonly authMode: string;
}

/**
 * Has Azure replace the key in a slot whenever the slot's number moves, by `regenerateKeys`, which azure-native has no
 * resource for. What was never rotated stays: a new endpoint has keys that nobody knows yet, and those of an adopted one
 * are in use. Without key authentication the number waits until it is back.
 */
export function installation(pipeline: KeyPipeline, slot: Slot, options: InstallationOptions): pulumi.CustomResource {
  const { endpoint, attempt, authMode, dependsOn, after } = options;
  return slotStep<Installation>(pipeline, slot, {
    suffix: "key",
    facts: { endpoint: endpoint.id, created: creationOf(endpoint), attempt, authMode },
    ...(authMode === AuthMode.Key ? {} : { ignoreChanges: ["input.number"] }),
    guards: (before, wanted) => isRotated(before, wanted) && before.authMode === AuthMode.Key,
    perform: async (wanted, before) => {
      if (before !== undefined && isRotated(before, wanted)) {
        options.regenerated(slot, await rotate(pipeline, wanted, options));
      }
    },
    dependsOn: [endpoint, ...dependsOn],
    after,
    target: endpoint,
  });
}

/** Another endpoint of the same id has keys that are new anyway. */
function isRotated(before: Installation, wanted: Installation): boolean {
  return wanted.authMode === AuthMode.Key && before.number !== wanted.number && isSame(before.created, wanted.created);
}

function isSame(one: unknown, other: unknown): boolean {
  return pulumi.isUnknown(one) || pulumi.isUnknown(other) || one === other;
}

async function rotate(
  { component, keys }: KeyPipeline,
  { endpoint, slot, number }: Installation,
  { connect }: InstallationOptions,
): Promise<string | undefined> {
  const proposal = String((await tryResolve(keys[slot]))?.value);
  const arm = await connect(proposal);
  try {
    const key = await regenerateKey(arm, { endpoint, slot, proposal });
    if (key !== undefined && key !== proposal) {
      void pulumi.log.info(
        `Azure made the ${slot} key (number ${number}) itself; outputs and secrets follow it`,
        component,
      );
    }
    return key;
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    throw new Error(
      `could not replace the ${slot} key (number ${number}) of the endpoint "${nameIn(endpoint)}": ${error.message}; ` +
        `${await stateInWords(arm, endpoint)}, and its ${slot} key may be the old or a new one, the other key is as it ` +
        "was; deploy again to go on",
    );
  }
}
