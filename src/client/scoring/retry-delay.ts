export interface RetryDelays {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * The delay before the attempt after this one: exponential backoff with full jitter, so that clients that failed
 * together do not come back together, on top of what the service requested (`Retry-After`). Undefined when that is
 * longer than the longest delay.
 */
export function retryDelay(
  attempt: number,
  requestedMs: number | undefined,
  { baseDelayMs, maxDelayMs }: RetryDelays,
  random: () => number = Math.random,
): number | undefined {
  if (requestedMs !== undefined && requestedMs > maxDelayMs) {
    return undefined;
  }
  const maxJitterMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  return Math.round((requestedMs ?? 0) + random() * maxJitterMs);
}
