/**
 * How long a response requests to wait before a retry, in milliseconds. `Retry-After` has seconds or a date (RFC 9110,
 * 10.2.3), the date by the service's clock; Azure also has milliseconds.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const ms = headers.get("retry-after-ms") ?? headers.get("x-ms-retry-after-ms");
  if (ms !== null && /^\d+$/.test(ms)) {
    return Number(ms);
  }
  const value = headers.get("retry-after");
  if (value === null) {
    return undefined;
  }
  const delayMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Date.parse(headers.get("date") ?? "") || Date.now());
  return delayMs >= 0 ? delayMs : undefined;
}
