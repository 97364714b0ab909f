/** Which credential something was about, for errors and hooks; nothing in it is secret. */
export interface CredentialDescription {
  /** In words, such as `primary key` or `token of Azure ML`. */
  readonly name: string;
  /** The audience of a token, or what a key was read from, such as `Key Vault secret https://…/secrets/score-active`. */
  readonly source: string;
}

/**
 * A key or a token on its way into a header. It shows itself to nobody: not to `console.log`, not to `JSON.stringify`,
 * not in a template.
 */
export class Credential {
  readonly #value: string;

  constructor(
    value: string,
    readonly description: CredentialDescription,
  ) {
    this.#value = value;
  }

  /** The value of the header `Authorization`. */
  authorization(): string {
    return `Bearer ${this.#value}`;
  }

  /** Whether it is this one, so that only what was refused is forgotten. */
  is(value: string): boolean {
    return this.#value === value;
  }
}

export interface CredentialOptions {
  /** Ends the wait of this caller alone: whatever is fetched meanwhile goes on for the others. */
  readonly signal?: AbortSignal;
}

/** Where the credentials of requests come from. It learns from the service's answers. */
export interface CredentialSource {
  /** A credential to send now; waits only when there is none that is valid. */
  credential(options?: CredentialOptions): Promise<Credential>;
  /**
   * The service has refused this one (401). Resolves with another to try once (a new token, the other key), or with
   * undefined when there is none: then the 401 is the answer.
   */
  refused(credential: Credential, options?: CredentialOptions): Promise<Credential | undefined>;
  /** The service has let this one in, whatever else it answered. */
  accepted(credential: Credential): void;
}
