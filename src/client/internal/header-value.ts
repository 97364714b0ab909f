/** Whether a key or token can be sent in a header; `fetch` would show in its error what cannot. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}
