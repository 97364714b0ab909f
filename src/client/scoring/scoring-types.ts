import type { CredentialDescription } from "../credentials/credential";

/** How often, and how soon, a request is sent again. */
export interface RetryOptions {
  /** Attempts at most, the first included. Default 4; 1 never repeats. */
  readonly maxAttempts?: number;
  /** The longest wait before the second attempt, in milliseconds; doubled for each further one. Default 250. */
  readonly baseDelayMs?: number;
  /** The longest wait of all, in milliseconds. A service that asks for more is not asked again. Default 30000. */
  readonly maxDelayMs?: number;
  /**
   * Repetitions that the client has in store, for all calls together. One is earned by ten requests that go through,
   * or by ten seconds. Default 10.
   */
  readonly budget?: number;
}

export interface ScoringClientOptions extends ScoringHooks {
  /**
   * How long a call may take, in milliseconds: waiting for a credential, all attempts and the waits between them.
   * Default 60000; `Infinity` for no end. Azure itself ends a request after 180 s on managed compute, 300 s on
   * Kubernetes.
   */
  readonly timeoutMs?: number;
  /** When requests are repeated, and how often. */
  readonly retry?: RetryOptions;
  /**
   * Whether scoring the same input twice does no harm. Default true: a model answers, it changes nothing. With false a
   * `POST` is repeated only when it cannot have been carried out: after 429 and 503, and when no connection came about.
   */
  readonly idempotent?: boolean;
  /** Headers of every request, such as `x-ms-client-app`; `Authorization` is the client's own. */
  readonly headers?: RequestInit["headers"];
  /**
   * The trace that calls belong to, asked once for each: `traceparent` and `tracestate` of W3C Trace Context. Without it,
   * and without a header of the caller's, each call begins a trace that is not sampled; on a page of another origin it
   * has none, since the service would have to allow the header (`cors.allowedHeaders`).
   */
  readonly traceContext?: () => TraceContext | undefined;
  /** What sends the requests. Default: the platform's `fetch`, which keeps connections alive. */
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
}

/** What one call says beside its input. */
export interface ScoreOptions {
  /** Ends this call; it rejects with the signal's reason, as `fetch` does. */
  readonly signal?: AbortSignal;
  /** The deployment that shall answer, past the traffic rules (`azureml-model-deployment`). Default: by traffic. */
  readonly deployment?: string;
  /** As the client's, for this call. */
  readonly timeoutMs?: number;
  /** As the client's, for this call. */
  readonly idempotent?: boolean;
  /** Further headers; `traceparent` and `tracestate` are passed on, `Authorization` is refused. */
  readonly headers?: RequestInit["headers"];
}

/** `fetch`'s own, and what one request says beside it. `timeoutMs` counts until the answer's head is there. */
export interface ScoringRequestInit extends RequestInit, Pick<ScoreOptions, "deployment" | "timeoutMs" | "idempotent"> {
  /** Needed by some platforms with a body that is a stream; set to `half` where it is left out. */
  readonly duplex?: "half";
}

/** A service's answer, read. */
export interface ScoringResult<T> {
  /** What the model answered: JSON where the service says so, else its text; undefined when it is empty. */
  readonly value: T;
  readonly status: number;
  /** The deployment that answered, where the service tells. */
  readonly deployment: string | undefined;
  /** Under which the service's logs have the request. */
  readonly requestId: string | undefined;
  /** Requests that it took, those with a refused credential included. */
  readonly attempts: number;
}

/** W3C Trace Context: a trace that goes on in the service. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** One request, for logs and metrics; no credential, no header, no body, no query. */
export interface AttemptEvent {
  readonly endpoint: string;
  readonly method: string;
  /** From 1 up. */
  readonly attempt: number;
  readonly traceparent: string | undefined;
  readonly durationMs: number;
  /** Which credential was sent. */
  readonly credential: CredentialDescription | undefined;
  /** Absent when there was no answer: then `failure` says why, as `ECONNRESET`. */
  readonly status: number | undefined;
  readonly failure: string | undefined;
  readonly deployment: string | undefined;
  readonly requestId: string | undefined;
  /** The wait before the next attempt; undefined for the last one. */
  readonly retryInMs: number | undefined;
}

/** One call as a whole; with `fetch` it ends when the answer's head is there. */
export interface CallEvent {
  readonly endpoint: string;
  readonly method: string;
  readonly attempts: number;
  readonly traceparent: string | undefined;
  readonly durationMs: number;
  readonly status: number | undefined;
  readonly deployment: string | undefined;
  readonly requestId: string | undefined;
  /** What the caller was thrown, if it was. */
  readonly error: unknown;
}

/** Told of what happens. What they throw changes nothing. */
export interface ScoringHooks {
  /** After each request. */
  readonly onAttempt?: (event: AttemptEvent) => void;
  /** At the end of each call. */
  readonly onCall?: (event: CallEvent) => void;
}
