import type { TraceContext } from "./scoring-types";

/** W3C Trace Context, 3.2.2: neither version `ff` nor an id of zeros alone. */
const valid = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The caller's trace when it is one, else a new one; none on a page of another origin than the service's. */
export function traceContextFor(given: TraceContext | undefined, service: string): TraceContext | undefined {
  if (given !== undefined && valid.test(given.traceparent)) {
    return given.tracestate ? given : { traceparent: given.traceparent };
  }
  // There a header that nobody asked for would have to be allowed by the service, or the browser sends no request.
  const page = (globalThis as { location?: { origin?: string } }).location?.origin;
  if (page !== undefined && page !== service) {
    return undefined;
  }
  // Not sampled: nobody here has recorded anything, and it is not for a client to say what the service records.
  return { traceparent: `00-${hex(16)}-${hex(8)}-00` };
}

function hex(bytes: number): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(drawn, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
