import type { CredentialDescription } from "./credential";

/** Why there is no credential. New ones may come. */
export const CredentialErrorCode = {
  /** A setting is wrong or missing; trying again does not help. */
  InvalidConfiguration: "InvalidConfiguration",
  /** Microsoft Entra gave no token: the `TokenCredential` failed. */
  EntraTokenFailed: "EntraTokenFailed",
  /** The Entra token was not accepted (401). */
  Unauthorized: "Unauthorized",
  /** The Entra token was accepted, and its owner lacks a role (403). */
  Forbidden: "Forbidden",
  /** The endpoint or the secret is gone (404). */
  NotFound: "NotFound",
  /** Too many requests (429). */
  Throttled: "Throttled",
  /** No answer, or one that says to come back later. */
  Unavailable: "Unavailable",
  /** The request itself was refused (another 4xx). */
  Refused: "Refused",
  /** There was an answer, with no credential in it that can be used. */
  InvalidAnswer: "InvalidAnswer",
} as const;
export type CredentialErrorCode = (typeof CredentialErrorCode)[keyof typeof CredentialErrorCode];

/** What an error tells beside its message; nothing in it is secret. */
export interface ClientErrorDetails {
  /** A word to decide by; messages may change. */
  readonly code: string;
  readonly credential?: CredentialDescription;
  /** What the credential is issued for, such as `https://management.azure.com`. */
  readonly audience?: string;
  /** The endpoint, by its scoring URI or its resource id. */
  readonly endpoint?: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The service's own word for it, such as `AuthorizationFailed` or `key_auth_access_denied`. */
  readonly serviceCode?: string;
  /** By which the service's people find the request. */
  readonly requestId?: string;
  /** What to do. */
  readonly remedy?: string;
  /** How long to wait before trying again makes sense, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** What everything that the client throws has in common, except an abort, which is the caller's own reason. */
export class ClientError extends Error implements ClientErrorDetails {
  override readonly name: string = "ClientError";
  declare readonly code: string;
  declare readonly credential?: CredentialDescription;
  declare readonly audience?: string;
  declare readonly endpoint?: string;
  declare readonly status?: number;
  declare readonly serviceCode?: string;
  declare readonly requestId?: string;
  declare readonly remedy?: string;
  declare readonly retryAfterMs?: number;

  /** `what` happened; the request id and the remedy come after it. */
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

export interface CredentialErrorDetails extends ClientErrorDetails {
  readonly code: CredentialErrorCode;
}

/** No credential could be got. `cause` is what the last try met. */
export class CredentialError extends ClientError {
  override readonly name = "CredentialError";
  declare readonly code: CredentialErrorCode;

  readonly #what: string;
  readonly #details: CredentialErrorDetails;

  constructor(what: string, details: CredentialErrorDetails) {
    super(what, details);
    this.#what = what;
    this.#details = details;
  }

  /** The same for another caller, who comes before it makes sense to try again. */
  again(retryAfterMs: number): CredentialError {
    // Not by its name: a bundler would give the class another one, which errors then show.
    return new (this.constructor as typeof CredentialError)(this.#what, {
      ...this.#details,
      retryAfterMs: Math.ceil(retryAfterMs),
    });
  }
}
