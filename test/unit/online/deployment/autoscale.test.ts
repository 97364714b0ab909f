import fc from "fast-check";

import { scaleInBelow } from "../../../../src/online/deployment/autoscale";

test.each([
  [70, 30],
  [100, 42],
  [50, 21],
  [3, 1],
  [2, 0],
  [1, 0],
])("a target of %d percent lets a computer go below %d", (target, below) => {
  expect(scaleInBelow(target)).toBe(below);
});

test("one computer that takes over from two stays under the target, so that the number does not swing", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (target) => {
      const below = scaleInBelow(target);
      expect(below).toBeGreaterThanOrEqual(0);
      expect(2 * below).toBeLessThan(target);
    }),
  );
});
