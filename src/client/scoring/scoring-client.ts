import { discard } from "./response-text";
import { abortable } from "../internal/abort";
import { retryAfterMs } from "../credentials/azure-request";
import type { Credential, CredentialSource } from "../credentials/credential";
import { Deadline } from "../internal/deadline";
import { networkFailure, type NetworkFailure } from "./network-failure";
import { RetryBudget } from "./retry-budget";
import { delayBefore } from "./retry-delay";
import { shownAddress } from "./scoring-address";
import { ScoringCall, told } from "./scoring-call";
import { ScoringError, ScoringErrorCode } from "./scoring-error";
import { scoringRequest, type ScoringRequest } from "./scoring-request";
import { checkScoringOptions, checkTimeout } from "./scoring-options";
import { invalid, secureUrl } from "../internal/secure-url";
import type { ScoreOptions, ScoringClientOptions, ScoringRequestInit, ScoringResult } from "./scoring-types";

/** Statuses after which the same request may go through. */
const passing = [429, 503, 504];
/** Of these: the model has not seen the request. */
const notCarriedOut = [429, 503];
/** From these one cannot tell that the credential was judged. */
const notJudged = [401, 403, 407, 408, 429, 500, 502, 503, 504];

const defaults = { timeoutMs: 60_000, maxAttempts: 4, baseDelayMs: 250, maxDelayMs: 30_000, budget: 10 };

type Outcome = { readonly response: Response } | { readonly failure: NetworkFailure };

/**
 * Calls a web service: with the right credential, again where that helps and does no harm, and with errors that say
 * what to do. One client is for one service and for as many calls at once as are wanted; it holds neither timers nor
 * connections of its own.
 */
export class ScoringClient {
  readonly scoringUri: string;
  readonly #service: URL;
  readonly #source: CredentialSource | undefined;
  readonly #options: ScoringClientOptions;
  readonly #retry: { readonly maxAttempts: number; readonly baseDelayMs: number; readonly maxDelayMs: number };
  readonly #budget: RetryBudget;

  /**
   * @param scoringUri The service's address, as its stack exports it. Only https, but on this machine itself.
   * @param credential Where credentials come from; undefined for a service without authentication.
   */
  constructor(scoringUri: string, credential: CredentialSource | undefined, options: ScoringClientOptions = {}) {
    this.#service = secureUrl("scoringUri", scoringUri);
    if (credential !== undefined && !isSource(credential)) {
      throw invalid(
        "credential",
        "is no CredentialSource",
        "must be one such as new KeyCredential(…) or new EndpointTokenCredential(…), or undefined without authentication (what was given is not shown)",
      );
    }
    checkScoringOptions(options);
    this.scoringUri = scoringUri;
    this.#source = credential;
    this.#options = options;
    const { maxAttempts, baseDelayMs, maxDelayMs, budget } = options.retry ?? {};
    this.#retry = {
      maxAttempts: maxAttempts ?? defaults.maxAttempts,
      baseDelayMs: baseDelayMs ?? defaults.baseDelayMs,
      maxDelayMs: maxDelayMs ?? defaults.maxDelayMs,
    };
    this.#budget = new RetryBudget(budget ?? defaults.budget);
  }

  /**
   * Asks for a prediction: sends the input as JSON and resolves with what the model answers.
   *
   * Throws a `ScoringError` when there is none, the credential's own error when there is no credential to send, and
   * the signal's reason when the caller ends the call.
   */
  async score<T = unknown>(input: unknown, options: ScoreOptions = {}): Promise<ScoringResult<T>> {
    const headers = new Headers(options.headers);
    if (!headers.has("content-type")) {
      headers.set("content-type", "application/json");
    }
    if (!headers.has("accept")) {
      headers.set("accept", "application/json");
    }
    const call = this.#begin(undefined, { ...options, method: "POST", headers, body: this.#jsonOf(input) });
    return this.#carriedOut(call, async () => {
      const response = await this.#exchange(call);
      if (!response.ok) {
        call.waitsFor = "the rest of the answer";
        throw await call.refusal(response);
      }
      const value = await this.#valueOf<T>(call, response);
      return { value, status: response.status, ...call.told, attempts: call.attempts };
    });
  }

  /**
   * `fetch` for the service's own addresses, with its credential: bodies are streams in both directions and are not
   * touched, and an answer of any status is an answer. `input` is relative to `scoringUri`, which it is by default. It
   * needs no `this`, so that it fits where a `fetch` is asked for.
   *
   * A body that can be read only once, such as a stream, is sent only once. A redirect is not followed, because the
   * credential would go along: unless `redirect` is `manual` it is an error.
   */
  readonly fetch = async (input?: string | URL | Request, init: ScoringRequestInit = {}): Promise<Response> => {
    const call = this.#begin(input, init);
    const wanted = init.redirect ?? (input instanceof Request ? input.redirect : "follow");
    return this.#carriedOut(
      call,
      () => this.#exchange(call, wanted === "manual"),
      // The caller's signal still ends the body.
      (response) => releaseWith(response.body ?? undefined, call.deadline),
    );
  };

  #begin(input: string | URL | Request | undefined, init: ScoringRequestInit): ScoringCall {
    checkTimeout(init.timeoutMs);
    const request = scoringRequest(this.#service, input, init, this.#options);
    const timeoutMs = init.timeoutMs ?? this.#options.timeoutMs ?? defaults.timeoutMs;
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    return new ScoringCall(request, new Deadline(timeoutMs, signal), timeoutMs, this.#options);
  }

  #jsonOf(input: unknown): string {
    let cause: unknown;
    try {
      const text = JSON.stringify(input) as string | undefined;
      if (text !== undefined) {
        return text;
      }
    } catch (error) {
      cause = error;
    }
    const endpoint = shownAddress(this.#service);
    throw new ScoringError("the input is not allowed: must be what JSON can hold", {
      code: ScoringErrorCode.InvalidRequest,
      endpoint,
      remedy: "send anything else with fetch",
      cause,
    });
  }

  /** Carries a call out, tells of its end, and lets go of its deadline: at once, or later with its result. */
  async #carriedOut<T>(
    call: ScoringCall,
    work: () => Promise<T>,
    release: (result: T) => void = () => call.deadline.release(),
  ): Promise<T> {
    try {
      const result = await work();
      call.tell(undefined);
      release(result);
      return result;
    } catch (error) {
      call.deadline.release();
      const thrown = call.deadline.signal.aborted ? call.ended(error) : error;
      call.tell(thrown);
      throw thrown;
    }
  }

  async #exchange(call: ScoringCall, takesRedirects = false): Promise<Response> {
    const { request } = call;
    let credential = await this.#credential(call);
    let mayAskAgain = true;
    for (let attempt = 1; ;) {
      const began = performance.now();
      const outcome = await this.#send(call, credential);
      const response = "response" in outcome ? outcome.response : undefined;
      if (response?.status === 401 && credential !== undefined && mayAskAgain) {
        mayAskAgain = false;
        this.#tellAttempt(call, outcome, began, undefined);
        const next = await this.#refused(call, credential).catch((error: unknown) => {
          void discard(response);
          throw error;
        });
        if (next === undefined) {
          return response;
        }
        await discard(response);
        credential = next;
        continue;
      }
      const waitMs = this.#waitBefore(attempt, request, outcome, call.deadline.leftMs);
      this.#tellAttempt(call, outcome, began, waitMs);
      if (waitMs === undefined) {
        return this.#final(call, outcome, credential, takesRedirects);
      }
      if (response !== undefined) {
        await discard(response);
      }
      call.waitsFor = `the next attempt (the last one: ${shortly(outcome)})`;
      await call.deadline.pause(waitMs);
      attempt++;
      credential = await this.#credential(call);
    }
  }

  async #credential(call: ScoringCall): Promise<Credential | undefined> {
    call.waitsFor = "a credential";
    const { signal } = call.deadline;
    signal.throwIfAborted();
    return this.#source && abortable(this.#source.credential({ signal }), signal);
  }

  /** Another credential, when the request can be sent again with it. */
  async #refused(call: ScoringCall, credential: Credential): Promise<Credential | undefined> {
    const { signal } = call.deadline;
    if (call.request.replayable) {
      call.waitsFor = "another credential";
      return this.#source && abortable(this.#source.refused(credential, { signal }), signal);
    }
    // The answer stays 401; the next call shall have a better one.
    this.#source?.refused(credential).catch(() => undefined);
    return undefined;
  }

  async #send(call: ScoringCall, credential: Credential | undefined): Promise<Outcome> {
    const { request, deadline } = call;
    const headers = new Headers(request.headers);
    if (credential !== undefined) {
      try {
        headers.set("authorization", call.authorizationBy(credential));
      } catch {
        // The platform's own error shows the value.
        throw call.error(
          ScoringErrorCode.InvalidRequest,
          "the credential fits into no header: it holds a line break or another character that is not allowed there",
          { remedy: "see that only the key or the token is read, without what stands around it" },
        );
      }
    }
    call.attempts++;
    call.unanswered();
    call.waitsFor = "the answer";
    try {
      const send = this.#options.fetch ?? fetch;
      const response = await send(request.url, { ...request.init, headers, signal: deadline.signal });
      call.answered(response);
      return { response };
    } catch (error) {
      deadline.signal.throwIfAborted();
      return { failure: networkFailure(error, call.secrets) };
    }
  }

  /** The wait before the request is sent again; undefined when it is not. */
  #waitBefore(attempt: number, request: ScoringRequest, outcome: Outcome, leftMs: number): number | undefined {
    if (!mayBeRepeated(request, outcome) || attempt >= this.#retry.maxAttempts) {
      return undefined;
    }
    const asked = "response" in outcome ? retryAfterMs(outcome.response.headers) : undefined;
    const wait = delayBefore(attempt, asked, this.#retry);
    // A wait that the call cannot outlive brings the caller the time-out instead of the answer.
    return wait !== undefined && wait < leftMs && this.#budget.take() ? wait : undefined;
  }

  #final(call: ScoringCall, outcome: Outcome, credential: Credential | undefined, takesRedirects: boolean): Response {
    if ("failure" in outcome) {
      throw call.unreachable(outcome.failure);
    }
    const { response } = outcome;
    if (credential !== undefined && !notJudged.includes(response.status)) {
      this.#source?.accepted(credential);
    }
    if (!passing.includes(response.status)) {
      this.#budget.answered();
    }
    const redirects =
      response.type === "opaqueredirect" || (response.status >= 300 && response.headers.has("location"));
    if (redirects && !takesRedirects) {
      void discard(response);
      const to = targetOf(response, call.request.url);
      throw call.error(ScoringErrorCode.Redirected, `the service sends the request on to ${to}`, {
        remedy: "its credential must not go there: use the address that the stack exports now",
      });
    }
    return response;
  }

  async #valueOf<T>(call: ScoringCall, response: Response): Promise<T> {
    call.waitsFor = "the rest of the answer";
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      call.deadline.signal.throwIfAborted();
      throw call.unreachable(networkFailure(error, call.secrets));
    }
    if (text === "") {
      return undefined as T;
    }
    if (!/\bjson\b/i.test(response.headers.get("content-type") ?? "")) {
      return text as T;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw call.error(ScoringErrorCode.UnreadableAnswer, "the answer says that it is JSON and is not", {
        remedy: "let the entry script's run() return what JSON can hold, or read the answer with fetch",
      });
    }
  }

  #tellAttempt(call: ScoringCall, outcome: Outcome, began: number, retryInMs: number | undefined): void {
    const response = "response" in outcome ? outcome.response : undefined;
    const { endpoint, method, traceparent } = call.request;
    told(this.#options.onAttempt, {
      endpoint,
      method,
      traceparent,
      attempt: call.attempts,
      durationMs: performance.now() - began,
      credential: call.credential,
      status: response?.status,
      failure: "failure" in outcome ? shortly(outcome) : undefined,
      ...call.told,
      retryInMs,
    });
  }
}

/** Whoever has no types gives a key, or a credential of `@azure/identity`. */
function isSource(given: unknown): boolean {
  const { credential, refused, accepted } = (given ?? {}) as Partial<Record<keyof CredentialSource, unknown>>;
  return [credential, refused, accepted].every((method) => typeof method === "function");
}

function mayBeRepeated({ replayable, idempotent }: ScoringRequest, outcome: Outcome): boolean {
  if (!replayable) {
    return false;
  }
  if ("failure" in outcome) {
    return outcome.failure.passing && (idempotent || outcome.failure.unsent);
  }
  return (idempotent ? passing : notCarriedOut).includes(outcome.response.status);
}

function shortly(outcome: Outcome): string {
  return "response" in outcome
    ? String(outcome.response.status)
    : (outcome.failure.code ?? outcome.failure.cause.message);
}

function targetOf({ headers }: Response, from: string): string {
  const location = headers.get("location") ?? "";
  return URL.canParse(location, from) ? new URL(location, from).origin : "another address";
}

/**
 * Lets go of the caller's signal, which may outlive many answers, when the platform has let go of the answer's body:
 * until then the signal ends the body. A body that is wrapped to see its end would not be the platform's any more.
 */
const bodies = new FinalizationRegistry<Deadline>((deadline) => deadline.release());

function releaseWith(body: ReadableStream | undefined, deadline: Deadline): void {
  deadline.disarm();
  if (body === undefined || !deadline.hasOuter) {
    deadline.release();
  } else {
    bodies.register(body, deadline);
  }
}
