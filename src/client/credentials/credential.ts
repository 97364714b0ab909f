/** Which credential an error or an event is about; nothing in it is secret. */
export interface CredentialDescription {
  /** What it is, such as `primary key` or `token of Azure ML`. */
  readonly name: string;
  /** The audience of a token, or what a key was read from, such as `Key Vault secret https://…/secrets/score-active`. */
  readonly source: string;
}

/**
 * A key or a token on its way into a header. Its value is not shown: not by `console.log`, not by `JSON.stringify`, not
 * in a template.
 */
export class Credential {
  /** Which credential it is, for errors and events. */
  readonly description: CredentialDescription;
  readonly #value: string;

  /** @param value The key or the token itself: secret. */
  constructor(value: string, description: CredentialDescription) {
    this.#value = value;
    this.description = description;
  }

  /** The value of the header `Authorization`: secret. */
  authorization(): string {
    return `Bearer ${this.#value}`;
  }

  /** Whether this is the value of the credential, so that only what was refused is forgotten. */
  is(value: string): boolean {
    return this.#value === value;
  }
}

/** How a caller waits for a credential. */
export interface CredentialOptions {
  /** Aborts the wait of this caller alone: the fetch goes on for the others. Default: none. */
  readonly signal?: AbortSignal;
}

/** Where the credentials of requests come from. It learns from the service's responses. */
export interface CredentialSource {
  /** The credential to send now; waits only when there is no valid one. Throws `CredentialError` when there is none. */
  credential(options?: CredentialOptions): Promise<Credential>;
  /**
   * Reports that the service has refused the credential (401). Resolves with another one to try once (a new token, the
   * other key), or with undefined when there is none: then the 401 stands.
   */
  refused(credential: Credential, options?: CredentialOptions): Promise<Credential | undefined>;
  /** Reports that the service has accepted the credential, whatever else its response was. */
  accepted(credential: Credential): void;
}
