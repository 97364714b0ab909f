import { emit } from "../internal/emit";
import { outcomeLabel, sendAttempt, type Outcome } from "./attempt";
import type { CredentialPolicy } from "./credential-policy";
import { assertNoRedirect } from "./redirect-policy";
import { discard } from "./response-body";
import type { RetryPolicy } from "./retry-policy";
import type { ScoringCall } from "./scoring-call";
import type { ScoringClientOptions } from "./scoring-types";

export interface ExchangePolicies {
  readonly credentials: CredentialPolicy;
  readonly retries: RetryPolicy;
  readonly options: ScoringClientOptions;
}

/**
 * Sends the request of a call until there is a response to hand on, of any status: once more with another credential
 * after a 401, and again as the retry policy allows. Throws `ScoringError` where there is no response, or a redirect
 * that the caller does not handle.
 */
export async function exchange(
  call: ScoringCall,
  { credentials, retries, options }: ExchangePolicies,
  handlesRedirects = false,
): Promise<Response> {
  let credential = await credentials.credential(call);
  let mayReplaceCredential = true;
  for (let attempt = 1; ;) {
    const startedAt = performance.now();
    const outcome = await sendAttempt(call, credential, options.fetch ?? fetch);
    const { response } = outcome;
    if (response?.status === 401 && credential !== undefined && mayReplaceCredential) {
      mayReplaceCredential = false;
      emitAttempt(call, outcome, startedAt, undefined, options);
      const replacement = await credentials.replacement(call, credential).catch((error: unknown) => {
        void discard(response);
        throw error;
      });
      if (replacement === undefined) {
        return response;
      }
      await discard(response);
      credential = replacement;
      continue;
    }
    const delayMs = retries.delayBeforeRetry(attempt, call.request, outcome, call.deadline.remainingMs);
    emitAttempt(call, outcome, startedAt, delayMs, options);
    if (delayMs === undefined) {
      if (outcome.failure !== undefined) {
        throw call.unreachableError(outcome.failure);
      }
      credentials.recordResponse(outcome.response, credential);
      retries.recordResponse(outcome.response);
      if (!handlesRedirects) {
        assertNoRedirect(call, outcome.response);
      }
      return outcome.response;
    }
    if (response !== undefined) {
      await discard(response);
    }
    call.waitsFor = `the next attempt (the last one: ${outcomeLabel(outcome)})`;
    await call.deadline.sleep(delayMs);
    attempt++;
    credential = await credentials.credential(call);
  }
}

function emitAttempt(
  call: ScoringCall,
  outcome: Outcome,
  startedAt: number,
  retryInMs: number | undefined,
  { onAttempt }: ScoringClientOptions,
): void {
  const { endpoint, method, traceparent } = call.request;
  emit(onAttempt, {
    endpoint,
    method,
    traceparent,
    attempt: call.attempts,
    durationMs: performance.now() - startedAt,
    credential: call.credential,
    status: outcome.response?.status,
    failure: outcome.failure && outcomeLabel(outcome),
    ...call.responseIds,
    retryInMs,
  });
}
