import { abortable } from "../internal/abort";
import { systemClock, type ClientClock } from "../internal/clock";
import { emit } from "../internal/emit";
import { durationOption, invalidOption } from "../internal/option-checks";
import type { Credential, CredentialOptions, CredentialSource } from "./credential";
import type { CredentialHooks } from "./credential-events";
import type { KeySource } from "./key-sources";
import type { AbortSignalLike } from "./token-credential";

/** The settings of a `KeyCredential`. */
export interface KeyCredentialOptions extends CredentialHooks {
  /**
   * How long a refused key is not tried again, at least, in milliseconds; with jitter up to twice as long. Default:
   * 30000.
   */
  readonly refusedForMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** Jitter, for tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * With all keys refused, how long ago that must be for one to be retried: the service may know it by now, as a gateway
 * does that reads the same vault.
 */
const allRefusedRetryMs = 5000;

/** When a key was refused, and until when it is not tried again, on the monotonic clock. */
interface Refusal {
  readonly at: number;
  readonly until: number;
}

/**
 * The keys of a service. It keeps using the slot that last succeeded. When a key is refused (401) it tries the other
 * slot's; when no slot is left it reads the source once more, because the keys may have been rotated. A refused key is
 * remembered for a while, so that a wrong one does not double the traffic.
 */
export class KeyCredential implements CredentialSource {
  readonly #source: KeySource;
  readonly #clock: ClientClock;
  readonly #refusedForMs: () => number;
  readonly #hooks: CredentialHooks;
  /** What the source gave last, to see at once that nothing has changed. */
  #lastRead: readonly Credential[] = [];
  /** The same, but an unchanged key is still the same object. */
  #keys: readonly Credential[] = [];
  #lastGoodSlot: string | undefined;
  /** Only keys in use have a place here. */
  readonly #refusals = new Map<Credential, Refusal>();
  /** The source is not read again before it, on the monotonic clock. */
  #noRereadBefore = -Infinity;
  #reread: Promise<unknown> | undefined;

  /** Throws `CredentialError` (`InvalidConfiguration`) for settings that do not fit. */
  constructor(source: KeySource, options: KeyCredentialOptions = {}) {
    if (typeof source?.keys !== "function") {
      throw invalidOption(
        "source",
        "has no keys()",
        "must be a KeySource, such as FixedKeys, EnvironmentKeys or KeyVaultKeys",
      );
    }
    const { clock = systemClock, random = Math.random } = options;
    const refusedForMs = durationOption("refusedForMs", options.refusedForMs, 30_000);
    this.#source = source;
    this.#clock = clock;
    this.#refusedForMs = () => refusedForMs * (1 + random());
    this.#hooks = options;
  }

  /**
   * The key to send. Where all were refused it is one of them nevertheless: the service may accept it by now, and its
   * response says more than an error of ours could. Throws `CredentialError` when no key can be read.
   */
  async credential({ signal }: CredentialOptions = {}): Promise<Credential> {
    await this.#readKeys(false, signal);
    const credential = this.#usableKey() ?? this.#leastRecentlyRefused();
    if (!credential) {
      throw invalidOption("source", "gave no keys", "must give one or more");
    }
    return credential;
  }

  /**
   * Reports that the service has refused the key (401), and resolves with another one to try; with undefined where there
   * is none, or the source cannot be read again.
   */
  async refused(credential: Credential, { signal }: CredentialOptions = {}): Promise<Credential | undefined> {
    const now = this.#clock.monotonicNow();
    const key = this.#keys.find((one) => hasSameValue(one, credential));
    if (key) {
      this.#refusals.set(key, { at: now, until: now + this.#refusedForMs() });
      emit(this.#hooks.onCredentialEvent, { type: "refused", credential: key.description });
    }
    if (!this.#usableKey()) {
      if (!this.#reread && now >= this.#noRereadBefore) {
        this.#noRereadBefore = now + this.#refusedForMs();
        this.#reread = this.#readAgain();
      }
      await abortable(Promise.resolve(this.#reread), signal);
    }
    const other = this.#usableKey() ?? this.#retryRefused();
    if (other && !hasSameName(other, credential)) {
      emit(this.#hooks.onCredentialEvent, { type: "switched", credential: other.description });
    }
    return other;
  }

  /** Reports that the service has accepted the key: its slot is used from now on. */
  accepted(credential: Credential): void {
    const key = this.#keys.find((one) => hasSameValue(one, credential));
    if (key) {
      this.#refusals.delete(key);
      this.#lastGoodSlot = key.description.name;
      this.#noRereadBefore = -Infinity;
    }
  }

  async #readAgain(): Promise<void> {
    try {
      await this.#readKeys(true);
    } catch {
      // The source has reported it as an event, and the service's 401 stands.
    } finally {
      this.#reread = undefined;
    }
  }

  async #readKeys(again: boolean, signal?: AbortSignalLike): Promise<void> {
    const read = await this.#source.keys({ again, signal });
    if (read === this.#lastRead) {
      return;
    }
    this.#lastRead = read;
    this.#keys = read.map((key) => this.#keys.find((old) => hasSameValue(old, key) && hasSameName(old, key)) ?? key);
    for (const key of this.#refusals.keys()) {
      if (!this.#keys.includes(key)) {
        this.#refusals.delete(key);
      }
    }
  }

  /** A key that is not refused, of the slot that last succeeded where there is one. */
  #usableKey(): Credential | undefined {
    const now = this.#clock.monotonicNow();
    const usable = this.#keys.filter((key) => (this.#refusalOf(key)?.until ?? -Infinity) <= now);
    return usable.find((key) => key.description.name === this.#lastGoodSlot) ?? usable[0];
  }

  /** By value, since both slots may hold the same key. */
  #refusalOf(key: Credential): Refusal | undefined {
    return [...this.#refusals].find(([refused]) => hasSameValue(refused, key))?.[1];
  }

  #leastRecentlyRefused(): Credential | undefined {
    const refusedAt = (key: Credential) => this.#refusalOf(key)?.at ?? -Infinity;
    return [...this.#keys].sort((a, b) => refusedAt(a) - refusedAt(b))[0];
  }

  #retryRefused(): Credential | undefined {
    const key = this.#leastRecentlyRefused();
    const refusedAt = key && this.#refusalOf(key)?.at;
    return refusedAt !== undefined && refusedAt + allRefusedRetryMs <= this.#clock.monotonicNow() ? key : undefined;
  }
}

function hasSameValue(a: Credential, b: Credential): boolean {
  return a === b || a.authorization() === b.authorization();
}

function hasSameName(a: Credential, b: Credential): boolean {
  return a.description.name === b.description.name;
}
