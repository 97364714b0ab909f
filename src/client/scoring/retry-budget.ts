const earnedByAnswer = 0.1;
const earnedByMs = 1 / 10_000;

/**
 * The repetitions that a client has in store, for all its calls together. A service that is down earns it none, so that
 * its traffic is not doubled by those who wait for it; the trickle over time is for clients that call rarely.
 */
export class RetryBudget {
  #left: number;
  #at: number;

  constructor(
    private readonly size: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#left = size;
    this.#at = now();
  }

  /** Takes one repetition, if there is one. */
  take(): boolean {
    this.#earn(0);
    if (this.#left < 1) {
      return false;
    }
    this.#left--;
    return true;
  }

  /** A request went through. */
  answered(): void {
    this.#earn(earnedByAnswer);
  }

  #earn(more: number): void {
    const now = this.now();
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.size, this.#left + more + passed * earnedByMs);
  }
}
