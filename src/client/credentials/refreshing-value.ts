import { abortable, abortReason } from "../internal/abort";
import type { ClientClock } from "../internal/clock";
import { CredentialError } from "./credential-error";
import type { AbortSignalLike } from "./token-credential";

/** What was just fetched. */
export interface Fresh<T> {
  readonly value: T;
  /** For how long it may be used, from now. */
  readonly lifeMs: number;
  /** After how long to fetch the next, from now. */
  readonly refreshInMs: number;
}

export interface RenewalSettings {
  readonly clock: ClientClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Whether the last value is better than none when its life is over and no new one can be had. */
  readonly keep?: boolean;
  /** Told of each fetch that has ended. */
  readonly told?: (end: FetchEnd) => void;
}

export interface FetchEnd {
  readonly ms: number;
  /** Nobody waited for it when it began. */
  readonly background: boolean;
  readonly error?: CredentialError;
  readonly retryInMs?: number;
}

/** A moment on both clocks. */
interface Moment {
  readonly wall: number;
  readonly elapsed: number;
}

const never: Moment = { wall: -Infinity, elapsed: -Infinity };

interface Held<T> {
  readonly value: T;
  readonly refresh: Moment;
  readonly end: Moment;
}

const longestBackOffMs = 30_000;
/** No header shuts a caller out for longer. */
const longestRetryAfterMs = 600_000;

/**
 * One value that grows old, for everybody who needs it. It is fetched once however many ask, and anew in the background
 * while the old one still serves.
 *
 * No timer runs between fetches: that the next one is due is seen by the next call, so that an idle client fetches
 * nothing, holds no process, and has nothing to stop.
 */
export class Renewal<T> {
  #held: Held<T> | undefined;
  #flight: { readonly result: Promise<T>; readonly claims?: string } | undefined;
  #failures = 0;
  /** No fetch before it. */
  #notBefore = never;
  /** Whether the service itself said so: then it holds for a blocking fetch, too. */
  #isOrdered = false;
  #lastError: CredentialError | undefined;

  constructor(
    private readonly fetchFresh: (claims?: string) => Promise<Fresh<T>>,
    private readonly settings: RenewalSettings,
  ) {}

  /** The value now; waits only when there is none that is valid. With `claims` a new one, which satisfies them. */
  async get(signal?: AbortSignalLike, claims?: string): Promise<T> {
    if (signal?.aborted) {
      throw abortReason(signal);
    }
    if (claims !== undefined) {
      return abortable(this.#fresh(claims), signal);
    }
    const held = this.#held;
    if (held && !this.#isPast(held.end)) {
      if (this.#isPast(held.refresh)) {
        this.#refresh();
      }
      return held.value;
    }
    return abortable(this.#need(held), signal);
  }

  /** What is held, valid or not. */
  get value(): T | undefined {
    return this.#held?.value;
  }

  /** Forgets exactly this value; the next fetch need not wait, unless the service said so. */
  drop(value: T): boolean {
    if (this.#held?.value !== value) {
      return false;
    }
    this.#held = undefined;
    this.#forgive();
    return true;
  }

  /** A value that is fetched anew, whatever is held; what others have begun for the same reason is shared. */
  renew(signal?: AbortSignalLike): Promise<T> {
    return this.get(signal, "");
  }

  async #need(held: Held<T> | undefined): Promise<T> {
    const { keep } = this.settings;
    if (held && keep && this.#failures > 0) {
      this.#refresh();
      return held.value;
    }
    if (this.#flight) {
      try {
        return await this.#flight.result;
      } catch (error) {
        if (!held || keep) {
          return this.#kept(error);
        }
        // It was begun before the end, and was not the try that is due after it.
      }
    }
    if (held && held === this.#held && !keep) {
      // Its end has come. Whatever the background has met: one try that is waited for.
      this.#held = undefined;
      this.#forgive();
    }
    try {
      return await (this.#flight?.result ?? this.#try());
    } catch (error) {
      return this.#kept(error);
    }
  }

  #refresh(): void {
    if (!this.#flight && this.#waitMs() <= 0) {
      void this.#begin(true);
    }
  }

  #kept(error: unknown): T {
    if (this.settings.keep && this.#held) {
      return this.#held.value;
    }
    throw error;
  }

  async #fresh(claims: string): Promise<T> {
    while (this.#flight && this.#flight.claims !== claims) {
      await this.#flight.result.catch(() => undefined);
    }
    return this.#flight?.result ?? this.#try(claims);
  }

  /** Fetches, or says at once what the last try met while it is too soon for another. */
  async #try(claims?: string): Promise<T> {
    const wait = this.#waitMs();
    if (wait > 0 && this.#lastError) {
      throw this.#lastError.again(wait);
    }
    return this.#begin(false, claims);
  }

  #begin(background: boolean, claims?: string): Promise<T> {
    const result = this.#fetch(background, claims);
    // Whoever waits is told; that nobody does is no fault.
    result.catch(() => undefined);
    this.#flight = { result, claims };
    return result;
  }

  async #fetch(background: boolean, claims?: string): Promise<T> {
    const { clock, told } = this.settings;
    const started = clock.elapsed();
    try {
      const { value, lifeMs, refreshInMs } = await this.#fetchOnce(claims);
      this.#held = { value, refresh: this.#in(refreshInMs), end: this.#in(lifeMs) };
      this.#lastError = undefined;
      if (refreshInMs > 0) {
        this.#failures = 0;
        this.#forgive(true);
      } else {
        // The same old one again: as long as the source has no other, asking more often is no use.
        this.#backOff(undefined);
      }
      told?.({ ms: clock.elapsed() - started, background });
      return value;
    } catch (thrown) {
      const error =
        thrown instanceof CredentialError
          ? thrown
          : new CredentialError("the client itself failed", { code: "Unavailable", cause: thrown });
      this.#lastError = error;
      this.#backOff(error);
      told?.({ ms: clock.elapsed() - started, background, error, retryInMs: this.#waitMs() });
      throw error;
    } finally {
      this.#flight = undefined;
    }
  }

  /** Async, so that nothing ends before it is held as under way. */
  async #fetchOnce(claims?: string): Promise<Fresh<T>> {
    return this.fetchFresh(claims);
  }

  /** 1, 2, 4 … 30 seconds, all of it by chance, so that a fleet does not come back together. */
  #backOff(error: CredentialError | undefined): void {
    const { status, retryAfterMs = 0 } = error ?? {};
    // What somebody has to change first will not have passed in a second.
    const mayPass = status === undefined || status === 408 || status === 429 || status >= 500;
    const most = mayPass ? Math.min(longestBackOffMs, 1000 * 2 ** this.#failures) : longestBackOffMs;
    this.#failures = Math.min(this.#failures + 1, 5);
    this.#isOrdered = retryAfterMs > 0;
    this.#notBefore = this.#in(Math.max(this.settings.random() * most, Math.min(retryAfterMs, longestRetryAfterMs)));
  }

  #forgive(all = false): void {
    if (all || !this.#isOrdered) {
      this.#notBefore = never;
      this.#isOrdered = false;
    }
  }

  #waitMs(): number {
    const { clock } = this.settings;
    return Math.min(this.#notBefore.elapsed - clock.elapsed(), this.#notBefore.wall - clock.now());
  }

  /** The day's clock may have been turned back, the even one may have stood still: the first to be past it counts. */
  #isPast({ wall, elapsed }: Moment): boolean {
    const { clock } = this.settings;
    return clock.elapsed() >= elapsed || clock.now() >= wall;
  }

  #in(ms: number): Moment {
    const { clock } = this.settings;
    return { wall: clock.now() + ms, elapsed: clock.elapsed() + ms };
  }
}
