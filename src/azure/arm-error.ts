import type { PipelineResponse, RestError } from "@azure/core-rest-pipeline";

/** Azure Resource Manager refused a request, or did not respond. Its text holds what Azure said, and nothing of the request's body. */
export class ArmError extends Error {
  override readonly name = "ArmError";

  constructor(
    message: string,
    /** The HTTP status; nothing where no response came. */
    readonly status?: number,
    readonly code?: string,
    /** How long Azure asks to wait. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** Why an attempt failed; nothing when it succeeded. `operation` begins the message: `PUT /subscriptions/...`. */
export function failureOf(operation: string, outcome: PipelineResponse | RestError): ArmError | undefined {
  if (outcome instanceof Error) {
    const { message, code, statusCode } = outcome;
    // A proxy may have given the status in place of Azure.
    return new ArmError(`${operation}: Azure Resource Manager does not answer (${message || code})`, statusCode);
  }
  return outcome.status >= 200 && outcome.status < 300 ? undefined : errorResponse(operation, outcome);
}

/** Azure's error body: `{ error: { code, message } }`; that of a proxy may look like anything. */
function errorResponse(operation: string, { status, headers, bodyAsText }: PipelineResponse): ArmError {
  const { code, message } = errorIn(bodyAsText);
  const requestId = headers.get("x-ms-request-id");
  const parts = [
    `${operation}: ${status}`,
    code,
    message && `"${message}"`,
    requestId && `(request id ${requestId})`,
  ].filter(Boolean);
  return new ArmError(parts.join(" "), status, code, retryAfterMs({ headers }));
}

function errorIn(text: string | null | undefined): { code?: string; message?: string } {
  const { error } = parseObject(text);
  const { code, message } = isObject(error) ? error : {};
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof message === "string" ? { message: message.slice(0, 1000) } : {}),
  };
}

export type Json = Record<string, unknown>;

/** The object that a text holds as JSON; an empty one for any other text. */
export function parseObject(text: string | null | undefined): Json {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs({ headers }: Pick<PipelineResponse, "headers">): number | undefined {
  const value = headers.get("retry-after");
  if (value === undefined) {
    return undefined;
  }
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
