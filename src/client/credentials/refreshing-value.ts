import { abortable, abortReason } from "../internal/abort";
import type { ClientClock } from "../internal/clock";
import { CredentialError } from "./credential-error";
import type { AbortSignalLike } from "./token-credential";

/** A value that was just fetched, and its times from now. */
export interface FetchedValue<T> {
  readonly value: T;
  /** After how long it expires. */
  readonly lifetimeMs: number;
  /** After how long to fetch the next one. */
  readonly refreshInMs: number;
}

interface RefreshingValueOptions {
  readonly clock: ClientClock;
  /** Jitter, from 0 up to 1. */
  readonly random: () => number;
  /** Whether an expired value is better than none while a new one cannot be fetched. */
  readonly staleIfError?: boolean;
  /** Called at the end of each fetch. */
  readonly onFetchEnd?: (end: FetchEnd) => void;
}

export interface FetchEnd {
  readonly durationMs: number;
  /** Nobody waited for it when it began. */
  readonly background: boolean;
  readonly error?: CredentialError;
  readonly retryInMs?: number;
}

/** A time on both clocks. */
interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

const longPast: Moment = { wall: -Infinity, monotonic: -Infinity };

interface CachedValue<T> {
  readonly value: T;
  readonly refreshAt: Moment;
  readonly expiresAt: Moment;
}

const maxBackoffMs = 30_000;
/** No `Retry-After` stops fetches for longer. */
const maxRetryAfterMs = 600_000;

/**
 * A cached value that expires, shared by all callers. Concurrent callers share one fetch; while the value is valid, the
 * next one is fetched in the background.
 *
 * No timer runs between fetches: the next call sees that one is due. So an idle client fetches nothing, keeps no process
 * alive, and has nothing to stop.
 */
export class RefreshingValue<T> {
  #cached: CachedValue<T> | undefined;
  #inFlight: { readonly result: Promise<T>; readonly claims?: string } | undefined;
  #failures = 0;
  /** The backoff: no fetch before it. */
  #notBefore = longPast;
  /** Whether the service itself requested the backoff (`Retry-After`): then nothing shortens it. */
  #isRequestedByService = false;
  #lastError: CredentialError | undefined;

  constructor(
    private readonly fetchValue: (claims?: string) => Promise<FetchedValue<T>>,
    private readonly options: RefreshingValueOptions,
  ) {}

  /** The value now; waits only when there is no valid one. With `claims`, a new value that has them. */
  async get(signal?: AbortSignalLike, claims?: string): Promise<T> {
    if (signal?.aborted) {
      throw abortReason(signal);
    }
    if (claims !== undefined) {
      return abortable(this.#fetchWithClaims(claims), signal);
    }
    const cached = this.#cached;
    if (cached && !this.#isPast(cached.expiresAt)) {
      if (this.#isPast(cached.refreshAt)) {
        this.#refreshInBackground();
      }
      return cached.value;
    }
    return abortable(this.#waitForValue(cached), signal);
  }

  /** What is cached, expired or not. */
  get current(): T | undefined {
    return this.#cached?.value;
  }

  /** Forgets exactly this value; the next fetch skips the backoff, unless the service requested it. */
  drop(value: T): void {
    if (this.#cached?.value === value) {
      this.#cached = undefined;
      this.#shortenBackoff();
    }
  }

  /** Fetches a new value, whatever is cached; a fetch that others have begun for the same reason is shared. */
  refresh(signal?: AbortSignalLike): Promise<T> {
    return this.get(signal, "");
  }

  async #waitForValue(cached: CachedValue<T> | undefined): Promise<T> {
    const { staleIfError } = this.options;
    if (cached && staleIfError && this.#failures > 0) {
      this.#refreshInBackground();
      return cached.value;
    }
    if (this.#inFlight) {
      try {
        return await this.#inFlight.result;
      } catch (error) {
        if (!cached || staleIfError) {
          return this.#staleValueOr(error);
        }
        // That fetch began before the value expired; the one that is due afterwards is still to come.
      }
    }
    if (cached && cached === this.#cached && !staleIfError) {
      // It has expired: one fetch that callers wait for, whatever backoff the background fetches have led to.
      this.#cached = undefined;
      this.#shortenBackoff();
    }
    try {
      return await (this.#inFlight?.result ?? this.#fetchUnlessBackingOff());
    } catch (error) {
      return this.#staleValueOr(error);
    }
  }

  #refreshInBackground(): void {
    if (!this.#inFlight && this.#backoffLeftMs() <= 0) {
      void this.#startFetch(true);
    }
  }

  #staleValueOr(error: unknown): T {
    if (this.options.staleIfError && this.#cached) {
      return this.#cached.value;
    }
    throw error;
  }

  async #fetchWithClaims(claims: string): Promise<T> {
    while (this.#inFlight && this.#inFlight.claims !== claims) {
      await this.#inFlight.result.catch(() => undefined);
    }
    return this.#inFlight?.result ?? this.#fetchUnlessBackingOff(claims);
  }

  /** Fetches; during the backoff it throws the last error at once instead. */
  async #fetchUnlessBackingOff(claims?: string): Promise<T> {
    const backoffMs = this.#backoffLeftMs();
    if (backoffMs > 0 && this.#lastError) {
      throw this.#lastError.withRetryAfter(backoffMs);
    }
    return this.#startFetch(false, claims);
  }

  #startFetch(background: boolean, claims?: string): Promise<T> {
    const result = this.#fetch(background, claims);
    // Whoever waits gets the error; where nobody does, it must not count as unhandled.
    result.catch(() => undefined);
    this.#inFlight = { result, claims };
    return result;
  }

  async #fetch(background: boolean, claims?: string): Promise<T> {
    const { clock, onFetchEnd } = this.options;
    const startedAt = clock.monotonicNow();
    try {
      const { value, lifetimeMs, refreshInMs } = await this.#fetchAsync(claims);
      this.#cached = { value, refreshAt: this.#momentIn(refreshInMs), expiresAt: this.#momentIn(lifetimeMs) };
      this.#lastError = undefined;
      if (refreshInMs > 0) {
        this.#failures = 0;
        this.#endBackoff();
      } else {
        // The same old value again: while the source has no other, more fetches are no use.
        this.#startBackoff(undefined);
      }
      onFetchEnd?.({ durationMs: clock.monotonicNow() - startedAt, background });
      return value;
    } catch (thrown) {
      const error =
        thrown instanceof CredentialError
          ? thrown
          : new CredentialError("the client itself failed", { code: "Unavailable", cause: thrown });
      this.#lastError = error;
      this.#startBackoff(error);
      const durationMs = clock.monotonicNow() - startedAt;
      onFetchEnd?.({ durationMs, background, error, retryInMs: this.#backoffLeftMs() });
      throw error;
    } finally {
      this.#inFlight = undefined;
    }
  }

  /** Async, so that even a fetch that throws at once ends only after `#inFlight` is set. */
  async #fetchAsync(claims?: string): Promise<FetchedValue<T>> {
    return this.fetchValue(claims);
  }

  /** Exponential backoff of 1, 2, 4 … 30 seconds with full jitter, so that a fleet does not come back together. */
  #startBackoff(error: CredentialError | undefined): void {
    const { status, retryAfterMs = 0 } = error ?? {};
    // What somebody has to change first will not be over in a second.
    const isTransient = status === undefined || status === 408 || status === 429 || status >= 500;
    const maxMs = isTransient ? Math.min(maxBackoffMs, 1000 * 2 ** this.#failures) : maxBackoffMs;
    this.#failures = Math.min(this.#failures + 1, 5);
    this.#isRequestedByService = retryAfterMs > 0;
    const backoffMs = Math.max(this.options.random() * maxMs, Math.min(retryAfterMs, maxRetryAfterMs));
    this.#notBefore = this.#momentIn(backoffMs);
  }

  /** Ends the backoff, unless the service requested it. */
  #shortenBackoff(): void {
    if (!this.#isRequestedByService) {
      this.#endBackoff();
    }
  }

  #endBackoff(): void {
    this.#notBefore = longPast;
    this.#isRequestedByService = false;
  }

  #backoffLeftMs(): number {
    const { clock } = this.options;
    return Math.min(this.#notBefore.monotonic - clock.monotonicNow(), this.#notBefore.wall - clock.wallNow());
  }

  /** The wall clock may have been turned back, the monotonic one may have stood still: the first to be past it counts. */
  #isPast({ wall, monotonic }: Moment): boolean {
    const { clock } = this.options;
    return clock.monotonicNow() >= monotonic || clock.wallNow() >= wall;
  }

  #momentIn(ms: number): Moment {
    const { clock } = this.options;
    return { wall: clock.wallNow() + ms, monotonic: clock.monotonicNow() + ms };
  }
}
