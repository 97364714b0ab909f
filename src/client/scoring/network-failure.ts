import { redact, type EncodedSecret } from "../internal/redact";

/** A request without a response, in words that hold nothing of the request. */
export interface NetworkFailure {
  /** The platform's code, such as `ECONNRESET`; a browser has none, and only says that it failed. */
  readonly code: string | undefined;
  /** No connection was made, so that nothing can have been executed. */
  readonly unsent: boolean;
  /** It may be over at the next attempt. */
  readonly transient: boolean;
  /** The cause of an error: the platform's own could hold parts of the request. */
  readonly cause: Error;
}

const notConnectedCodes = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const disconnectedCodes = new Set(["ECONNABORTED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET"]);

/** Classifies what `fetch` has thrown. */
export function networkFailure(error: unknown, secrets: readonly EncodedSecret[]): NetworkFailure {
  const code = codeOf(error);
  const unsent = code !== undefined && notConnectedCodes.has(code);
  // A network failure in a browser is a TypeError without a code.
  const transient =
    unsent || (code === undefined ? isObject(error) && error.name === "TypeError" : disconnectedCodes.has(code));
  return { code, unsent, transient, cause: redactedCause(error, code, secrets) };
}

/** The code of an error or of its cause; Node wraps once, and once more where it tried several addresses. */
function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; isObject(at) && depth < 4; depth++) {
    const { code, cause, errors }: Record<string, unknown> = at;
    if (typeof code === "string") {
      return code;
    }
    at = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

function redactedCause(error: unknown, code: string | undefined, secrets: readonly EncodedSecret[]): Error {
  const messages: string[] = [];
  for (let at = error, depth = 0; isObject(at) && depth < 4; depth++) {
    const { message, cause }: Record<string, unknown> = at;
    if (typeof message === "string" && message !== "" && !messages.includes(message)) {
      messages.push(message);
    }
    at = cause;
  }
  const cause = new Error(redact(messages.join(": "), secrets) ?? code ?? "no reason given");
  return code === undefined ? cause : Object.assign(cause, { code });
}

/** By shape: errors of another realm, such as a test's sandbox, are objects of another `Object`. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
