import { shownAddress, withinService } from "./scoring-address";
import { ScoringError, ScoringErrorCode } from "./scoring-error";
import type { ScoringClientOptions, ScoringRequestInit } from "./scoring-types";
import { traceContextFor } from "./trace-context";

export const deploymentHeader = "azureml-model-deployment";

/** A request as it is sent, once or several times; the credential is added each time. */
export interface ScoringRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly init: RequestInit;
  /** Its body can be sent again. */
  readonly replayable: boolean;
  /** Carrying it out twice does no harm. */
  readonly idempotent: boolean;
  /** For errors and events. */
  readonly endpoint: string;
  readonly deployment: string | undefined;
  readonly traceparent: string | undefined;
}

/** Methods that may be carried out twice (RFC 9110, 9.2.2). */
const idempotentMethods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];

/** Says how a request of the caller's goes out. */
export function scoringRequest(
  service: URL,
  input: string | URL | Request | undefined,
  init: ScoringRequestInit,
  options: ScoringClientOptions,
): ScoringRequest {
  const { deployment, timeoutMs: _, idempotent = options.idempotent ?? true, signal: _s, ...given } = init;
  const whole = input instanceof Request ? ofRequest(input, given) : given;
  const address = input instanceof Request ? input.url : (input ?? service);
  const url = withinService(address, service);
  const endpoint = shownAddress(url);
  const method = (whole.method ?? "GET").toUpperCase();
  const { headers, traceparent } = headersOf(url, whole.headers, deployment, options);
  const { body } = whole;
  const streams = typeof body === "object" && body !== null && !isReplayable(body);
  return {
    url: url.href,
    method,
    headers,
    // A redirect is never followed: the credential is for this service alone.
    init: { ...(streams ? { duplex: "half" } : {}), ...whole, method, redirect: "manual" } as RequestInit,
    replayable: isReplayable(body),
    idempotent: idempotent || idempotentMethods.includes(method),
    endpoint,
    deployment,
    traceparent,
  };
}

function ofRequest(request: Request, init: RequestInit): RequestInit {
  const { method, headers, body, credentials, integrity, keepalive, mode, referrerPolicy } = request;
  return { method, headers, body, credentials, integrity, keepalive, mode, referrerPolicy, ...init };
}

function headersOf(
  url: URL,
  given: RequestInit["headers"],
  deployment: string | undefined,
  options: ScoringClientOptions,
): { headers: Headers; traceparent: string | undefined } {
  const endpoint = shownAddress(url);
  const headers = new Headers(options.headers);
  new Headers(given).forEach((value, name) => headers.set(name, value));
  if (headers.has("authorization")) {
    throw invalid(
      endpoint,
      "the header Authorization is not allowed: the client sets it; give it a credential instead",
    );
  }
  if (deployment !== undefined) {
    if (!/^[\w-]+$/.test(deployment)) {
      const shown = JSON.stringify(deployment);
      throw invalid(endpoint, `deployment ${shown} is not allowed: must be letters, digits and dashes`);
    }
    headers.set(deploymentHeader, deployment);
  }
  const traceparent = headers.get("traceparent");
  const tracestate = headers.get("tracestate") ?? undefined;
  const passedOn = traceparent === null ? options.traceContext?.() : { traceparent, tracestate };
  const trace = traceContextFor(passedOn, url.origin);
  for (const name of ["traceparent", "tracestate"] as const) {
    const value = trace?.[name];
    if (value === undefined) {
      headers.delete(name);
    } else {
      headers.set(name, value);
    }
  }
  return { headers, traceparent: trace?.traceparent };
}

function isReplayable(body: RequestInit["body"]): boolean {
  return (
    body === undefined ||
    body === null ||
    typeof body === "string" ||
    // Of another realm, too.
    Object.prototype.toString.call(body) === "[object ArrayBuffer]" ||
    ArrayBuffer.isView(body) ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams
  );
}

function invalid(endpoint: string, message: string): ScoringError {
  return new ScoringError(message, { code: ScoringErrorCode.InvalidRequest, endpoint });
}
