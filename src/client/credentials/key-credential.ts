import { abortable } from "../internal/abort";
import { ClientClock, systemClock } from "../internal/clock";
import { Credential, CredentialOptions, CredentialSource } from "./credential";
import { CredentialHooks, tell } from "./credential-events";
import type { KeySource } from "./key-sources";
import { duration, invalid } from "../internal/secure-url";
import type { AbortSignalLike } from "./token-credential";

export interface KeyCredentialOptions extends CredentialHooks {
  /** How long a refused key is not tried again, at least; by chance up to twice as long. Default: 30000. */
  readonly refusedForMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** For tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * With all keys refused, how long ago that must be for one to be tried again: the service may have learnt of it since,
 * as a gateway does that reads the same vault.
 */
const secondChanceMs = 5000;

interface Refusal {
  readonly at: number;
  readonly until: number;
}

/**
 * The keys of a service. The slot that was accepted last is used on; a refused key (401) gives way to the other slot's,
 * and when no slot is left, the source is read once more, because the keys may have been rotated. A refused key is
 * remembered for a while, so that a wrong one does not double the traffic.
 */
export class KeyCredential implements CredentialSource {
  readonly #source: KeySource;
  readonly #clock: ClientClock;
  readonly #pause: () => number;
  readonly #hooks: CredentialHooks;
  /** As the source gave them last, to see at once that nothing is new. */
  #read: readonly Credential[] = [];
  /** The same, where a key that stayed is still the same object. */
  #keys: readonly Credential[] = [];
  #goodSlot: string | undefined;
  /** On the even clock. Only keys that are in use have a place here. */
  readonly #refused = new Map<Credential, Refusal>();
  /** The source is not read again before it, on the even clock. */
  #notAgainBefore = -Infinity;
  #again: Promise<unknown> | undefined;

  constructor(source: KeySource, options: KeyCredentialOptions = {}) {
    if (typeof source?.keys !== "function") {
      throw invalid(
        "source",
        "has no keys()",
        "must be a KeySource, such as FixedKeys, EnvironmentKeys or KeyVaultKeys",
      );
    }
    const { clock = systemClock, random = Math.random } = options;
    const refusedForMs = duration("refusedForMs", options.refusedForMs, 30_000);
    this.#source = source;
    this.#clock = clock;
    this.#pause = () => refusedForMs * (1 + random());
    this.#hooks = options;
  }

  /**
   * The key to send. Where all were refused it is one of them nevertheless: the service may have changed its mind, and
   * its answer says more than ours could.
   */
  async credential({ signal }: CredentialOptions = {}): Promise<Credential> {
    await this.#update(false, signal);
    const credential = this.#best() ?? this.#longestRefused();
    if (!credential) {
      throw invalid("source", "gave no keys", "must give one or more");
    }
    return credential;
  }

  /** As the interface says. Where the source cannot be read again there is no other. */
  async refused(credential: Credential, { signal }: CredentialOptions = {}): Promise<Credential | undefined> {
    const now = this.#clock.elapsed();
    const mine = this.#keys.find((key) => isSame(key, credential));
    if (mine) {
      this.#refused.set(mine, { at: now, until: now + this.#pause() });
      tell(this.#hooks, { type: "refused", credential: mine.description });
    }
    if (!this.#best()) {
      if (!this.#again && now >= this.#notAgainBefore) {
        this.#notAgainBefore = now + this.#pause();
        this.#again = this.#readAgain();
      }
      await abortable(Promise.resolve(this.#again), signal);
    }
    const other = this.#best() ?? this.#secondChance();
    if (other && other.description.name !== credential.description.name) {
      tell(this.#hooks, { type: "switched", credential: other.description });
    }
    return other;
  }

  accepted(credential: Credential): void {
    const mine = this.#keys.find((key) => isSame(key, credential));
    if (mine) {
      this.#refused.delete(mine);
      this.#goodSlot = mine.description.name;
      this.#notAgainBefore = -Infinity;
    }
  }

  async #readAgain(): Promise<void> {
    try {
      await this.#update(true);
    } catch {
      // The source has told of it, and the service's 401 is the answer.
    } finally {
      this.#again = undefined;
    }
  }

  async #update(again: boolean, signal?: AbortSignalLike): Promise<void> {
    const read = await this.#source.keys({ again, signal });
    if (read === this.#read) {
      return;
    }
    this.#read = read;
    this.#keys = read.map((key) => this.#keys.find((old) => isSame(old, key) && hasSameName(old, key)) ?? key);
    for (const key of this.#refused.keys()) {
      if (!this.#keys.includes(key)) {
        this.#refused.delete(key);
      }
    }
  }

  /** Of those that are not refused. */
  #best(): Credential | undefined {
    const now = this.#clock.elapsed();
    const left = this.#keys.filter((key) => (this.#refusalOf(key)?.until ?? -Infinity) <= now);
    return left.find(this.#isGood) ?? left[0];
  }

  /** Both slots may hold the same key. */
  #refusalOf(key: Credential): Refusal | undefined {
    return [...this.#refused].find(([refused]) => isSame(refused, key))?.[1];
  }

  #longestRefused(): Credential | undefined {
    const at = (key: Credential) => this.#refusalOf(key)?.at ?? -Infinity;
    return [...this.#keys].sort((a, b) => at(a) - at(b))[0];
  }

  #secondChance(): Credential | undefined {
    const key = this.#longestRefused();
    const at = key && this.#refusalOf(key)?.at;
    return at !== undefined && at + secondChanceMs <= this.#clock.elapsed() ? key : undefined;
  }

  readonly #isGood = (key: Credential): boolean => key.description.name === this.#goodSlot;
}

function isSame(a: Credential, b: Credential): boolean {
  return a === b || a.authorization() === b.authorization();
}

function hasSameName(a: Credential, b: Credential): boolean {
  return a.description.name === b.description.name;
}
