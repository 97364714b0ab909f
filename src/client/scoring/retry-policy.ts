import { retryAfterMs } from "../internal/retry-after";
import type { Outcome } from "./attempt";
import { RetryBudget } from "./retry-budget";
import { retryDelay, type RetryDelays } from "./retry-delay";
import type { ScoringRequest } from "./scoring-request";
import type { RetryOptions } from "./scoring-types";

/** Statuses after which the same request may get through. */
const retryableStatuses = [429, 503, 504];
/** Of these: the model has not seen the request. */
const notExecutedStatuses = [429, 503];

const defaults = { maxAttempts: 4, baseDelayMs: 250, maxDelayMs: 30_000, budget: 10 };

/** When the requests of a client are retried. */
export class RetryPolicy {
  readonly #maxAttempts: number;
  readonly #delays: RetryDelays;
  readonly #budget: RetryBudget;

  constructor({ maxAttempts, baseDelayMs, maxDelayMs, budget }: RetryOptions = {}) {
    this.#maxAttempts = maxAttempts ?? defaults.maxAttempts;
    this.#delays = {
      baseDelayMs: baseDelayMs ?? defaults.baseDelayMs,
      maxDelayMs: maxDelayMs ?? defaults.maxDelayMs,
    };
    this.#budget = new RetryBudget(budget ?? defaults.budget);
  }

  /** The delay before the next attempt, in milliseconds; undefined where there is none. Takes it out of the budget. */
  delayBeforeRetry(
    attempt: number,
    request: ScoringRequest,
    outcome: Outcome,
    remainingMs: number,
  ): number | undefined {
    if (!isRetryable(request, outcome) || attempt >= this.#maxAttempts) {
      return undefined;
    }
    const requestedMs = outcome.response && retryAfterMs(outcome.response.headers);
    const delayMs = retryDelay(attempt, requestedMs, this.#delays);
    // A delay beyond the call's timeout would bring the caller the timeout instead of the response.
    return delayMs !== undefined && delayMs < remainingMs && this.#budget.tryAcquire() ? delayMs : undefined;
  }

  /** Refills the budget after a response that shows a service at work. */
  recordResponse({ status }: Response): void {
    if (!retryableStatuses.includes(status)) {
      this.#budget.recordSuccess();
    }
  }
}

function isRetryable({ replayable, idempotent }: ScoringRequest, { response, failure }: Outcome): boolean {
  if (!replayable) {
    return false;
  }
  if (failure !== undefined) {
    return failure.transient && (idempotent || failure.unsent);
  }
  return (idempotent ? retryableStatuses : notExecutedStatuses).includes(response.status);
}
