import type { TraceContext } from "./scoring-types";

/** W3C Trace Context, 3.2.2: neither version `ff` nor an id of zeros alone. */
const validTraceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The caller's trace where it is valid, else a new one; none on a page of another origin than the service's. */
export function requestTrace(callerTrace: TraceContext | undefined, serviceOrigin: string): TraceContext | undefined {
  if (callerTrace !== undefined && validTraceparent.test(callerTrace.traceparent)) {
    return callerTrace.tracestate ? callerTrace : { traceparent: callerTrace.traceparent };
  }
  // There the service would have to allow a header that nobody has asked for, or the browser sends no request.
  const pageOrigin = (globalThis as { location?: { origin?: string } }).location?.origin;
  if (pageOrigin !== undefined && pageOrigin !== serviceOrigin) {
    return undefined;
  }
  // Not sampled: nobody here has recorded anything, and a client does not decide what the service records.
  return { traceparent: `00-${randomHex(16)}-${randomHex(8)}-00` };
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
