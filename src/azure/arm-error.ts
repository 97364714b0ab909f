/** Azure Resource Manager said no, or did not answer. Its text holds what Azure said, and nothing of the request's body. */
export class ArmError extends Error {
  override readonly name = "ArmError";

  constructor(
    message: string,
    /** The HTTP status; nothing where no answer came. */
    readonly status?: number,
    readonly code?: string,
    /** How long Azure asks to wait. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** Azure's error body: `{ error: { code, message } }`; what a proxy answers may look like anything. */
export function armError(what: string, response: Response, text: string): ArmError {
  const { code, message } = errorIn(text);
  const requestId = response.headers.get("x-ms-request-id");
  const said = [
    `${what}: ${response.status}`,
    code,
    message && `"${message}"`,
    requestId && `(request id ${requestId})`,
  ].filter(Boolean);
  return new ArmError(said.join(" "), response.status, code, retryAfterMs(response.headers));
}

export function errorIn(text: string): { code?: string; message?: string } {
  const { error } = parsed(text);
  const { code, message } = isObject(error) ? error : {};
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof message === "string" ? { message: message.slice(0, 1000) } : {}),
  };
}

export type Json = Record<string, unknown>;

export function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) {
    return undefined;
  }
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
