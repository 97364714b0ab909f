import { ClientError, type ClientErrorDetails } from "../credentials/credential-error";

/** Why there is no prediction. More codes may follow. */
export const ScoringErrorCode = {
  /** The call cannot be sent; nothing was. */
  InvalidRequest: "InvalidRequest",
  /** 400, 405, 415, 422: the service does not accept the request as it is. */
  BadRequest: "BadRequest",
  /** 401: the service does not accept the credential. */
  Unauthorized: "Unauthorized",
  /** 403: the credential is good but lacks a permission, or the caller's network is shut out. */
  Forbidden: "Forbidden",
  /** 404: no such endpoint, or no deployment that gets traffic. */
  NotFound: "NotFound",
  /** 413: the request is too large. */
  TooLarge: "TooLarge",
  /** 424, and 502 on Kubernetes: the model's own code has failed. */
  ModelError: "ModelError",
  /** 408, 504: the model took longer than its deployment allows. */
  ModelTimeout: "ModelTimeout",
  /** 429: more requests than the deployment accepts. */
  TooManyRequests: "TooManyRequests",
  /** 503: no replica can accept the request; 409: the endpoint is being changed. */
  Unavailable: "Unavailable",
  /** Another failure of the service. */
  ServiceError: "ServiceError",
  /** The service redirects to another address, where its credential must not go. */
  Redirected: "Redirected",
  /** The response is not the JSON that it claims to be. */
  UnreadableAnswer: "UnreadableAnswer",
  /** The call's own timeout (`timeoutMs`). */
  Timeout: "Timeout",
  /** No response: the connection failed. */
  Unreachable: "Unreachable",
} as const;
/** One of these codes. */
export type ScoringErrorCode = (typeof ScoringErrorCode)[keyof typeof ScoringErrorCode];

/** The properties of a `ScoringError` beside its message; nothing in them is secret. What does not apply is absent. */
export interface ScoringErrorDetails extends ClientErrorDetails {
  /** Why there is no prediction, for programs. */
  readonly code: ScoringErrorCode;
  /** The deployment that responded, or that was requested. Absent where neither is known. */
  readonly deployment?: string;
  /** The trace of the request (W3C Trace Context). Absent where there is none. */
  readonly traceparent?: string;
  /** How many requests were sent. Absent where nothing could be sent. */
  readonly attempts?: number;
  /** The status of the model's own code (`ms-azureml-model-error-statuscode`). Absent where it did not fail. */
  readonly modelStatus?: number;
  /** The beginning of the response's text, redacted where it repeats a credential. Absent where there is none. */
  readonly answer?: string;
}

/** A call without a prediction. No credential is in it. */
export class ScoringError extends ClientError implements ScoringErrorDetails {
  /** `ScoringError`. */
  override readonly name = "ScoringError";
  /** Why there is no prediction, for programs. */
  declare readonly code: ScoringErrorCode;
  /** The deployment that responded, or that was requested. */
  declare readonly deployment?: string;
  /** The trace of the request (W3C Trace Context). */
  declare readonly traceparent?: string;
  /** How many requests were sent. */
  declare readonly attempts?: number;
  /** The status of the model's own code. */
  declare readonly modelStatus?: number;
  /** The beginning of the response's text. */
  declare readonly answer?: string;

  /** @param what What happened; the message is that, the request id and the remedy. */
  constructor(what: string, details: ScoringErrorDetails) {
    super(what, details);
  }
}

/** The error for a call that cannot be sent. */
export function invalidRequest(
  endpoint: string,
  what: string,
  details: Partial<ScoringErrorDetails> = {},
): ScoringError {
  return new ScoringError(what, { ...details, code: ScoringErrorCode.InvalidRequest, endpoint });
}
