export interface Delays {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * The wait before the attempt after this one: anything up to the doubled base, so that clients that failed together do
 * not come back together; on top of what the service asked for. Undefined when that is longer than may be waited.
 */
export function delayBefore(
  attempt: number,
  asked: number | undefined,
  { baseDelayMs, maxDelayMs }: Delays,
  random: () => number = Math.random,
): number | undefined {
  if (asked !== undefined && asked > maxDelayMs) {
    return undefined;
  }
  const most = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  return Math.round((asked ?? 0) + random() * most);
}
