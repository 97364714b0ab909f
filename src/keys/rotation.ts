import { Slot, slots } from "./rules";

/** The number of each slot, as far as it is known: a preview may not know one that comes from another stack. */
export type RotationNumbers = Partial<Record<Slot, number>>;

export interface RotationStep {
  readonly slot: Slot;
  readonly from: number;
  readonly to: number;
}

/** What changes between the recorded numbers and the wanted ones. */
export function rotationSteps(recorded: RotationNumbers, wanted: RotationNumbers): RotationStep[] {
  return slots.flatMap((slot) => {
    const [from, to] = [recorded[slot], wanted[slot]];
    return from === undefined || to === undefined || from === to ? [] : [{ slot, from, to }];
  });
}

/** Why a step is refused, or nothing: a number that goes down would bring back a key that others may know. */
export function refusedStep({ slot, from, to }: RotationStep): string | undefined {
  return to > from
    ? undefined
    : `keys.rotation.${slot}: ${to} is not allowed: must be ${from} or more, because it was ${from} and the key of an ` +
        `earlier number may be known to others; give ${from} to keep the key, or ${from + 1} to rotate it`;
}
