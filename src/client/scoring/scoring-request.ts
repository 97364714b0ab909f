import { invalidRequest } from "./scoring-error";
import type { ScoringClientOptions, ScoringRequestInit } from "./scoring-types";
import { loggableUrl, resolveServiceUrl } from "./service-url";
import { requestTrace } from "./trace-context";

export const deploymentHeader = "azureml-model-deployment";

/** A request as it is sent, once or with retries; the credential is added each time. */
export interface ScoringRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly init: RequestInit;
  /** Whether its body can be sent again. */
  readonly replayable: boolean;
  /** Whether executing it twice does no harm. */
  readonly idempotent: boolean;
  /** For errors and events. */
  readonly endpoint: string;
  readonly deployment: string | undefined;
  readonly traceparent: string | undefined;
}

/** Methods that may be executed twice (RFC 9110, 9.2.2). */
const idempotentMethods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];

/** The request for a call of `fetch` or `score`. */
export function scoringRequest(
  service: URL,
  input: string | URL | Request | undefined,
  init: ScoringRequestInit,
  options: ScoringClientOptions,
): ScoringRequest {
  const { deployment, timeoutMs: _, idempotent = options.idempotent ?? true, signal: _s, ...callInit } = init;
  const requestInit = input instanceof Request ? mergedInit(input, callInit) : callInit;
  const url = resolveServiceUrl(input instanceof Request ? input.url : (input ?? service), service);
  const method = (requestInit.method ?? "GET").toUpperCase();
  const { headers, traceparent } = requestHeaders(url, requestInit.headers, deployment, options);
  const { body } = requestInit;
  const isStream = typeof body === "object" && body !== null && !isReplayable(body);
  return {
    url: url.href,
    method,
    headers,
    // A redirect is never followed: the credential is for this service alone.
    init: { ...(isStream ? { duplex: "half" } : {}), ...requestInit, method, redirect: "manual" } as RequestInit,
    replayable: isReplayable(body),
    idempotent: idempotent || idempotentMethods.includes(method),
    endpoint: loggableUrl(url),
    deployment,
    traceparent,
  };
}

/** The input of a prediction as JSON. */
export function jsonBody(service: URL, input: unknown): string {
  let cause: unknown;
  try {
    const json = JSON.stringify(input) as string | undefined;
    if (json !== undefined) {
      return json;
    }
  } catch (error) {
    cause = error;
  }
  throw invalidRequest(loggableUrl(service), "the input is not allowed: must be what JSON can hold", {
    remedy: "send anything else with fetch",
    cause,
  });
}

function mergedInit(request: Request, init: RequestInit): RequestInit {
  const { method, headers, body, credentials, integrity, keepalive, mode, referrerPolicy } = request;
  return { method, headers, body, credentials, integrity, keepalive, mode, referrerPolicy, ...init };
}

function requestHeaders(
  url: URL,
  callHeaders: RequestInit["headers"],
  deployment: string | undefined,
  options: ScoringClientOptions,
): { headers: Headers; traceparent: string | undefined } {
  const endpoint = loggableUrl(url);
  const headers = new Headers(options.headers);
  new Headers(callHeaders).forEach((value, name) => headers.set(name, value));
  if (headers.has("authorization")) {
    throw invalidRequest(
      endpoint,
      "the header Authorization is not allowed: the client sets it; give it a credential instead",
    );
  }
  if (deployment !== undefined) {
    if (!/^[\w-]+$/.test(deployment)) {
      const found = JSON.stringify(deployment);
      throw invalidRequest(endpoint, `deployment ${found} is not allowed: must be letters, digits and dashes`);
    }
    headers.set(deploymentHeader, deployment);
  }
  const traceparent = headers.get("traceparent");
  const tracestate = headers.get("tracestate") ?? undefined;
  const callerTrace = traceparent === null ? options.traceContext?.() : { traceparent, tracestate };
  const trace = requestTrace(callerTrace, url.origin);
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
    // Not by `instanceof`: it may be of another realm.
    Object.prototype.toString.call(body) === "[object ArrayBuffer]" ||
    ArrayBuffer.isView(body) ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams
  );
}
