import { withTimeout } from "../internal/abort";
import type { ClientClock } from "../internal/clock";
import { errorMessage } from "../internal/error-message";
import { parseJsonObject } from "../internal/parse-json";
import { redact } from "../internal/redact";
import { retryAfterMs } from "../internal/retry-after";
import type { CredentialDescription } from "./credential";
import { CredentialError, CredentialErrorCode, type CredentialErrorDetails } from "./credential-error";

/** What requests for credentials share. */
export interface Transport {
  readonly fetch: typeof fetch;
  readonly clock: ClientClock;
  /** For one request. */
  readonly timeoutMs: number;
}

/** Which credential is requested, and from whom, for errors. */
export interface ErrorContext {
  readonly credential: CredentialDescription;
  /** The service that gets the request, such as `Azure Resource Manager`. */
  readonly service: string;
  readonly audience?: string;
  readonly endpoint?: string;
  /** What to do about a status, or about an error code of the service. */
  readonly remedies: Readonly<Record<string | number, string>>;
}

export interface AzureResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
  /** By our own wall clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** Sends one request with a bearer token, and resolves with a response of any status. */
export async function sendAzureRequest(
  transport: Transport,
  context: ErrorContext,
  method: string,
  url: string,
  bearer: string,
): Promise<AzureResponse> {
  // Called without an object: in a browser `fetch` throws as a method of another object.
  const { clock, fetch } = transport;
  const startedAt = clock.monotonicNow();
  try {
    return await withTimeout(clock, transport.timeoutMs, async (signal) => {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${bearer}`, accept: "application/json" },
        // The token is for this address alone.
        redirect: "error",
        signal,
      });
      const receivedAt = clock.wallNow();
      const json = parseJsonObject(await response.text());
      return {
        status: response.status,
        headers: response.headers,
        json,
        sentAt: receivedAt - (clock.monotonicNow() - startedAt),
        receivedAt,
      };
    });
  } catch (error) {
    const cause = redactedCopy(error, bearer);
    throw credentialError(context, CredentialErrorCode.Unavailable, `does not answer (${innermost(cause).message})`, {
      cause,
    });
  }
}

/** The error for a response whose status is no success. */
export function responseError(
  context: ErrorContext,
  { status, headers, json }: AzureResponse,
  bearer: string,
): CredentialError {
  const { code, message, innererror } = (json.error ?? {}) as Record<string, unknown>;
  // Key Vault's inner code is the precise one.
  const serviceCode = redact((innererror as { code?: unknown } | undefined)?.code ?? code, bearer, 100);
  const serviceMessage = redact(message, bearer);
  return credentialError(
    context,
    errorCodeOf(status),
    [`answered ${status}`, serviceCode, serviceMessage && `"${serviceMessage}"`].filter(Boolean).join(" "),
    {
      status,
      serviceCode,
      requestId: redact(headers.get("x-ms-request-id") ?? headers.get("x-request-id"), bearer, 100),
      remedy: context.remedies[serviceCode ?? status] ?? context.remedies[status],
      retryAfterMs: retryAfterMs(headers),
    },
  );
}

export function credentialError(
  { credential, service, audience, endpoint }: ErrorContext,
  code: CredentialErrorCode,
  what: string,
  details: Partial<CredentialErrorDetails> = {},
): CredentialError {
  const place = endpoint === undefined || endpoint === credential.source ? "" : ` for ${endpoint}`;
  return new CredentialError(`${credential.name} (${credential.source})${place}: ${service} ${what}`, {
    credential,
    audience,
    endpoint,
    ...details,
    code,
  });
}

function errorCodeOf(status: number): CredentialErrorCode {
  switch (status) {
    case 401:
      return CredentialErrorCode.Unauthorized;
    case 403:
      return CredentialErrorCode.Forbidden;
    case 404:
      return CredentialErrorCode.NotFound;
    case 429:
      return CredentialErrorCode.Throttled;
    default:
      return status === 408 || status >= 500 ? CredentialErrorCode.Unavailable : CredentialErrorCode.Refused;
  }
}

/** An HTTP library's own error may hold the request with its headers, so only its messages are copied. */
function redactedCopy(error: unknown, bearer: string, depth = 0): Error {
  const { cause, name } = (error ?? {}) as { cause?: unknown; name?: unknown };
  const copy = new Error(
    redact(errorMessage(error), bearer) ?? "no reason given",
    cause && depth < 3 ? { cause: redactedCopy(cause, bearer, depth + 1) } : undefined,
  );
  copy.name = redact(name, bearer, 100) ?? copy.name;
  return copy;
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}
