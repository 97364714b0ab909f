import { type PipelinePolicy, retryPolicy, type RetryStrategy } from "@azure/core-rest-pipeline";

import { type ArmError, failureOf } from "../arm-error";
import type { Deadline } from "../deadline";

export interface RetryOptions {
  /** How each error begins: `PUT /subscriptions/...`. */
  readonly operation: string;
  readonly deadline: Deadline;
  readonly isRetryable: (error: ArmError) => boolean;
  /** Called before each wait. */
  readonly report: (line: string) => void;
}

/**
 * Attempts before a failure counts. With waits of 1, 2, 4, 8, 16 and twice 30 seconds they cover a minute and a half,
 * longer where Azure asks for it.
 */
const attempts = 8;
const longestWaitMs = 30_000;

/**
 * Retries what is transient. Most requests through here state what is wanted, not what changes, so that sending them
 * twice does no harm; for the others `isRetryable` says when nothing has happened yet. The pipeline's own strategies know
 * neither a deadline nor 409, and do not say that they wait.
 */
export function armRetryPolicy({ operation, deadline, isRetryable, report }: RetryOptions): PipelinePolicy {
  const strategy: RetryStrategy = {
    name: "armRetryStrategy",
    retry({ retryCount, response, responseError }) {
      const outcome = responseError ?? response;
      const error = outcome && failureOf(operation, outcome);
      if (error === undefined || !isRetryable(error)) {
        return { skipStrategy: true };
      }
      const waitMs = error.retryAfterMs ?? backOffMs(retryCount);
      if (Date.now() + waitMs >= deadline.at) {
        return { skipStrategy: true };
      }
      report(`${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`);
      return { retryAfterInMs: waitMs };
    },
  };
  return retryPolicy([strategy], { maxRetries: attempts - 1 });
}

/** Doubled each time, the last quarter by chance, so that several deployments do not come back together. */
function backOffMs(retryCount: number): number {
  const full = Math.min(longestWaitMs, 1000 * 2 ** retryCount);
  return full * (0.75 + 0.25 * Math.random());
}
