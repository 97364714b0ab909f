/** Before this it would be 1973 in milliseconds, after it the year 5138 in seconds. */
const fewestMilliseconds = 1e11;

/** A moment in milliseconds since 1970, from seconds, milliseconds or a date in ISO 8601; without a zone it is in UTC. */
export function timeOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number === "number") {
    return Number.isFinite(number) && number > 0 ? (number < fewestMilliseconds ? number * 1000 : number) : undefined;
  }
  if (typeof value !== "string") {
    return undefined;
  }
  // .NET writes seven digits, which not every engine reads.
  const text = value.trim().replace(/(\.\d{3})\d+/, "$1");
  const ms = Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(text) || !/\d:\d/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * By how much a service's clock is ahead of ours (behind: below 0), by the `Date` of its answer, which has whole
 * seconds; 0 where both may agree. Of what is possible, the most: so that a life counts rather too short.
 */
export function clockOffset(date: number, sentAt: number, answeredAt: number): number {
  return date <= answeredAt && date + 1000 >= sentAt ? 0 : date + 1000 - sentAt;
}

/** When to use a token no longer, and when to fetch the next, from now. */
export function schedule(
  lifeMs: number,
  refreshAfterMs: number | undefined,
  skewMs: number,
  random: number,
): { lifeMs: number; refreshInMs: number } {
  // A token that only lives for seconds keeps most of them.
  const usable = lifeMs - Math.min(skewMs, lifeMs / 10);
  if (refreshAfterMs !== undefined && refreshAfterMs < usable) {
    // Only later than the service says: sooner it might give the same token again.
    const later = refreshAfterMs > 0 ? (usable - refreshAfterMs) * 0.1 * random : 0;
    return { lifeMs: usable, refreshInMs: refreshAfterMs + later };
  }
  const ahead = Math.min(300_000, lifeMs / 10) * (0.9 + 0.2 * random);
  return { lifeMs: usable, refreshInMs: lifeMs - ahead };
}
