import type { ClientClock } from "../internal/clock";
import { emit } from "../internal/emit";
import { credentialError, type ErrorContext } from "./azure-request";
import { Credential, type CredentialOptions, type CredentialSource } from "./credential";
import { CredentialError, CredentialErrorCode } from "./credential-error";
import { fetchEvents, type CredentialHooks } from "./credential-events";
import { RefreshingValue, type FetchedValue } from "./refreshing-value";
import type { AccessToken, GetTokenOptions } from "./token-credential";
import { refreshSchedule } from "./token-lifetime";

/** After a refused token, its successor stays for at least so long, and with jitter for up to twice as long. */
const refusedPauseMs = 30_000;

interface RefreshingTokenOptions extends CredentialHooks {
  readonly clock: ClientClock;
  /** Jitter, from 0 up to 1. */
  readonly random: () => number;
  /** How long before its end a token is used no more, in milliseconds. */
  readonly skewMs: number;
}

interface CachedToken {
  readonly credential: Credential;
  readonly access: AccessToken;
}

/** One token that is refreshed in time, whatever it is for; the tokens of endpoints and of vaults are such. */
export class RefreshingToken implements CredentialSource {
  readonly #token: RefreshingValue<CachedToken>;
  readonly #fetchToken: (claims?: string) => Promise<AccessToken>;
  readonly #context: ErrorContext;
  readonly #options: RefreshingTokenOptions;
  /** The last one that was refused: the issuer may return it again. */
  #lastRefused: Credential | undefined;
  /** A refused token is not replaced before it, on the monotonic clock. */
  #noReplacementBefore = -Infinity;

  constructor(
    fetchToken: (claims?: string) => Promise<AccessToken>,
    context: ErrorContext,
    options: RefreshingTokenOptions,
  ) {
    this.#fetchToken = fetchToken;
    this.#context = context;
    this.#options = options;
    this.#token = new RefreshingValue((claims) => this.#fetch(claims), {
      clock: options.clock,
      random: options.random,
      onFetchEnd: fetchEvents(options, context.credential),
    });
  }

  async accessToken({ abortSignal, claims }: GetTokenOptions = {}): Promise<AccessToken> {
    const { access } = await this.#token.get(abortSignal, claims || undefined);
    return { ...access };
  }

  async credential({ signal }: CredentialOptions = {}): Promise<Credential> {
    return (await this.#token.get(signal)).credential;
  }

  async refused(credential: Credential, { signal }: CredentialOptions = {}): Promise<Credential | undefined> {
    const { clock, random, onCredentialEvent } = this.#options;
    const cached = this.#token.current;
    if (cached?.credential === credential) {
      const now = clock.monotonicNow();
      if (now < this.#noReplacementBefore) {
        // It replaced a refused one itself, so its own successor would be refused, too: no second request for each.
        return undefined;
      }
      this.#noReplacementBefore = now + refusedPauseMs * (1 + random());
      this.#lastRefused = credential;
      this.#token.drop(cached);
      emit(onCredentialEvent, { type: "refused", credential: credential.description });
    }
    let next: Credential;
    try {
      next = await this.credential({ signal });
    } catch (error) {
      if (error instanceof CredentialError) {
        return undefined;
      }
      throw error;
    }
    return next === credential ? undefined : next;
  }

  accepted(credential: Credential): void {
    if (this.#token.current?.credential === credential) {
      this.#noReplacementBefore = -Infinity;
    }
  }

  async #fetch(claims?: string): Promise<FetchedValue<CachedToken>> {
    const { clock, random, skewMs } = this.#options;
    const { token, expiresOnTimestamp, refreshAfterTimestamp } = await this.#fetchToken(claims);
    const now = clock.wallNow();
    const lifetimeMs = expiresOnTimestamp - now;
    if (!(lifetimeMs > 0)) {
      throw credentialError(
        this.#context,
        CredentialErrorCode.InvalidAnswer,
        "returned a token that has already expired",
        {
          remedy: "see that this machine's clock is right",
        },
      );
    }
    const refreshAfterMs = refreshAfterTimestamp && refreshAfterTimestamp - now;
    const times = refreshSchedule(lifetimeMs, refreshAfterMs, skewMs, random());
    // The same token again is the same credential: it may have been refused.
    const unchanged = [this.#token.current?.credential, this.#lastRefused].find((one) => one?.is(token));
    return {
      ...times,
      value: {
        credential: unchanged ?? new Credential(token, this.#context.credential),
        access: {
          token,
          expiresOnTimestamp,
          refreshAfterTimestamp: Math.round(now + times.refreshInMs),
          tokenType: "Bearer",
        },
      },
    };
  }
}
