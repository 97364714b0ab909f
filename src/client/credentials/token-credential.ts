// The shapes of `@azure/core-auth`, so that its types are not needed by whoever uses the client: its credentials fit
// here, and ours fit there.

/** Ends a wait; an `AbortSignal` is one. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(
    type: "abort",
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as `@azure/abort-controller` has it; narrower does not fit
    listener: (this: AbortSignalLike, event: any) => any,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    options?: any,
  ): void;
  removeEventListener(
    type: "abort",
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    listener: (this: AbortSignalLike, event: any) => any,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same
    options?: any,
  ): void;
}

export interface GetTokenOptions {
  abortSignal?: AbortSignalLike;
  /** What a service wants to see in the token (continuous access evaluation). */
  claims?: string;
  enableCae?: boolean;
  tenantId?: string;
}

export interface AccessToken {
  token: string;
  /** In milliseconds since 1970. */
  expiresOnTimestamp: number;
  /** From when to fetch the next one, in milliseconds since 1970. */
  refreshAfterTimestamp?: number;
  tokenType?: "Bearer" | "pop";
}

/** Gets tokens of Microsoft Entra: every credential of `@azure/identity` is one. */
export interface TokenCredential {
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}
