import * as pulumi from "@pulumi/pulumi";

import type { Slot } from "../../../contract/key-slots";
import type { KeyPipeline } from "../../../keys/pipeline";
import { errorMessage } from "../../../pulumi/error-message";
import { hooksRun, resourceHooks } from "../../../pulumi/hooks";
import { unwrapHookInput } from "../../../pulumi/hook-inputs";
import { unknownOutput } from "../../../pulumi/output-value";
import { stashValue } from "../../../pulumi/stash";

/** A key that callers may use, and the record that it is kept in. */
export interface KeyInForce {
  readonly key: pulumi.Output<string>;
  readonly record: pulumi.CustomResource;
}

export interface KeyInForceOptions {
  readonly installation: pulumi.CustomResource;
  /** Whatever else may have brought another key; a change of any of them reads the key again. */
  readonly renewedBy: Readonly<Record<string, pulumi.Input<string | number | undefined>>>;
  /** Asks Azure; called in updates only. */
  readonly read: (slot: Slot) => Promise<string>;
}

/** In the place of a key that could not be read. Nobody misses it unless the record is to be renewed. */
interface Unread {
  readonly unread: string;
}

/**
 * The key that Azure says is in force, kept as a `RandomPassword` with keepers keeps its own: it stays until the slot's
 * number moves or the endpoint is another one, a preview knows it until then, and no preview asks Azure.
 *
 * An update asks even when nothing changes, because only the engine knows whether the record is to be renewed; if that
 * fails, it counts only where the answer is needed.
 */
export function keyInForce(pipeline: KeyPipeline, slot: Slot, options: KeyInForceOptions): KeyInForce {
  const { component, name, keys, numbers } = pipeline;
  const { installation, renewedBy, read } = options;
  const child = `${name}-${slot}-key-in-force`;
  const asked = installation.urn.apply(() =>
    pulumi.runtime.isDryRun() ? unknownOutput<string | Unread>() : pulumi.output(readOrSay(slot, read)),
  );
  const refuseUnread: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const { unread } = ((await unwrapHookInput(newInputs?.input)) ?? {}) as Partial<Unread>;
    if (unread !== undefined) {
      throw new Error(unread);
    }
  };
  const record = stashValue(child, pulumi.secret(hooksRun() ? asked : keys[slot]), {
    parent: component,
    protect: false,
    dependsOn: [installation],
    ignoreChanges: ["input"],
    replacementTrigger: pulumi
      .output({ ...renewedBy, number: numbers[slot], installation: installation.id })
      .apply((facts) => JSON.stringify(facts)),
    hooks: resourceHooks(child, { beforeCreate: refuseUnread, inPreviews: false }),
  });
  return { record, key: pulumi.secret(hooksRun() ? (record.output as pulumi.Output<string>) : keys[slot]) };
}

async function readOrSay(slot: Slot, read: (slot: Slot) => Promise<string>): Promise<string | Unread> {
  try {
    return await read(slot);
  } catch (error) {
    return { unread: `the ${slot} key in force is not known: ${errorMessage(error)}; deploy again to read it` };
  }
}
