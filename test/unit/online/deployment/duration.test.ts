import fc from "fast-check";

import { duration, seconds } from "../../../../src/online/deployment/duration";

test.each([
  [0, "PT0S"],
  [1, "PT0.001S"],
  [10, "PT0.01S"],
  [500, "PT0.5S"],
  [1000, "PT1S"],
  [5000, "PT5S"],
  [60_000, "PT1M"],
  [90_000, "PT1M30S"],
  [61_001, "PT1M1.001S"],
  [180_000, "PT3M"],
  [300_000, "PT5M"],
  [3_600_000, "PT1H"],
  [3_660_500, "PT1H1M0.5S"],
])("%d ms are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  [10, "PT10S"],
  [310, "PT5M10S"],
  [86_399, "PT23H59M59S"],
  [86_400, "P1D"],
])("%d s are %s", (count, text) => {
  expect(seconds(count)).toBe(text);
});

test("every duration reads back as the number it was made of, and has no part that could be left out", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000_000 }), (milliseconds) => {
      const text = duration(milliseconds);
      expect(read(text)).toBe(milliseconds);
      expect(text).not.toMatch(/(?<!\d)0[DHM]|T$|\.\d*0S$|(?<![.\d])0S$/);
    }),
  );
});

/** ISO 8601, by digits: no floating point number takes part. */
function read(text: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/.exec(text);
  const [days, hours, minutes, whole] = (match?.slice(1, 5) ?? []).map((part) => Number(part ?? 0));
  const thousandths = Number((match?.[5] ?? "").padEnd(3, "0"));
  return (((days ?? NaN) * 24 + (hours ?? NaN)) * 60 + (minutes ?? NaN)) * 60_000 + (whole ?? NaN) * 1000 + thousandths;
}
