import type { CredentialSource } from "../credentials/credential";
import { Deadline } from "../internal/deadline";
import { invalidOption } from "../internal/option-checks";
import { serviceUrl } from "../internal/secure-url";
import { CredentialPolicy } from "./credential-policy";
import { exchange, type ExchangePolicies } from "./exchange";
import { readValue } from "./response-body";
import { RetryPolicy } from "./retry-policy";
import { ScoringCall } from "./scoring-call";
import { checkScoringOptions, checkTimeout } from "./scoring-options";
import { jsonBody, scoringRequest } from "./scoring-request";
import type { ScoreOptions, ScoringClientOptions, ScoringRequestInit, ScoringResult } from "./scoring-types";

const defaultTimeoutMs = 60_000;

/**
 * Calls a web service: with the right credential, with retries where they help and do no harm, and with errors that say
 * what to do. One client is for one service and for any number of concurrent calls; it holds neither timers nor
 * connections of its own.
 */
export class ScoringClient {
  /** The service's address, as it was given. */
  readonly scoringUri: string;
  readonly #service: URL;
  readonly #options: ScoringClientOptions;
  readonly #policies: ExchangePolicies;

  /**
   * Throws `CredentialError` (`InvalidConfiguration`) for settings that do not fit.
   *
   * @param scoringUri The service's address, as its stack exports it. Where a credential is sent, `http` is only for
   *   `localhost` and addresses of a private network; elsewhere it needs `allowHttp`.
   * @param credential Where credentials come from; undefined for a service without authentication.
   */
  constructor(scoringUri: string, credential: CredentialSource | undefined, options: ScoringClientOptions = {}) {
    if (credential !== undefined && !isCredentialSource(credential)) {
      throw invalidOption(
        "credential",
        "is no CredentialSource",
        "must be one such as new KeyCredential(…) or new EndpointTokenCredential(…), or undefined without authentication (what was given is not shown)",
      );
    }
    checkScoringOptions(options);
    this.#service = serviceUrl("scoringUri", scoringUri, {
      sendsCredential: credential !== undefined,
      allowHttp: options.allowHttp === true,
    });
    this.scoringUri = scoringUri;
    this.#options = options;
    this.#policies = {
      credentials: new CredentialPolicy(credential),
      retries: new RetryPolicy(options.retry),
      options,
    };
  }

  /**
   * Requests a prediction: sends the input as JSON and resolves with what the model returns.
   *
   * Throws a `ScoringError` when there is no prediction, the credential's own error when there is no credential to send,
   * and the signal's reason when the caller aborts the call.
   */
  async score<T = unknown>(input: unknown, options: ScoreOptions = {}): Promise<ScoringResult<T>> {
    const headers = new Headers(options.headers);
    if (!headers.has("content-type")) {
      headers.set("content-type", "application/json");
    }
    if (!headers.has("accept")) {
      headers.set("accept", "application/json");
    }
    const body = jsonBody(this.#service, input);
    const call = this.#newCall(undefined, { ...options, method: "POST", headers, body });
    return this.#run(call, async () => {
      const response = await exchange(call, this.#policies);
      if (!response.ok) {
        call.waitsFor = "the rest of the answer";
        throw await call.responseError(response);
      }
      const value = await readValue<T>(call, response);
      return { value, status: response.status, ...call.responseIds, attempts: call.attempts };
    });
  }

  /**
   * `fetch` for the service's own addresses, with its credential: bodies are streams in both directions and are not
   * read, and it resolves with a response of any status. `input` is relative to `scoringUri`, which is its default. It
   * needs no `this`, so that it can be passed on as a `fetch`.
   *
   * A body that can be read only once, such as a stream, is sent only once. A redirect is not followed, because the
   * credential would go along: unless `redirect` is `manual`, it is an error.
   *
   * Throws a `ScoringError` when there is no response, the credential's own error when there is no credential to send,
   * and the signal's reason when the caller aborts the call.
   */
  readonly fetch = async (input?: string | URL | Request, init: ScoringRequestInit = {}): Promise<Response> => {
    const call = this.#newCall(input, init);
    const redirect = init.redirect ?? (input instanceof Request ? input.redirect : "follow");
    return this.#run(
      call,
      () => exchange(call, this.#policies, redirect === "manual"),
      (response) => call.deadline.releaseWith(response.body),
    );
  };

  #newCall(input: string | URL | Request | undefined, init: ScoringRequestInit): ScoringCall {
    checkTimeout(init.timeoutMs);
    const request = scoringRequest(this.#service, input, init, this.#options);
    const timeoutMs = init.timeoutMs ?? this.#options.timeoutMs ?? defaultTimeoutMs;
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    return new ScoringCall(request, new Deadline(timeoutMs, signal), timeoutMs, this.#options);
  }

  /** Runs a call, reports its end, and releases its deadline: at once, or with what it resolves with. */
  async #run<T>(
    call: ScoringCall,
    work: () => Promise<T>,
    release: (result: T) => void = () => call.deadline.release(),
  ): Promise<T> {
    try {
      const result = await work();
      call.emitEnd(undefined);
      release(result);
      return result;
    } catch (thrown) {
      call.deadline.release();
      const error = call.deadline.signal.aborted ? call.abortError() : thrown;
      call.emitEnd(error);
      throw error;
    }
  }
}

/** By shape, for callers without types, who may pass a key or a credential of `@azure/identity`. */
function isCredentialSource(value: unknown): boolean {
  const { credential, refused, accepted } = (value ?? {}) as Partial<Record<keyof CredentialSource, unknown>>;
  return [credential, refused, accepted].every((method) => typeof method === "function");
}
