import { type Slot, slots } from "../contract/key-slots";

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
        `earlier number may be known to others; give ${from} to keep the key (where an update failed ` +
        `before it was over, ${from} finishes that rotation), or ${from + 1} to rotate it`;
}

/** The slot that is not this one. */
export function otherSlot(slot: Slot): Slot {
  return slot === "primary" ? "secondary" : "primary";
}

/**
 * The slot whose key callers are told to use: the secondary one while its number is higher, else the primary one. With
 * rotations that alternate, secondary first, it is always the one that was rotated last.
 */
export function activeSlot({ primary, secondary }: Readonly<Record<Slot, number>>): Slot {
  return secondary > primary ? "secondary" : "primary";
}

/**
 * In which order the slots are installed. Where a run finds both to replace, because an earlier one was cut off, the
 * first goes through and the second is refused; so the first is the one that the active key is not in.
 */
export function installationOrder(numbers: Readonly<Record<Slot, unknown>>): readonly [Slot, Slot] {
  const { primary, secondary } = numbers;
  // A number that only an Output knows cannot decide what is deployed in which order.
  const active =
    typeof primary === "number" && typeof secondary === "number" ? activeSlot({ primary, secondary }) : "secondary";
  return [otherSlot(active), active];
}
