const units = [
  ["H", 3_600_000],
  ["M", 60_000],
] as const;

/**
 * A number of milliseconds as an ISO 8601 duration, exact and in the shortest form: `PT0.5S`, `PT1M`, `PT1M30S`. Azure
 * itself writes durations so (.NET's `XmlConvert`), up to a day; that form makes what is sent and what is read back one
 * and the same text.
 */
export function duration(milliseconds: number): string {
  if (milliseconds === 0) {
    return "PT0S";
  }
  const day = 86_400_000;
  const days = Math.floor(milliseconds / day);
  let rest = milliseconds % day;
  let time = "";
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest %= size;
    time += count > 0 ? `${count}${unit}` : "";
  }
  // By digits, not by division: a quotient of floating point numbers may read 0.30000000000000004.
  const fraction = String(rest % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  const seconds = Math.floor(rest / 1000);
  time += rest > 0 ? `${seconds}${fraction === "" ? "" : `.${fraction}`}S` : "";
  return `P${days > 0 ? `${days}D` : ""}${time === "" ? "" : `T${time}`}`;
}

/** The same of seconds. */
export function seconds(count: number): string {
  return duration(count * 1000);
}
