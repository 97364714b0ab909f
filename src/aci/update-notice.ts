import * as pulumi from "@pulumi/pulumi";

import { AuthMode } from "../auth-mode";
import { resourceHooks } from "../pulumi/hooks";
import { peek } from "../pulumi/peek";
import { stableJson } from "../stable-json";
import { keysVolume } from "./gateway-container";

type Inputs = Record<string, unknown> | undefined;

/**
 * Tells what an update in place means, in previews too: whether the authentication changes, and that Container
 * Instances restarts all containers of a group for any change but that of its tags. A group is one replica, so callers
 * are refused until the model is loaded again.
 */
export function updateNotice(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-update-notice`, {
    inPreviews: true,
    beforeUpdate: async ({ oldInputs, newInputs }) => {
      const [before, after] = [await authMode(oldInputs), await authMode(newInputs)];
      if (before !== undefined && after !== undefined && before !== after) {
        void pulumi.log.info(`authentication changes: ${before} => ${after}`, parent);
      }
      if (!(await sameButForTags(oldInputs, newInputs))) {
        void pulumi.log.warn(
          "this update restarts the containers of the group: the service does not answer until the model is loaded again",
          parent,
        );
      }
    },
  });
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

async function sameButForTags(before: Inputs, after: Inputs): Promise<boolean> {
  const [{ tags: _old, ...one }, { tags: _new, ...other }] = [before ?? {}, after ?? {}];
  const [left, right] = [await known(one), await known(other)];
  return left !== undefined && right !== undefined && stableJson(left) === stableJson(right);
}

/** A hook's input as a plain value, its secrets too; nothing for a key that is being replaced in a preview. */
async function known(input: unknown): Promise<unknown> {
  return (await peek(input))?.value;
}
