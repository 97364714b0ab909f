import { limited } from "../internal/abort";
import type { ClientClock } from "../internal/clock";
import type { CredentialDescription } from "./credential";
import { CredentialError, CredentialErrorCode, CredentialErrorDetails } from "./credential-error";
import { shown } from "../internal/redact";

/** What requests for credentials share. */
export interface Transport {
  readonly fetch: typeof fetch;
  readonly clock: ClientClock;
  /** For one request. */
  readonly timeoutMs: number;
}

/** Who is asked for what, for errors. */
export interface Subject {
  readonly credential: CredentialDescription;
  /** Who answers, such as `Azure Resource Manager`. */
  readonly service: string;
  readonly audience?: string;
  readonly endpoint?: string;
  /** What to do about a status, or about a code of the service. */
  readonly remedies: Readonly<Record<string | number, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
  /** On our own clock of the day. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Sends one request with a bearer token; what the service answers is for the caller to judge. */
export async function send(
  transport: Transport,
  subject: Subject,
  method: string,
  url: string,
  bearer: string,
): Promise<Answer> {
  // Called as a function of its own: a browser's refuses to be another object's method.
  const { clock, fetch } = transport;
  const began = clock.elapsed();
  try {
    return await limited(clock, transport.timeoutMs, async (signal) => {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${bearer}`, accept: "application/json" },
        // The token is for this address and no other.
        redirect: "error",
        signal,
      });
      const answeredAt = clock.now();
      const json = parsed(await response.text());
      return {
        status: response.status,
        headers: response.headers,
        json,
        sentAt: answeredAt - (clock.elapsed() - began),
        answeredAt,
      };
    });
  } catch (error) {
    const cause = copyOf(error, bearer);
    throw failure(subject, CredentialErrorCode.Unavailable, `does not answer (${innermost(cause).message})`, { cause });
  }
}

/** What an answer that is no success means. */
export function answerError(subject: Subject, { status, headers, json }: Answer, bearer: string): CredentialError {
  const { code, message, innererror } = (json.error ?? {}) as Record<string, unknown>;
  // Key Vault's inner code is the telling one.
  const serviceCode = shown((innererror as { code?: unknown } | undefined)?.code ?? code, bearer, 100);
  const said = shown(message, bearer);
  return failure(
    subject,
    codeOf(status),
    [`answered ${status}`, serviceCode, said && `"${said}"`].filter(Boolean).join(" "),
    {
      status,
      serviceCode,
      requestId: shown(headers.get("x-ms-request-id") ?? headers.get("x-request-id"), bearer, 100),
      remedy: subject.remedies[serviceCode ?? status] ?? subject.remedies[status],
      retryAfterMs: retryAfterMs(headers),
    },
  );
}

export function failure(
  { credential, service, audience, endpoint }: Subject,
  code: CredentialErrorCode,
  what: string,
  more: Partial<CredentialErrorDetails> = {},
): CredentialError {
  const place = endpoint === undefined || endpoint === credential.source ? "" : ` for ${endpoint}`;
  return new CredentialError(`${credential.name} (${credential.source})${place}: ${service} ${what}`, {
    credential,
    audience,
    endpoint,
    ...more,
    code,
  });
}

/** Whether it can stand in a header; `fetch` would show what cannot. */
export function fitsHeader(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}

export function reasonOf(error: unknown): string {
  // By shape: an error of another realm is no instance of our `Error`.
  const { message, name } = (error ?? {}) as { message?: unknown; name?: unknown };
  return String(message || name || error);
}

function codeOf(status: number): CredentialErrorCode {
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

/** Seconds or a date (RFC 9110, 10.2.3); Azure also has milliseconds. A date is one on the service's clock. */
export function retryAfterMs(headers: Headers): number | undefined {
  const [ms, value] = [headers.get("retry-after-ms") ?? headers.get("x-ms-retry-after-ms"), headers.get("retry-after")];
  if (ms !== null && /^\d+$/.test(ms)) {
    return Number(ms);
  }
  if (value === null) {
    return undefined;
  }
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Date.parse(headers.get("date") ?? "") || Date.now());
  return wait >= 0 ? wait : undefined;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** An HTTP library's own error may hold the request with its headers: only words are taken over. */
function copyOf(error: unknown, bearer: string, depth = 0): Error {
  const { cause, name } = (error ?? {}) as { cause?: unknown; name?: unknown };
  const copy = new Error(
    shown(reasonOf(error), bearer) ?? "no reason given",
    cause && depth < 3 ? { cause: copyOf(cause, bearer, depth + 1) } : undefined,
  );
  copy.name = shown(name, bearer, 100) ?? copy.name;
  return copy;
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}
