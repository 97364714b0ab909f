// The shapes of `@azure/core-auth`, so that the client does not need its types: that package's credentials fit here, and
// the client's fit there.

/** A signal that aborts a wait; an `AbortSignal` is one. */
export interface AbortSignalLike {
  /** Whether the signal was aborted. */
  readonly aborted: boolean;
  /** Adds a listener for the abort. */
  addEventListener(
    type: "abort",
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as `@azure/abort-controller` has it; narrower does not fit
    listener: (this: AbortSignalLike, event: any) => any,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    options?: any,
  ): void;
  /** Removes a listener that was added. */
  removeEventListener(
    type: "abort",
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    listener: (this: AbortSignalLike, event: any) => any,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    options?: any,
  ): void;
}

/** What a request for a token may say beside its scope. */
export interface GetTokenOptions {
  /** Aborts the wait for the token. Default: none. */
  abortSignal?: AbortSignalLike;
  /** The claims that a service requires in the token (continuous access evaluation). Default: none. */
  claims?: string;
  /** Whether the service supports continuous access evaluation. Default: false. */
  enableCae?: boolean;
  /** The tenant to get the token from. Default: that of the credential. */
  tenantId?: string;
}

/** A token and its times. */
export interface AccessToken {
  /** The token itself: secret. */
  token: string;
  /** When it expires, in milliseconds since 1970. */
  expiresOnTimestamp: number;
  /** When to fetch the next one, in milliseconds since 1970. Absent where the issuer does not say. */
  refreshAfterTimestamp?: number;
  /** The scheme to send it with. Absent for `Bearer`. */
  tokenType?: "Bearer" | "pop";
}

/** Gets tokens of Microsoft Entra: every credential of `@azure/identity` is one. */
export interface TokenCredential {
  /** A token for the scopes; null, or an error that is thrown, where there is none. */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}
