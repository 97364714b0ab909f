import { shown, type Secret } from "../internal/redact";

/** A request without an answer, in words that hold nothing of the request. */
export interface NetworkFailure {
  /** The platform's code, such as `ECONNRESET`; a browser has none, and only says that it failed. */
  readonly code: string | undefined;
  /** No connection came about, so that nothing can have been carried out. */
  readonly unsent: boolean;
  /** It may be over at the next attempt. */
  readonly passing: boolean;
  /** To stand behind an error: the platform's own could hold pieces of the exchange. */
  readonly cause: Error;
}

const unsentCodes = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const brokenCodes = new Set(["ECONNABORTED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET"]);

/** What `fetch` has thrown, judged. */
export function networkFailure(error: unknown, secrets: readonly Secret[]): NetworkFailure {
  const code = codeOf(error);
  const unsent = code !== undefined && unsentCodes.has(code);
  // A failure of a browser's has no code.
  const passing =
    unsent || (code === undefined ? isObject(error) && error.name === "TypeError" : brokenCodes.has(code));
  return { code, unsent, passing, cause: causeOf(error, code, secrets) };
}

/** The code of an error or of what it comes from; Node wraps once, and once more where it tried several addresses. */
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

function causeOf(error: unknown, code: string | undefined, secrets: readonly Secret[]): Error {
  const words: string[] = [];
  for (let at = error, depth = 0; isObject(at) && depth < 4; depth++) {
    const { message, cause }: Record<string, unknown> = at;
    if (typeof message === "string" && message !== "" && !words.includes(message)) {
      words.push(message);
    }
    at = cause;
  }
  const cause = new Error(shown(words.join(": "), secrets) ?? code ?? "no reason given");
  return code === undefined ? cause : Object.assign(cause, { code });
}

/** Errors of another realm, such as a test's sandbox, are objects of another `Object`. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
