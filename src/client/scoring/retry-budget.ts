const refillPerSuccess = 0.1;
const refillPerMs = 1 / 10_000;

/**
 * The retry budget of a client, for all its calls together: a token bucket. A service that is down refills nothing, so
 * that retries do not double its traffic; the refill over time is for clients that call rarely.
 */
export class RetryBudget {
  #tokens: number;
  #refilledAt: number;

  constructor(
    private readonly size: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#tokens = size;
    this.#refilledAt = now();
  }

  /** Takes one token, if there is one. */
  tryAcquire(): boolean {
    this.#refill(0);
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens--;
    return true;
  }

  /** Counts a request that got through. */
  recordSuccess(): void {
    this.#refill(refillPerSuccess);
  }

  #refill(more: number): void {
    const now = this.now();
    const elapsedMs = Math.max(0, now - this.#refilledAt);
    this.#refilledAt = now;
    this.#tokens = Math.min(this.size, this.#tokens + more + elapsedMs * refillPerMs);
  }
}
