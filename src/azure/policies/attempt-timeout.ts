import { type PipelinePolicy, RestError } from "@azure/core-rest-pipeline";

import type { Deadline } from "../deadline";

/** How long a single attempt may take before it counts as lost. */
const attemptTimeoutMs = 60_000;

/**
 * Ends an attempt that takes too long, its body included: the pipeline's own timeout ends with the response's headers.
 * What is cut short is a broken connection to the retries, not a cancellation.
 */
export function attemptTimeoutPolicy(deadline: Deadline): PipelinePolicy {
  return {
    name: "attemptTimeoutPolicy",
    async sendRequest(request, next) {
      const timeout = new AbortController();
      const ms = Math.max(1, Math.min(attemptTimeoutMs, deadline.at - Date.now()));
      const timer = setTimeout(() => timeout.abort(), ms);
      request.abortSignal = timeout.signal;
      try {
        return await next(request);
      } catch (error) {
        throw timeout.signal.aborted ? new RestError("The operation was aborted due to timeout") : error;
      } finally {
        clearTimeout(timer);
        request.abortSignal = undefined;
      }
    },
  };
}
