import * as fc from "fast-check";

import {
  activeSlot,
  installationOrder,
  otherSlot,
  refusedStep,
  type RotationNumbers,
  rotationSteps,
} from "../../../src/keys/rotation";
import { slots } from "../../../src/contract/key-slots";

const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const pair = fc.record({ primary: number, secondary: number });
/** As a preview or an old state may know them. */
const partial = fc.record({ primary: number, secondary: number }, { requiredKeys: [] });

const refused = (recorded: RotationNumbers, wanted: RotationNumbers) =>
  rotationSteps(recorded, wanted).filter((step) => refusedStep(step) !== undefined);

describe("the steps from the recorded numbers to the wanted ones", () => {
  test("the same numbers are no step", () => {
    fc.assert(fc.property(partial, (numbers) => rotationSteps(numbers, { ...numbers }).length === 0));
  });

  test("there is a step for each slot whose two numbers are known and differ, primary first", () => {
    fc.assert(
      fc.property(partial, partial, (recorded, wanted) => {
        const differing = slots.filter(
          (slot) => recorded[slot] !== undefined && wanted[slot] !== undefined && recorded[slot] !== wanted[slot],
        );
        expect(rotationSteps(recorded, wanted)).toEqual(
          differing.map((slot) => ({ slot, from: recorded[slot], to: wanted[slot] })),
        );
      }),
    );
  });

  test("taking the steps leads to the wanted numbers, and nothing is left to do", () => {
    fc.assert(
      fc.property(pair, pair, (recorded, wanted) => {
        const taken = rotationSteps(recorded, wanted).map(({ slot, to }) => [slot, to]);
        const reached = { ...recorded, ...Object.fromEntries(taken) } as RotationNumbers;
        expect(reached).toEqual(wanted);
        expect(rotationSteps(reached, wanted)).toEqual([]);
      }),
    );
  });

  test("the way back is the same steps turned round", () => {
    fc.assert(
      fc.property(partial, partial, (one, other) => {
        const turned = rotationSteps(other, one).map(({ slot, from, to }) => ({ slot, from: to, to: from }));
        expect(rotationSteps(one, other)).toEqual(turned);
      }),
    );
  });

  test("one slot says nothing about the other", () => {
    fc.assert(
      fc.property(partial, partial, (recorded, wanted) => {
        const apart = slots.flatMap((slot) => rotationSteps({ [slot]: recorded[slot] }, { [slot]: wanted[slot] }));
        expect(rotationSteps(recorded, wanted)).toEqual(apart);
      }),
    );
  });
});

describe("a step", () => {
  test("up is allowed, by one or by more", () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(...slots), ({ primary, secondary }, slot) => {
        const [from, to] = [Math.min(primary, secondary), Math.max(primary, secondary)];
        fc.pre(from < to);
        expect(refusedStep({ slot, from, to })).toBeUndefined();
      }),
    );
  });

  test("down is refused", () => {
    fc.assert(
      fc.property(pair, fc.constantFrom(...slots), ({ primary, secondary }, slot) => {
        const [from, to] = [Math.max(primary, secondary), Math.min(primary, secondary)];
        fc.pre(to < from);
        expect(refusedStep({ slot, from, to })).toContain(`keys.rotation.${slot}: ${to} is not allowed`);
      }),
    );
  });

  test("and its way back are never both allowed", () => {
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        const there = rotationSteps(one, other).length;
        expect(refused(one, other).length + refused(other, one).length).toBe(there);
      }),
    );
  });

  test("that is refused says what is allowed and the way out", () => {
    expect(refusedStep({ slot: "secondary", from: 3, to: 2 })).toBe(
      "keys.rotation.secondary: 2 is not allowed: must be 3 or more, because it was 3 and the key of an earlier number may be known to others; give 3 to keep the key (where an update failed before it was over, 3 finishes that rotation), or 4 to rotate it",
    );
  });
});

test("numbers that only go up never bring back a number that was left", () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2, maxLength: 12 }), (wanted) => {
      const left = { primary: new Set<number>(), secondary: new Set<number>() };
      wanted.reduce((recorded, next) => {
        if (refused(recorded, next).length > 0) {
          return recorded;
        }
        for (const { slot, from, to } of rotationSteps(recorded, next)) {
          left[slot].add(from);
          expect(left[slot].has(to)).toBe(false);
        }
        return next;
      });
    }),
  );
});

describe("the active slot", () => {
  test.each([
    [1, 1, "primary"],
    [1, 2, "secondary"],
    [2, 2, "primary"],
    [2, 3, "secondary"],
    [5, 2, "primary"],
  ])("of (%d, %d) is the %s one", (primary, secondary, slot) => {
    expect(activeSlot({ primary, secondary })).toBe(slot);
  });

  test("is installed last, and when a number is not known the order is that of the slots", () => {
    fc.assert(
      fc.property(pair, (numbers) => {
        expect(installationOrder(numbers)).toEqual([otherSlot(activeSlot(numbers)), activeSlot(numbers)]);
      }),
    );
    expect(installationOrder({ primary: Promise.resolve(1), secondary: 1 })).toEqual(["primary", "secondary"]);
  });
});
