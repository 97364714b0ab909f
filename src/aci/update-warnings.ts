import * as pulumi from "@pulumi/pulumi";

import { AuthMode } from "../contract/auth-mode";
import { secretTexts } from "../pulumi/secret-texts";
import { gatewayFiles } from "../gateway";
import { bothKeysReplacedError } from "../keys/guard";
import type { RotationNumbers } from "../keys/rotation";
import { type Slot, slots } from "../contract/key-slots";
import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput as knownParts } from "../pulumi/hook-inputs";
import { tryResolve } from "../pulumi/output-value";
import { stableJson } from "../pulumi/stable-json";
import { keysVolume } from "./gateway-container";
import { groupChanges } from "./group-words";

type Inputs = Record<string, unknown> | undefined;

/** What the program says of the rotation. */
export interface WantedRotation {
  readonly wanted: Readonly<Record<Slot, pulumi.Input<number>>>;
  readonly allowed: () => Promise<RotationNumbers | undefined>;
}

/**
 * Says what an update in place means, in previews too: what changes, and that Container Instances restarts all containers
 * of a group at each PUT, even of what it is already (container-instances-update). A group is one replica, so callers are
 * refused until the model is loaded again. Where the keys come with the group, it is what installs them: an update that
 * replaces both is refused.
 */
export function updateNotice(
  name: string,
  parent: pulumi.Resource,
  rotation: WantedRotation,
  args: unknown,
): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-update-notice`, {
    inPreviews: true,
    beforeUpdate: async ({ oldInputs, newInputs }) => {
      await refuseBoth(oldInputs, newInputs, rotation);
      const [before, after] = [await authMode(oldInputs), await authMode(newInputs)];
      if (before !== undefined && after !== undefined && before !== after) {
        void pulumi.log.info(`authentication changes: ${before} => ${after}`, parent);
      }
      const [old, next] = [await partsOf(oldInputs), await partsOf(newInputs)];
      for (const line of groupChanges(old, next, await secretTexts(args))) {
        void pulumi.log.info(line, parent);
      }
      const restarts = (await sameButForTags(oldInputs, newInputs))
        ? `this update changes only tags of "${name}", but may restart its containers: then`
        : `this update restarts the containers of "${name}":`;
      void pulumi.log.warn(`${restarts} the service does not answer until the model is loaded again`, parent);
    },
  });
}

/** Only the keys themselves are in the group, not their numbers. One that a preview does not know is being replaced. */
async function refuseBoth(oldInputs: Inputs, newInputs: Inputs, { wanted, allowed }: WantedRotation): Promise<void> {
  const [before, after] = [await keyFiles(oldInputs), await keyFiles(newInputs)];
  const numbers = (await knownParts(wanted)) as Record<Slot, unknown>;
  const replaced = slots.filter((slot) => {
    const [old, next] = [before[gatewayFiles.keys[slot]], after[gatewayFiles.keys[slot]]];
    return old !== undefined && next !== undefined && old !== next;
  });
  const replacements = replaced.map((slot) => {
    const to = numbers[slot];
    const isRecorded = !pulumi.isUnknown(after[gatewayFiles.keys[slot]]);
    return { slot, to: typeof to === "number" ? to : undefined, isRecorded };
  });
  const reason = bothKeysReplacedError(replacements, await allowed());
  if (reason !== undefined) {
    throw new Error(reason);
  }
}

/** The files of the keys' volume; none where the keys come from a vault. */
async function keyFiles(inputs: Inputs): Promise<Record<string, unknown>> {
  const volumes = await knownParts(inputs?.volumes);
  const volume = Array.isArray(volumes)
    ? (volumes as { name?: unknown; secret?: unknown }[]).find(({ name }) => name === keysVolume)
    : undefined;
  const files = volume?.secret;
  return typeof files === "object" && files !== null && !pulumi.isUnknown(files)
    ? (files as Record<string, unknown>)
    : {};
}

/** The mode that a group's inputs stand for: with keys, the gateway has a volume for them. */
async function authMode(inputs: Inputs): Promise<AuthMode | undefined> {
  const containers = await known(inputs?.containers);
  if (!Array.isArray(containers)) {
    return undefined;
  }
  const mounts = (containers as { volumeMounts?: { name?: string }[] }[]).flatMap((one) => one.volumeMounts ?? []);
  return mounts.some((mount) => mount.name === keysVolume) ? AuthMode.Key : AuthMode.None;
}

async function partsOf(inputs: Inputs): Promise<Record<string, unknown>> {
  return ((await knownParts(inputs)) ?? {}) as Record<string, unknown>;
}

async function sameButForTags(before: Inputs, after: Inputs): Promise<boolean> {
  const [{ tags: _old, ...one }, { tags: _new, ...other }] = [before ?? {}, after ?? {}];
  const [left, right] = [await known(one), await known(other)];
  return left !== undefined && right !== undefined && stableJson(left) === stableJson(right);
}

/** A hook's input as a plain value, its secrets too; nothing for a key that is being replaced in a preview. */
async function known(input: unknown): Promise<unknown> {
  return (await tryResolve(input))?.value;
}
