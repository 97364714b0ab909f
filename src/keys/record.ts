import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../pulumi/hooks";
import { record } from "../pulumi/record";
import { refusedStep, RotationNumbers, rotationSteps } from "./rotation";
import { Slot, slots } from "./rules";

/**
 * Remembers the numbers in the state. Its hook compares the recorded numbers with the wanted ones before either key is
 * touched, in previews too: only a resource that is updated in place is told its old inputs, and a key is replaced.
 */
export function rotationRecord(
  name: string,
  numbers: Readonly<Record<Slot, pulumi.Input<number>>>,
  parent: pulumi.Resource,
): pulumi.Resource {
  const refuseOrTell: pulumi.ResourceHookFunction = ({ oldInputs, newInputs }) => {
    const steps = rotationSteps(knownNumbers(oldInputs), knownNumbers(newInputs));
    const refused = steps.map(refusedStep).filter((reason) => reason !== undefined);
    if (refused.length > 0) {
      throw new Error(refused.join("\n"));
    }
    for (const { slot, from, to } of steps) {
      void pulumi.log.info(`rotates ${slot}: ${from} => ${to}`, parent);
    }
  };
  return record(
    `${name}-rotation`,
    { primary: numbers.primary, secondary: numbers.secondary },
    { parent, hooks: resourceHooks(`${name}-rotation`, { beforeUpdate: refuseOrTell, inPreviews: true }) },
  );
}

function knownNumbers(inputs: Record<string, unknown> | undefined): RotationNumbers {
  const recorded = (inputs?.input ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    slots.flatMap((slot) => (typeof recorded[slot] === "number" ? [[slot, recorded[slot]]] : [])),
  );
}
