import type { CredentialDescription } from "./credential";
import type { CredentialError } from "./credential-error";
import type { FetchEnd } from "./refreshing-value";

/** Something that happened to a credential, for logs and metrics; no credential is in it. */
export interface CredentialEvent {
  /**
   * `fetched`, `fetch-failed`; `refused` by the service (401); `switched` to the other key, because this one was
   * refused.
   */
  readonly type: "fetched" | "fetch-failed" | "refused" | "switched";
  readonly credential: CredentialDescription;
  /** Of a fetch. */
  readonly durationMs?: number;
  /** Whether a fetch was made ahead of time, with nobody waiting for it. */
  readonly background?: boolean;
  readonly error?: CredentialError;
  /** After a failed fetch: no other before so many milliseconds. */
  readonly retryInMs?: number;
}

export interface CredentialHooks {
  /** Told of what happens. What it throws changes nothing. */
  readonly onCredentialEvent?: (event: CredentialEvent) => void;
}

export function tell({ onCredentialEvent }: CredentialHooks, event: CredentialEvent): void {
  try {
    onCredentialEvent?.(event);
  } catch {
    // A log that is full is no reason to fail a request, and nobody waits for it here.
  }
}

/** Tells of each fetch of a credential. */
export function fetchTeller(hooks: CredentialHooks, credential: CredentialDescription): (end: FetchEnd) => void {
  return ({ ms, background, error, retryInMs }) =>
    tell(hooks, {
      ...(error ? { type: "fetch-failed", error, retryInMs } : { type: "fetched" }),
      credential,
      durationMs: ms,
      background,
    });
}
