/** The names of the two slots, in the order in which they are listed everywhere. */
export const slots = ["primary", "secondary"] as const;
export type Slot = (typeof slots)[number];

/** Something of each slot. */
export type BySlot<T> = Readonly<Record<Slot, T>>;

/** Makes something for each slot, in the order of `slots`. */
export function bySlot<T>(make: (slot: Slot) => T): BySlot<T> {
  return { primary: make("primary"), secondary: make("secondary") };
}
