import type { Credential, CredentialSource } from "../credentials/credential";
import { abortable } from "../internal/abort";
import type { ScoringCall } from "./scoring-call";

/** From these one cannot tell that the service has checked the credential. */
const authUndecidedStatuses = [401, 403, 407, 408, 429, 500, 502, 503, 504];

/** Which credential a client's requests carry, and how the source learns what became of it. */
export class CredentialPolicy {
  readonly #source: CredentialSource | undefined;

  /** @param source undefined for a service without authentication */
  constructor(source: CredentialSource | undefined) {
    this.#source = source;
  }

  async credential(call: ScoringCall): Promise<Credential | undefined> {
    call.waitsFor = "a credential";
    const { signal } = call.deadline;
    signal.throwIfAborted();
    return this.#source && abortable(this.#source.credential({ signal }), signal);
  }

  /** Another credential after a 401; undefined where there is none, or the request cannot be sent again. */
  async replacement(call: ScoringCall, refused: Credential): Promise<Credential | undefined> {
    const { signal } = call.deadline;
    if (call.request.replayable) {
      call.waitsFor = "another credential";
      return this.#source && abortable(this.#source.refused(refused, { signal }), signal);
    }
    // The 401 stands; the next call gets a better one.
    this.#source?.refused(refused).catch(() => undefined);
    return undefined;
  }

  recordResponse({ status }: Response, credential: Credential | undefined): void {
    if (credential !== undefined && !authUndecidedStatuses.includes(status)) {
      this.#source?.accepted(credential);
    }
  }
}
