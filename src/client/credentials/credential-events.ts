import { emit } from "../internal/emit";
import type { CredentialDescription } from "./credential";
import type { CredentialError } from "./credential-error";
import type { FetchEnd } from "./refreshing-value";

/** Something that happened to a credential, for logs and metrics; nothing in it is secret. */
export interface CredentialEvent {
  /**
   * `fetched`, `fetch-failed`; `refused` by the service (401); `switched` to the other key, because this one was
   * refused.
   */
  readonly type: "fetched" | "fetch-failed" | "refused" | "switched";
  /** The credential that the event is about. */
  readonly credential: CredentialDescription;
  /** How long a fetch took, in milliseconds. Absent for other events. */
  readonly durationMs?: number;
  /** Whether a fetch was made ahead of time, with nobody waiting for it. Absent for other events. */
  readonly background?: boolean;
  /** Why a fetch failed. Absent for other events. */
  readonly error?: CredentialError;
  /** After a failed fetch: no other fetch before so many milliseconds. Absent for other events. */
  readonly retryInMs?: number;
}

/** Listeners for what happens to credentials. */
export interface CredentialHooks {
  /** Called at each event. What it throws is ignored. Default: none. */
  readonly onCredentialEvent?: (event: CredentialEvent) => void;
}

/** A listener that reports each fetch of a credential as an event. */
export function fetchEvents(hooks: CredentialHooks, credential: CredentialDescription): (end: FetchEnd) => void {
  return ({ durationMs, background, error, retryInMs }) =>
    emit(hooks.onCredentialEvent, {
      ...(error ? { type: "fetch-failed", error, retryInMs } : { type: "fetched" }),
      credential,
      durationMs,
      background,
    });
}
