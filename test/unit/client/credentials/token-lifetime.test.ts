import * as fc from "fast-check";

import { clockOffset, parseTimestamp, refreshSchedule } from "../../../../src/client/credentials/token-lifetime";

const moment = Date.UTC(2026, 10, 26, 20, 0, 0);

test.each<[string, unknown, number | undefined]>([
  ["seconds", moment / 1000, moment],
  ["seconds with a fraction", moment / 1000 + 0.25, moment + 250],
  ["milliseconds", moment, moment],
  ["seconds as text", String(moment / 1000), moment],
  ["milliseconds as text", ` ${moment} `, moment],
  ["ISO 8601", "2026-11-26T20:00:00Z", moment],
  ["ISO 8601 with .NET's seven digits", "2026-11-26T20:00:00.1234567Z", moment + 123],
  ["ISO 8601 in another zone", "2026-11-26T21:00:00+01:00", moment],
  ["ISO 8601 without a zone, in UTC as the names say", "2026-11-26T20:00:00.5", moment + 500],
  ["a day", "2026-11-26", moment - 20 * 3_600_000],
  ["zero", 0, undefined],
  ["below zero", -1, undefined],
  ["no number", NaN, undefined],
  ["no end", Infinity, undefined],
  ["no time", "tomorrow", undefined],
  ["an empty text", "", undefined],
  ["nothing", undefined, undefined],
  ["null", null, undefined],
  ["an object", {}, undefined],
])("%s", (_, value, expected) => {
  expect(parseTimestamp(value)).toBe(expected);
});

test("each second from 1970 to 2100 is read as itself, in seconds and in milliseconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1e8, max: 4_102_444_800 }), (seconds) => {
      expect([parseTimestamp(seconds), parseTimestamp(seconds * 1000)]).toEqual([seconds * 1000, seconds * 1000]);
    }),
  );
});

test("a clock that may be right is not corrected; of one that is wrong, the service is never thought behind", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e8, max: 1e8 }),
      fc.nat(30_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (ahead, tookMs, when) => {
        const [sentAt, answeredAt] = [moment, moment + tookMs];
        const date = Math.floor((sentAt + tookMs * when + ahead) / 1000) * 1000;
        const offset = clockOffset(date, sentAt, answeredAt);
        if (ahead === 0) {
          expect(offset).toBe(0);
        } else if (offset !== 0) {
          expect(offset).toBeGreaterThanOrEqual(ahead);
          expect(offset - ahead).toBeLessThanOrEqual(tookMs + 1000);
        }
      },
    ),
  );
});

test("a token is renewed before its end, and never sooner than the service says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.option(fc.integer({ min: -1e9, max: 1e9 }), { nil: undefined }),
      fc.nat(60_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (life, refreshAfter, skew, random) => {
        const { lifetimeMs, refreshInMs } = refreshSchedule(life, refreshAfter, skew, random);
        expect(lifetimeMs).toBeLessThanOrEqual(life);
        expect(lifetimeMs).toBeGreaterThanOrEqual(life * 0.9 - 0.001);
        expect(refreshInMs).toBeLessThanOrEqual(life);
        if (refreshAfter !== undefined && refreshAfter < lifetimeMs) {
          expect(refreshInMs).toBeGreaterThanOrEqual(refreshAfter);
        }
      },
    ),
  );
});
