import * as fc from "fast-check";

import { bothKeysReplacedError, ReplacementGuard, type Replacement } from "../../../src/keys/guard";
import { activeSlot, otherSlot } from "../../../src/keys/rotation";
import { slots } from "../../../src/contract/key-slots";

const number = fc.integer({ min: 1, max: 1000 });
const replacement = (slot: (typeof slots)[number]): fc.Arbitrary<Replacement> =>
  fc.record({ slot: fc.constant(slot), from: number, to: number }, { requiredKeys: ["slot"] });

const both = (from: [number, number], to: [number, number]): Replacement[] =>
  slots.map((slot, i) => ({ slot, from: from[i], to: to[i] }));

describe("both keys in one update", () => {
  test.each([
    [
      "from the beginning",
      both([1, 1], [2, 2]),
      undefined,
      "keys.rotation: both keys would be replaced in one update (primary: 1 => 2; secondary: 1 => 2), and callers would hold none that works: replace one at a time: first deploy with secondary: 2 and primary: 1, let callers read their key again, and then deploy with primary: 2; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 2 }",
    ],
    [
      "while the secondary key is the active one",
      both([1, 2], [2, 3]),
      undefined,
      "keys.rotation: both keys would be replaced in one update (primary: 1 => 2; secondary: 2 => 3), and callers would hold none that works: replace one at a time: first deploy with primary: 2 and secondary: 2, let callers read their key again, and then deploy with secondary: 3; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 3 }",
    ],
    [
      "when one of them was replaced already",
      both([1, 1], [2, 2]),
      "secondary" as const,
      "keys.rotation: both keys would be replaced in one update (primary: 1 => 2; secondary: 1 => 2), and callers would hold none that works: replace one at a time: the secondary key is replaced, and the primary key left as it was; let callers read their key again, and then deploy the same once more; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 2 }",
    ],
    [
      "where only the wanted numbers are known",
      [
        { slot: "primary" as const, to: 2 },
        { slot: "secondary" as const, to: 2 },
      ],
      undefined,
      "keys.rotation: both keys would be replaced in one update (primary: another key with the number 2; secondary: another key with the number 2), and callers would hold none that works: replace one at a time: first deploy with secondary: 2 and primary as it is, let callers read their key again, and then deploy with primary: 2; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 2 }",
    ],
    [
      "where one of them was recorded by an update that failed",
      [
        { slot: "primary" as const, to: 2, isRecorded: true },
        { slot: "secondary" as const, to: 3, isRecorded: false },
      ],
      undefined,
      "keys.rotation: both keys would be replaced in one update (primary: another key with the number 2; secondary: another key with the number 3), and callers would hold none that works: replace one at a time: first deploy with primary: 2 and secondary as it is, let callers read their key again, and then deploy with secondary: 3; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: 2, secondary: 3 }",
    ],
    [
      "where nothing is known",
      [{ slot: "primary" as const }, { slot: "secondary" as const }],
      undefined,
      "keys.rotation: both keys would be replaced in one update (primary: another key; secondary: another key), and callers would hold none that works: replace one at a time: first deploy with secondary and primary as it is, let callers read their key again, and then deploy with primary; in an emergency, such as both keys having leaked, set keys.rotation.replaceBothAt: { primary: …, secondary: … }",
    ],
  ])("%s are refused", (_, replacements, begun, message) => {
    expect(bothKeysReplacedError(replacements, undefined, begun)).toBe(message);
  });

  test("are allowed at exactly the two numbers that were named", () => {
    fc.assert(
      fc.property(number, number, number, number, (primary, secondary, one, other) => {
        const replacements = both([1, 1], [primary, secondary]);
        expect(bothKeysReplacedError(replacements, { primary, secondary })).toBeUndefined();
        fc.pre(one !== primary || other !== secondary);
        expect(bothKeysReplacedError(replacements, { primary: one, secondary: other })).toBeDefined();
      }),
    );
  });

  test("the first step that is named leaves the active key alone", () => {
    fc.assert(
      fc.property(number, number, (primary, secondary) => {
        const from = { primary, secondary };
        const refused = bothKeysReplacedError(both([primary, secondary], [primary + 1, secondary + 1]), undefined);
        const spare = otherSlot(activeSlot(from));
        expect(refused).toContain(`first deploy with ${spare}: ${from[spare] + 1} and`);
      }),
    );
  });
});

test("one key is never refused", () => {
  fc.assert(
    fc.property(fc.constantFrom(...slots).chain(replacement), (one) => {
      expect(bothKeysReplacedError([one], undefined)).toBeUndefined();
      expect(bothKeysReplacedError([], undefined)).toBeUndefined();
    }),
  );
});

describe("the guard of a deployment", () => {
  test("lets one slot through, as often as it comes, and refuses the other, whichever comes first", () => {
    fc.assert(
      fc.property(replacement("primary"), replacement("secondary"), fc.boolean(), (primary, secondary, swapped) => {
        const guard = new ReplacementGuard();
        const [first, second] = swapped ? [secondary, primary] : [primary, secondary];
        guard.admit(first, undefined, false);
        guard.admit(first, undefined, false);
        expect(() => guard.admit(second, undefined, false)).toThrow(
          `the ${first.slot} key is replaced, and the ${second.slot} key left as it was`,
        );
        // A retry of the first is none of its business.
        guard.admit(first, undefined, false);
      }),
    );
  });

  test("in a preview names both steps, because nothing is replaced yet", () => {
    const guard = new ReplacementGuard();
    guard.admit({ slot: "primary", from: 1, to: 2 }, undefined, true);
    expect(() => guard.admit({ slot: "secondary", from: 1, to: 2 }, undefined, true)).toThrow(
      "first deploy with secondary: 2 and primary: 1",
    );
  });

  test("lets both through where that is allowed", () => {
    const guard = new ReplacementGuard();
    guard.admit({ slot: "primary", from: 1, to: 4 }, { primary: 4, secondary: 2 }, false);
    guard.admit({ slot: "secondary", from: 1, to: 2 }, { primary: 4, secondary: 2 }, false);
  });
});
