/*
 * Times as clocks on a wall show them, in a time zone by its IANA name. Node 20 has no Temporal; Intl knows the zones.
 */

/** A date and a time of day without a zone, as milliseconds since 1970 would count them in UTC. */
export type WallTime = number;

const format = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** What a text says, or nothing where it is no local time. */
export function wallTime(text: unknown): WallTime | undefined {
  const [, year, month, day, hour = "0", minute = "0", second = "0"] =
    (typeof text === "string" && format.exec(text)) || [];
  if (year === undefined || Number(year) < 1970) {
    return undefined;
  }
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const { date, rest } = parts(time);
  const isSame = date.month === Number(month) - 1 && date.day === Number(day);
  return isSame && Math.floor(rest / hourMs) === Number(hour) && Number(minute) < 60 && Number(second) < 60
    ? time
    : undefined;
}

/** Months first: where the month that they lead to is too short, its last day counts. */
export function laterBy(time: WallTime, { days, months }: { days: number; months: number }): WallTime {
  const { date, rest } = parts(time);
  const lastDay = new Date(Date.UTC(date.year, date.month + months + 1, 0)).getUTCDate();
  return Date.UTC(date.year, date.month + months, Math.min(date.day, lastDay)) + rest + days * dayMs;
}

/** Later than anybody plans for, and early enough that every date around it is one. */
const latest = Date.UTC(9999, 0);

/**
 * The moment at which clocks in the zone show a time: the first where they show it twice; where they skip it, as long
 * after the last moment before as it would have been. Never, after the year 9998.
 */
export function instantOf(time: WallTime, timeZone: string): number {
  if (!(time < latest)) {
    return Infinity;
  }
  const [before, after] = [offsetAt(time - dayMs, timeZone), offsetAt(time + dayMs, timeZone)];
  const moments = [time - before, time - after].filter((moment) => moment + offsetAt(moment, timeZone) === time);
  return moments.length > 0 ? Math.min(...moments) : time - before;
}

function parts(time: WallTime) {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return { date: { year, month, day }, rest: time - Date.UTC(year, month, day) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How much clocks in the zone are ahead of UTC, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  let zone = formats.get(timeZone);
  if (zone === undefined) {
    const numeric = "numeric";
    zone = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, zone);
  }
  const shown = Object.fromEntries(zone.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}
