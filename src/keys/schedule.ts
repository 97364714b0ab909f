import { formatValue } from "../validation/format-value";
import { keyDefaults } from "./defaults";
import { refusedStep, activeSlot, otherSlot, rotationSteps } from "./rotation";
import { type Slot, slots } from "../contract/key-slots";
import { instantOf, laterBy, wallTime, type WallTime } from "./wall-time";

/** The numbers of both slots, as `keys.rotation` takes them. */
export interface RotationPair {
  /** The primary key's number: whole, from 1 up. */
  readonly primary: number;
  /** The secondary key's number: whole, from 1 up. */
  readonly secondary: number;
}

/** The units in which a period is counted. */
export const RotationUnit = {
  /** Days of the calendar, so that the time of day stays the same where clocks change. */
  Days: "Days",
  /** Seven days each. */
  Weeks: "Weeks",
  /** Months of the calendar. */
  Months: "Months",
  /** Years of the calendar. */
  Years: "Years",
} as const;
export type RotationUnit = (typeof RotationUnit)[keyof typeof RotationUnit];

/**
 * When keys are rotated: at the same time of day, by the calendar of one time zone. Where a month has no such day, its
 * last one counts; where clocks skip that time, the time that they then show; where they show it twice, the first.
 */
export interface RotationSchedule {
  /**
   * Where the counting begins, as local time in the time zone: `2026-01-31T02:00`, or a date alone for midnight. Nothing
   * is due then: the first rotation is due one period later.
   */
  readonly anchor: string;
  /** The time zone by its IANA name, such as `Europe/Berlin` or `UTC`. */
  readonly timeZone: string;
  /** How many units a period has: whole, from 1 up. */
  readonly every: number;
  /** What `every` counts. */
  readonly unit: RotationUnit;
}

/**
 * The numbers after so many rotations of either slot in turn, secondary first: 0 is where a service begins, (1, 1); 1 is
 * (1, 2), 2 is (2, 2). Each step changes one slot, which is the active one from then on.
 *
 * @throws When `rotations` is no whole number from 0 up.
 */
export function rotationAt(rotations: number): RotationPair {
  if (!Number.isSafeInteger(rotations) || rotations < 0) {
    throw new RangeError(`rotations: ${formatValue(rotations)} is not allowed: must be a whole number, 0 or more`);
  }
  const { rotationNumber: first } = keyDefaults;
  return { primary: first + Math.floor(rotations / 2), secondary: first + Math.ceil(rotations / 2) };
}

/**
 * How many rotations are due at a time: 0 until one period after the anchor. Nothing here reads a clock; a program passes
 * the time, and whoever skips several periods takes `nextRotation` for one step at a time.
 *
 * @throws When the schedule is not allowed.
 */
export function rotationsDue(schedule: RotationSchedule, time: Date): number {
  const anchor = checkedAnchor(schedule);
  const now = Number((time as Partial<Date> | undefined)?.getTime?.());
  if (!(now < latestTime)) {
    throw new RangeError("time: the date given is not allowed: must be a valid one before the year 9998");
  }
  // Periods differ in length, so the estimate is set right by looking at what is due.
  const estimate = Math.floor((now - dueAt(schedule, anchor, 0)) / (schedule.every * unitMs[schedule.unit]));
  let due = Math.max(0, estimate);
  while (due > 0 && dueAt(schedule, anchor, due) > now) {
    due--;
  }
  while (dueAt(schedule, anchor, due + 1) <= now) {
    due++;
  }
  return due;
}

/**
 * When a rotation is due: number 1 one period after the anchor.
 *
 * @throws When the schedule is not allowed, or `rotation` no whole number from 1 up.
 */
export function rotationDueAt(schedule: RotationSchedule, rotation: number): Date {
  const anchor = checkedAnchor(schedule);
  if (!Number.isSafeInteger(rotation) || rotation < 1) {
    throw new RangeError(`rotation: ${rotation} is not allowed: must be a whole number, 1 or more`);
  }
  const due = dueAt(schedule, anchor, rotation);
  if (due === Infinity) {
    throw new RangeError(`rotation: ${rotation} is not allowed: must be due before the year 9999`);
  }
  return new Date(due);
}

/**
 * The next step from the numbers that are deployed to those that are wanted, such as after skipped periods: at most one
 * slot changes, and where both are to, first the one that callers of the active key are not using. Taken again and
 * again, with time for callers to read their key in between, it leads to the wanted numbers.
 *
 * @throws When a number is no whole one from 1 up, or a wanted number is below the deployed one.
 */
export function nextRotation(deployed: RotationPair, wanted: RotationPair): RotationPair {
  checkPair("deployed", deployed);
  checkPair("wanted", wanted);
  const steps = rotationSteps(deployed, wanted);
  const refused = steps.map(refusedStep).find((reason) => reason !== undefined);
  if (refused !== undefined) {
    throw new RangeError(refused);
  }
  const spare: Slot = otherSlot(activeSlot(deployed));
  const step = steps.find(({ slot }) => slot === spare) ?? steps[0];
  return step === undefined ? { ...deployed } : { ...deployed, [step.slot]: step.to };
}

/** A number from a file may be a text, and a missing one would read as 1 later. */
function checkPair(name: string, pair: RotationPair): void {
  for (const slot of slots) {
    const number: unknown = pair[slot];
    if (!Number.isSafeInteger(number) || (number as number) < 1) {
      throw new RangeError(`${name}.${slot}: ${formatValue(number)} is not allowed: must be a whole number, 1 or more`);
    }
  }
}

const latestTime = Date.UTC(9998, 0);
const dayMs = 24 * 60 * 60 * 1000;
/** About as long as they are. */
const unitMs: Readonly<Record<RotationUnit, number>> = {
  Days: dayMs,
  Weeks: 7 * dayMs,
  Months: 30.436875 * dayMs,
  Years: 365.2425 * dayMs,
};

/** Counted from the anchor each time, so that the 31st comes back after a month without one. */
function dueAt({ timeZone, every, unit }: RotationSchedule, anchor: WallTime, rotation: number): number {
  const count = rotation * every;
  const later =
    unit === RotationUnit.Days || unit === RotationUnit.Weeks
      ? laterBy(anchor, { days: unit === RotationUnit.Weeks ? 7 * count : count, months: 0 })
      : laterBy(anchor, { days: 0, months: unit === RotationUnit.Years ? 12 * count : count });
  return instantOf(later, timeZone);
}

function checkedAnchor({ anchor, timeZone, every, unit }: RotationSchedule): WallTime {
  const time = wallTime(anchor);
  if (time === undefined) {
    throw new RangeError(
      `anchor: ${JSON.stringify(anchor)} is not allowed: must be a local time such as 2026-01-31T02:00, without a zone, or a date`,
    );
  }
  if (!isTimeZone(timeZone)) {
    throw new RangeError(
      `timeZone: ${JSON.stringify(timeZone)} is not allowed: must be the IANA name of a time zone, such as Europe/Berlin or UTC`,
    );
  }
  if (!Number.isSafeInteger(every) || every < 1 || every > 10_000) {
    throw new RangeError(`every: ${every} is not allowed: must be a whole number from 1 to 10000`);
  }
  const units = Object.values(RotationUnit);
  if (!units.includes(unit)) {
    throw new RangeError(
      `unit: ${JSON.stringify(unit)} is not allowed: must be one of ${units.map((one) => JSON.stringify(one)).join(", ")}`,
    );
  }
  return time;
}

function isTimeZone(name: unknown): boolean {
  try {
    return typeof name === "string" && new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
}
