import type { CredentialDescription } from "../credentials/credential";

/** How often, and how soon, a request is retried. */
export interface RetryOptions {
  /** The most attempts, the first included; 1 never retries. Default: 4. */
  readonly maxAttempts?: number;
  /**
   * The longest delay before the second attempt, in milliseconds; it doubles for each further one, and jitter takes any
   * part of it. Default: 250.
   */
  readonly baseDelayMs?: number;
  /**
   * The longest delay of all, in milliseconds. A service that requests a longer one (`Retry-After`) gets no retry.
   * Default: 30000.
   */
  readonly maxDelayMs?: number;
  /**
   * The retry budget of the client, for all its calls together: a retry takes one of so many tokens, and ten requests
   * that get through, or ten seconds, refill one. Default: 10.
   */
  readonly budget?: number;
}

/** The settings of a `ScoringClient`. */
export interface ScoringClientOptions extends ScoringHooks {
  /**
   * How long a call may take, in milliseconds: the wait for a credential, all attempts and the delays between them;
   * `Infinity` for no end. Azure itself ends a request after 180 s on managed compute, 300 s on Kubernetes. Default:
   * 60000.
   */
  readonly timeoutMs?: number;
  /** How often, and how soon, requests are retried. Default: the defaults of `RetryOptions`. */
  readonly retry?: RetryOptions;
  /**
   * Whether scoring the same input twice does no harm, since a model changes nothing. With false a `POST` is retried
   * only when it cannot have been executed: after 429 and 503, and when no connection was made. Default: true.
   */
  readonly idempotent?: boolean;
  /**
   * Whether a credential may be sent over `http` to an address that is neither this machine nor in a private network:
   * everybody on the way can read it, and use it until it is rotated or expires. Default: false.
   */
  readonly allowHttp?: boolean;
  /** Headers of every request, such as `x-ms-client-app`; `Authorization` is the client's own. Default: none. */
  readonly headers?: RequestInit["headers"];
  /**
   * Called once for each call, for the trace that it belongs to: `traceparent` and `tracestate` of W3C Trace Context.
   * Default: a header of the caller's, else a new trace that is not sampled; on a page of another origin none, since the
   * service would have to allow the header (`cors.allowedHeaders`).
   */
  readonly traceContext?: () => TraceContext | undefined;
  /** What sends the requests. Default: the platform's `fetch`, which keeps connections alive. */
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
}

/** The settings of one call. */
export interface ScoreOptions {
  /** Aborts this call; it rejects with the signal's reason, as `fetch` does. Default: none. */
  readonly signal?: AbortSignal;
  /** The deployment to use, past the traffic rules (`azureml-model-deployment`). Default: by the traffic rules. */
  readonly deployment?: string;
  /** How long this call may take, in milliseconds. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Whether executing this call twice does no harm. Default: the client's `idempotent`. */
  readonly idempotent?: boolean;
  /**
   * Headers of this call, beside the client's; `traceparent` and `tracestate` are passed on, `Authorization` is not
   * allowed. Default: none.
   */
  readonly headers?: RequestInit["headers"];
}

/** The init of `fetch`, and the settings of one call. `timeoutMs` ends with the response's headers. */
export interface ScoringRequestInit extends RequestInit, Pick<ScoreOptions, "deployment" | "timeoutMs" | "idempotent"> {
  /** Required by some platforms for a body that is a stream. Default: `half` for such a body. */
  readonly duplex?: "half";
}

/** A prediction, and what the response says beside it. */
export interface ScoringResult<T> {
  /** What the model returned: JSON where the service says so, else text; undefined when it is empty. */
  readonly value: T;
  /** The HTTP status. */
  readonly status: number;
  /** The deployment that responded; undefined where the service does not say. */
  readonly deployment: string | undefined;
  /** The id by which the service's logs have the request; undefined where the response has none. */
  readonly requestId: string | undefined;
  /** How many requests were sent, those with a refused credential included. */
  readonly attempts: number;
}

/** A trace that continues in the service (W3C Trace Context). */
export interface TraceContext {
  /** The id of the trace, that of the caller's span, and flags. */
  readonly traceparent: string;
  /** What tracing systems add. Default: none. */
  readonly tracestate?: string;
}

/** One request, for logs and metrics; no credential, no header, no body, no query. */
export interface AttemptEvent {
  /** The address, without its query. */
  readonly endpoint: string;
  /** The HTTP method. */
  readonly method: string;
  /** The number of the request within its call, from 1 up. */
  readonly attempt: number;
  /** The trace of the request; undefined where there is none. */
  readonly traceparent: string | undefined;
  /** How long the attempt took, in milliseconds. */
  readonly durationMs: number;
  /** The credential that was sent; undefined without authentication. */
  readonly credential: CredentialDescription | undefined;
  /** The HTTP status; undefined where there was no response. */
  readonly status: number | undefined;
  /** Why there was no response, such as `ECONNRESET`; undefined where there was one. */
  readonly failure: string | undefined;
  /** The deployment that responded; undefined where the service does not say. */
  readonly deployment: string | undefined;
  /** The id by which the service's logs have the request; undefined where the response has none. */
  readonly requestId: string | undefined;
  /** The delay before the next attempt, in milliseconds; undefined for the last one. */
  readonly retryInMs: number | undefined;
}

/** One call as a whole; with `fetch` it ends with the response's headers. */
export interface CallEvent {
  /** The address, without its query. */
  readonly endpoint: string;
  /** The HTTP method. */
  readonly method: string;
  /** How many requests were sent. */
  readonly attempts: number;
  /** The trace of the call; undefined where there is none. */
  readonly traceparent: string | undefined;
  /** How long the call took, in milliseconds. */
  readonly durationMs: number;
  /** The HTTP status of the last response; undefined where there was none. */
  readonly status: number | undefined;
  /** The deployment that responded; undefined where the service does not say. */
  readonly deployment: string | undefined;
  /** The id by which the service's logs have the last request; undefined where the response has none. */
  readonly requestId: string | undefined;
  /** What the call threw; undefined where it succeeded. */
  readonly error: unknown;
}

/** Listeners for what a client does. What they throw is ignored. */
export interface ScoringHooks {
  /** Called after each request. Default: none. */
  readonly onAttempt?: (event: AttemptEvent) => void;
  /** Called at the end of each call. Default: none. */
  readonly onCall?: (event: CallEvent) => void;
}
