import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { stashWithHooks } from "../pulumi/stash";
import type { KeyRotationArgs, WebserviceKeysArgs } from "./args";
import { keyDefaults } from "./defaults";
import { bothKeysReplacedError } from "./guard";
import { refusedStep, type RotationNumbers, rotationSteps } from "./rotation";
import { type Slot, slots } from "../contract/key-slots";

/** What a service leaves to its `WebserviceKeys`: the secrets come after the service has the keys, so they are its own. */
export function withoutVault({ rotation, initial }: WebserviceKeysArgs = {}): WebserviceKeysArgs {
  return { rotation, initial };
}

/** The number of each slot, with its default. */
export function rotationNumbers(rotation: KeyRotationArgs | undefined): Record<Slot, pulumi.Input<number>> {
  const { rotationNumber } = keyDefaults;
  return { primary: rotation?.primary ?? rotationNumber, secondary: rotation?.secondary ?? rotationNumber };
}

/** The numbers that may be reached in one update, for a hook. */
export function numbersAllowed(
  rotation: KeyRotationArgs | undefined,
): () => Promise<Partial<Record<Slot, number>> | undefined> {
  const given = rotation?.replaceBothAt;
  return async () => (given === undefined ? undefined : numbersIn(await unwrapHookInput(given)));
}

/**
 * Remembers the numbers in the state. Its hook compares the recorded numbers with the wanted ones before either key is
 * touched, in previews too: only a resource that is updated in place gets its old inputs, and a key is replaced.
 */
export function rotationRecord(
  name: string,
  rotation: KeyRotationArgs | undefined,
  parent: pulumi.Resource,
): pulumi.Resource {
  const allowed = numbersAllowed(rotation);
  const refuseOrTell: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const steps = rotationSteps(numbersIn(oldInputs?.input), numbersIn(newInputs?.input));
    const refused = [...steps.map(refusedStep), bothKeysReplacedError(steps, await allowed())];
    const reasons = refused.filter((reason) => reason !== undefined);
    if (reasons.length > 0) {
      throw new Error(reasons.join("\n"));
    }
    for (const { slot, from, to } of steps) {
      void pulumi.log.info(`rotates ${slot}: ${from} => ${to}`, parent);
    }
  };
  return stashWithHooks(
    `${name}-rotation`,
    { ...rotationNumbers(rotation) },
    { parent, hooks: resourceHooks(`${name}-rotation`, { beforeUpdate: refuseOrTell, inPreviews: true }) },
  );
}

/** Those that are known. */
function numbersIn(value: unknown): RotationNumbers {
  const given = (value ?? {}) as Record<string, unknown>;
  return Object.fromEntries(slots.flatMap((slot) => (typeof given[slot] === "number" ? [[slot, given[slot]]] : [])));
}
