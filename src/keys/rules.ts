import { LeafRule, number, ObjectRule, text } from "../inputs/rule";

/** The names of the two slots, in the order in which they are listed everywhere. */
export const slots = ["primary", "secondary"] as const;
export type Slot = (typeof slots)[number];

const rotationNumber = number({
  what: "number",
  from: 1,
  integer: true,
  fix: "leave it out to start at 1, and raise it by one to rotate",
});

/**
 * Letters and digits only: no header, shell or gateway treats them specially. Azure ML's own keys have 32 or more;
 * 16 still hold 95 bits.
 */
const initialKey: LeafRule = text({
  pattern: /^[A-Za-z0-9]{16,}$/,
  atMost: 128,
  must: "16 to 128 letters and digits",
  fix: "regenerate that key on the old service, or leave it out for a generated one",
  secret: true,
});

export const rotationRule: ObjectRule = {
  kind: "object",
  properties: { primary: rotationNumber, secondary: rotationNumber },
};

export const webserviceKeysRule: ObjectRule = {
  kind: "object",
  properties: {
    rotation: rotationRule,
    initial: {
      kind: "object",
      properties: { primary: initialKey, secondary: initialKey },
      relations: [
        {
          of: ["primary", "secondary"],
          check: ([primary, secondary]) =>
            typeof primary === "string" && primary === secondary
              ? {
                  path: "secondary",
                  reason:
                    "is the same as primary (not shown): must be another key, or rotating one would not end the other; leave it out for a generated one",
                }
              : undefined,
        },
      ],
    },
  },
};
