/** Below it, milliseconds would mean a time before 1973; above it, seconds would mean one after 5138. */
const minMilliseconds = 1e11;

/**
 * A timestamp in milliseconds since 1970, from seconds, milliseconds or a date in ISO 8601; a date without a zone is in
 * UTC.
 */
export function parseTimestamp(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number === "number") {
    return Number.isFinite(number) && number > 0 ? (number < minMilliseconds ? number * 1000 : number) : undefined;
  }
  if (typeof value !== "string") {
    return undefined;
  }
  // .NET writes seven digits, which not every engine reads.
  const date = value.trim().replace(/(\.\d{3})\d+/, "$1");
  const ms = Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(date) || !/\d:\d/.test(date) ? date : `${date}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * By how much a service's clock is ahead of ours (behind: below 0), by the `Date` of its response, which has whole
 * seconds; 0 where both may agree. It is the most that is possible, so that a lifetime is rather too short.
 */
export function clockOffset(date: number, sentAt: number, receivedAt: number): number {
  return date <= receivedAt && date + 1000 >= sentAt ? 0 : date + 1000 - sentAt;
}

/** When a token expires for its users, and when to fetch the next one, from now; with jitter by `random`, 0 to 1. */
export function refreshSchedule(
  lifetimeMs: number,
  refreshAfterMs: number | undefined,
  skewMs: number,
  random: number,
): { lifetimeMs: number; refreshInMs: number } {
  // A token that lives for seconds only keeps most of them.
  const usableMs = lifetimeMs - Math.min(skewMs, lifetimeMs / 10);
  if (refreshAfterMs !== undefined && refreshAfterMs < usableMs) {
    // The jitter only delays: before the time that the service names, it might return the same token.
    const jitterMs = refreshAfterMs > 0 ? (usableMs - refreshAfterMs) * 0.1 * random : 0;
    return { lifetimeMs: usableMs, refreshInMs: refreshAfterMs + jitterMs };
  }
  const aheadMs = Math.min(300_000, lifetimeMs / 10) * (0.9 + 0.2 * random);
  return { lifetimeMs: usableMs, refreshInMs: lifetimeMs - aheadMs };
}
