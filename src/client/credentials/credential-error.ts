import type { CredentialDescription } from "./credential";

/** Why there is no credential. More codes may follow. */
export const CredentialErrorCode = {
  /** A setting is wrong or missing; a retry does not help. */
  InvalidConfiguration: "InvalidConfiguration",
  /** Microsoft Entra gave no token: the `TokenCredential` failed. */
  EntraTokenFailed: "EntraTokenFailed",
  /** The Entra token was not accepted (401). */
  Unauthorized: "Unauthorized",
  /** The Entra token was accepted, but its owner lacks a role (403). */
  Forbidden: "Forbidden",
  /** The endpoint or the secret is gone (404). */
  NotFound: "NotFound",
  /** Too many requests (429). */
  Throttled: "Throttled",
  /** No response, or one that asks to retry later (408, 5xx). */
  Unavailable: "Unavailable",
  /** The request itself was refused (another 4xx). */
  Refused: "Refused",
  /** There was a response, but no usable credential in it. */
  InvalidAnswer: "InvalidAnswer",
} as const;
/** One of these codes. */
export type CredentialErrorCode = (typeof CredentialErrorCode)[keyof typeof CredentialErrorCode];

/** The properties of an error beside its message; nothing in them is secret. What does not apply is absent. */
export interface ClientErrorDetails {
  /** The kind of the error, for programs; messages may change. */
  readonly code: string;
  /** The credential that was sent or fetched. Absent where there was none. */
  readonly credential?: CredentialDescription;
  /** What the credential is issued for, such as `https://management.azure.com`. Absent for keys. */
  readonly audience?: string;
  /** The endpoint, by its scoring URI or its resource id. Absent where none is involved. */
  readonly endpoint?: string;
  /** The HTTP status. Absent where there was no response. */
  readonly status?: number;
  /** The service's own error code, such as `AuthorizationFailed` or `key_auth_access_denied`. Absent where it has none. */
  readonly serviceCode?: string;
  /** The id by which the service's operators find the request. Absent where the response has none. */
  readonly requestId?: string;
  /** What to do; it ends the message, too. Absent where nothing is known to help. */
  readonly remedy?: string;
  /** How long to wait before a retry makes sense, in milliseconds. Absent where the service does not say. */
  readonly retryAfterMs?: number;
  /** The error behind this one. Absent where there is none. */
  readonly cause?: unknown;
}

/** The base of all errors of the client, except an abort, which rejects with the caller's own reason. */
export class ClientError extends Error implements ClientErrorDetails {
  /** The class of the error. Use it instead of `instanceof`: `import` and `require` get different classes. */
  override readonly name: string = "ClientError";
  /** The kind of the error, for programs; messages may change. */
  declare readonly code: string;
  /** The credential that was sent or fetched. */
  declare readonly credential?: CredentialDescription;
  /** What the credential is issued for. */
  declare readonly audience?: string;
  /** The endpoint, by its scoring URI or its resource id. */
  declare readonly endpoint?: string;
  /** The HTTP status. */
  declare readonly status?: number;
  /** The service's own error code. */
  declare readonly serviceCode?: string;
  /** The id by which the service's operators find the request. */
  declare readonly requestId?: string;
  /** What to do. */
  declare readonly remedy?: string;
  /** How long to wait before a retry makes sense, in milliseconds. */
  declare readonly retryAfterMs?: number;

  /** @param what What happened; the message is that, the request id and the remedy. */
  constructor(what: string, { cause, ...details }: ClientErrorDetails) {
    const { requestId, remedy } = details;
    super(
      what + (requestId ? ` (request id ${requestId})` : "") + (remedy ? `; ${remedy}` : ""),
      cause === undefined ? undefined : { cause },
    );
    for (const [name, value] of Object.entries(details)) {
      if (value !== undefined) {
        Object.assign(this, { [name]: value });
      }
    }
  }
}

/** The properties of a `CredentialError` beside its message. */
export interface CredentialErrorDetails extends ClientErrorDetails {
  /** Why there is no credential, for programs. */
  readonly code: CredentialErrorCode;
}

/** There is no credential. `cause` is the error of the last attempt. */
export class CredentialError extends ClientError {
  /** `CredentialError`. */
  override readonly name = "CredentialError";
  /** Why there is no credential, for programs. */
  declare readonly code: CredentialErrorCode;

  readonly #what: string;
  readonly #details: CredentialErrorDetails;

  /** @param what What happened; the message is that, the request id and the remedy. */
  constructor(what: string, details: CredentialErrorDetails) {
    super(what, details);
    this.#what = what;
    this.#details = details;
  }

  /** The same error for another caller, who comes before a retry makes sense; `retryAfterMs` in milliseconds. */
  withRetryAfter(retryAfterMs: number): CredentialError {
    // Not by its name: bundlers rename classes, and errors show that.
    return new (this.constructor as typeof CredentialError)(this.#what, {
      ...this.#details,
      retryAfterMs: Math.ceil(retryAfterMs),
    });
  }
}
