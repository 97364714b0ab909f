/** The names of the two slots, in the order in which they are listed everywhere. */
export const slots = ["primary", "secondary"] as const;
export type Slot = (typeof slots)[number];
