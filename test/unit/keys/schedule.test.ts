import * as fc from "fast-check";

import { activeSlot, otherSlot, refusedStep, rotationSteps } from "../../../src/keys/rotation";
import {
  nextRotation,
  type RotationPair,
  rotationAt,
  rotationDueAt,
  rotationsDue,
  RotationUnit,
  type RotationSchedule,
} from "../../../src/keys/schedule";

const step = fc.integer({ min: 0, max: 1_000_000 });
const number = fc.integer({ min: 1, max: 1000 });
const pair = fc.record({ primary: number, secondary: number });

describe("rotations in turn", () => {
  test("begin with the numbers of a new service, secondary first", () => {
    expect([0, 1, 2, 3, 4].map(rotationAt)).toEqual([
      { primary: 1, secondary: 1 },
      { primary: 1, secondary: 2 },
      { primary: 2, secondary: 2 },
      { primary: 2, secondary: 3 },
      { primary: 3, secondary: 3 },
    ]);
  });

  test("change one slot by one, which was not the active one and is it afterwards", () => {
    fc.assert(
      fc.property(step, (count) => {
        const [before, after] = [rotationAt(count), rotationAt(count + 1)];
        const steps = rotationSteps(before, after);
        expect(steps).toHaveLength(1);
        expect(steps[0]?.to).toBe((steps[0]?.from ?? 0) + 1);
        expect(steps[0]?.slot).toBe(otherSlot(activeSlot(before)));
        expect(steps[0]?.slot).toBe(activeSlot(after));
      }),
    );
  });

  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])("are counted in whole numbers, not %d", (count) => {
    expect(() => rotationAt(count)).toThrow(`rotations: ${count} is not allowed: must be a whole number, 0 or more`);
  });
});

describe("the next step", () => {
  test("changes at most one slot, never down, and leads to the wanted numbers in two steps at most", () => {
    fc.assert(
      fc.property(pair, number, number, (deployed, more, evenMore) => {
        const wanted = { primary: deployed.primary + more - 1, secondary: deployed.secondary + evenMore - 1 };
        const first = nextRotation(deployed, wanted);
        const second = nextRotation(first, wanted);
        expect(rotationSteps(deployed, first).length).toBeLessThanOrEqual(1);
        expect(rotationSteps(first, second).length).toBeLessThanOrEqual(1);
        expect([...rotationSteps(deployed, first), ...rotationSteps(first, second)].map(refusedStep)).toEqual(
          rotationSteps(deployed, wanted).map(() => undefined),
        );
        expect(second).toEqual(wanted);
        expect(nextRotation(wanted, wanted)).toEqual(wanted);
      }),
    );
  });

  test("leaves the active key alone while the other one is to change too", () => {
    fc.assert(
      fc.property(pair, number, number, (deployed, more, evenMore) => {
        const wanted = { primary: deployed.primary + more, secondary: deployed.secondary + evenMore };
        const [changed] = rotationSteps(deployed, nextRotation(deployed, wanted));
        expect(changed?.slot).toBe(otherSlot(activeSlot(deployed)));
      }),
    );
  });

  test("after any number of skipped periods is one rotation, and one more leads to what is due", () => {
    fc.assert(
      fc.property(step, step, (count, skipped) => {
        const [deployed, due] = [rotationAt(count), rotationAt(count + skipped)];
        const once = nextRotation(deployed, due);
        expect(rotationSteps(deployed, once)).toHaveLength(Math.min(skipped, 1));
        expect(nextRotation(once, due)).toEqual(due);
      }),
    );
  });

  test.each<[string, object, object]>([
    ['deployed.primary: "1"', { primary: "1", secondary: 1 }, { primary: 1, secondary: 2 }],
    ["deployed.secondary: undefined", { primary: 1 }, { primary: 1, secondary: 2 }],
    ["wanted.primary: NaN", { primary: 1, secondary: 1 }, { primary: NaN, secondary: 2 }],
    ["wanted.secondary: 0", { primary: 1, secondary: 1 }, { primary: 1, secondary: 0 }],
  ])("takes only numbers: %s", (found, deployed, wanted) => {
    expect(() => nextRotation(deployed as RotationPair, wanted as RotationPair)).toThrow(
      new RangeError(`${found} is not allowed: must be a whole number, 1 or more`),
    );
  });

  test("never goes down", () => {
    expect(() => nextRotation({ primary: 2, secondary: 3 }, { primary: 2, secondary: 2 })).toThrow(
      "keys.rotation.secondary: 2 is not allowed: must be 3 or more, because it was 3 and the key of an earlier number may be known to others; give 3 to keep the key (where an update failed before it was over, 3 finishes that rotation), or 4 to rotate it",
    );
  });
});

const schedule = (change: Partial<RotationSchedule>): RotationSchedule => ({
  anchor: "2026-01-31T02:30",
  timeZone: "Europe/Berlin",
  every: 1,
  unit: RotationUnit.Months,
  ...change,
});

describe("due dates", () => {
  test.each<[string, Partial<RotationSchedule>, string[]]>([
    [
      "months that are too short end on their last day, and the 31st comes back; summer time shifts the moment",
      {},
      ["2026-02-28T01:30", "2026-03-31T00:30", "2026-04-30T00:30", "2026-05-31T00:30"],
    ],
    ["a leap year", { anchor: "2028-01-30", timeZone: "UTC" }, ["2028-02-29T00:00", "2028-03-30T00:00"]],
    [
      "the 29th of February",
      { anchor: "2028-02-29", timeZone: "UTC", unit: RotationUnit.Years },
      ["2029-02-28T00:00", "2030-02-28T00:00", "2031-02-28T00:00", "2032-02-29T00:00"],
    ],
    [
      "a time that clocks skip is the one they then show",
      { anchor: "2026-03-28T02:30", unit: RotationUnit.Days },
      ["2026-03-29T01:30", "2026-03-30T00:30"],
    ],
    [
      "a time that clocks show twice is the first",
      { anchor: "2026-10-24T02:30", unit: RotationUnit.Days },
      ["2026-10-25T00:30", "2026-10-26T01:30"],
    ],
    [
      "weeks keep the time of day",
      { anchor: "2026-03-22T09:00", every: 2, unit: RotationUnit.Weeks },
      ["2026-04-05T07:00", "2026-04-19T07:00"],
    ],
    [
      "zones behind UTC",
      { anchor: "2026-12-31T23:00", timeZone: "America/Los_Angeles", unit: RotationUnit.Days },
      ["2027-01-02T07:00"],
    ],
    [
      "half an hour of summer time",
      { anchor: "2026-10-03T02:10", timeZone: "Australia/Lord_Howe", unit: RotationUnit.Days },
      ["2026-10-03T15:40", "2026-10-04T15:10"],
    ],
    [
      "a whole day that was skipped",
      { anchor: "2011-12-29", timeZone: "Pacific/Apia", unit: RotationUnit.Days },
      ["2011-12-30T10:00", "2011-12-30T10:00", "2011-12-31T10:00"],
    ],
  ])("%s", (_, change, expected) => {
    const dates = expected.map((__, i) =>
      rotationDueAt(schedule(change), i + 1)
        .toISOString()
        .slice(0, 16),
    );
    expect(dates).toEqual(expected);
  });

  const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"];
  const schedules = fc.record({
    anchor: fc
      .date({ min: new Date("1971-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 16)),
    timeZone: fc.constantFrom(...zones),
    every: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom(...Object.values(RotationUnit)),
  });
  const times = fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });

  test("nothing is due before the first date, and at each date one more than just before", () => {
    fc.assert(
      // 190 times 40 years end before the year 9998, after which schedules give no dates.
      fc.property(schedules, fc.integer({ min: 1, max: 190 }), (given, rotation) => {
        const date = rotationDueAt(given, rotation);
        expect(rotationsDue(given, date)).toBeGreaterThanOrEqual(rotation);
        expect(rotationsDue(given, new Date(date.getTime() - 1))).toBeLessThan(rotation);
      }),
      { numRuns: 200 },
    );
  });

  test("a later time never has fewer due, and what is due lies behind", () => {
    fc.assert(
      fc.property(schedules, times, times, (given, one, other) => {
        const [earlier, later] = one < other ? [one, other] : [other, one];
        const [before, after] = [rotationsDue(given, earlier), rotationsDue(given, later)];
        expect(before).toBeLessThanOrEqual(after);
        if (after > 0) {
          expect(rotationDueAt(given, after).getTime()).toBeLessThanOrEqual(later.getTime());
        }
        expect(rotationDueAt(given, after + 1).getTime()).toBeGreaterThan(later.getTime());
      }),
      { numRuns: 200 },
    );
  });

  test("the same question has the same answer, whatever the zone of the machine", () => {
    fc.assert(
      fc.property(schedules, times, (given, time) => {
        expect(rotationsDue(given, time)).toBe(rotationsDue({ ...given }, new Date(time)));
      }),
      { numRuns: 50 },
    );
    expect(rotationDueAt(schedule({}), 1).toISOString()).toBe("2026-02-28T01:30:00.000Z");
  });
});

describe("what is no schedule", () => {
  const anchorMust = "must be a local time such as 2026-01-31T02:00, without a zone, or a date";
  test.each<[Partial<Record<keyof RotationSchedule, unknown>>, string]>([
    ...["2026-02-30", "2026-13-01", "2026-01-31T24:00", "2026-01-31T02:00Z", "1969-12-31", "soon", ""].map(
      (anchor): [object, string] => [{ anchor }, `anchor: ${JSON.stringify(anchor)} is not allowed: ${anchorMust}`],
    ),
    [
      { timeZone: "Mars/Olympus" },
      'timeZone: "Mars/Olympus" is not allowed: must be the IANA name of a time zone, such as Europe/Berlin or UTC',
    ],
    [
      { timeZone: undefined },
      "timeZone: undefined is not allowed: must be the IANA name of a time zone, such as Europe/Berlin or UTC",
    ],
    [{ every: 0 }, "every: 0 is not allowed: must be a whole number from 1 to 10000"],
    [{ every: 1.5 }, "every: 1.5 is not allowed: must be a whole number from 1 to 10000"],
    [{ every: 10_001 }, "every: 10001 is not allowed: must be a whole number from 1 to 10000"],
    [{ unit: "hours" }, 'unit: "hours" is not allowed: must be one of "Days", "Weeks", "Months", "Years"'],
  ])("%j", (change, message) => {
    const given = { ...schedule({}), ...change } as RotationSchedule;
    expect(() => rotationsDue(given, new Date(0))).toThrow(message);
    expect(() => rotationDueAt(given, 1)).toThrow(message);
  });

  test.each([0, -1, 1.5])("rotation number %d", (rotation) => {
    expect(() => rotationDueAt(schedule({}), rotation)).toThrow(
      `rotation: ${rotation} is not allowed: must be a whole number, 1 or more`,
    );
  });

  test("times that nobody reaches", () => {
    expect(() => rotationsDue(schedule({}), new Date(NaN))).toThrow(
      "time: the date given is not allowed: must be a valid one before the year 9998",
    );
    expect(() => rotationsDue(schedule({}), new Date("9998-01-01"))).toThrow("before the year 9998");
    expect(() => rotationsDue(schedule({}), "2026-02-01" as unknown as Date)).toThrow("time: the date given is not");
    expect(() => rotationDueAt(schedule({ every: 10_000, unit: RotationUnit.Years }), 1)).toThrow(
      "rotation: 1 is not allowed: must be due before the year 9999",
    );
    expect(rotationsDue(schedule({ every: 10_000, unit: RotationUnit.Years }), new Date("2026-02-01"))).toBe(0);
  });
});
