import { ClientError, type ClientErrorDetails } from "../credentials/credential-error";

/** Why there is no prediction. */
export const ScoringErrorCode = {
  /** The call is not one that can be sent; nothing was. */
  InvalidRequest: "InvalidRequest",
  /** 400, 405, 415, 422: the service does not take the request as it is. */
  BadRequest: "BadRequest",
  /** 401: the service does not take the credential. */
  Unauthorized: "Unauthorized",
  /** 403: the credential is good, what it may do is not enough, or the caller's network is shut out. */
  Forbidden: "Forbidden",
  /** 404: no endpoint there, or no deployment that gets traffic. */
  NotFound: "NotFound",
  /** 413: the request is too large. */
  TooLarge: "TooLarge",
  /** 424, and 502 on Kubernetes: the model's own code has failed. */
  ModelError: "ModelError",
  /** 408, 504: the model took longer than its deployment allows. */
  ModelTimeout: "ModelTimeout",
  /** 429: more requests than the deployment takes. */
  TooManyRequests: "TooManyRequests",
  /** 503: no replica can take the request. */
  Unavailable: "Unavailable",
  /** Another failure of the service. */
  ServiceError: "ServiceError",
  /** The service wants the request somewhere else, where its credential does not go. */
  Redirected: "Redirected",
  /** The answer is not what it says it is. */
  UnreadableAnswer: "UnreadableAnswer",
  /** The call's own time was up (`timeoutMs`). */
  Timeout: "Timeout",
  /** No answer: the connection failed. */
  Unreachable: "Unreachable",
} as const;
export type ScoringErrorCode = (typeof ScoringErrorCode)[keyof typeof ScoringErrorCode];

export interface ScoringErrorDetails extends ClientErrorDetails {
  readonly code: ScoringErrorCode;
  /** The deployment that answered, or that was asked for. */
  readonly deployment?: string;
  readonly traceparent?: string;
  /** Requests that were sent. */
  readonly attempts?: number;
  /** The status that the model's own code answered (`ms-azureml-model-error-statuscode`). */
  readonly modelStatus?: number;
  /** The beginning of what the service answered; not where it repeats a credential. */
  readonly answer?: string;
}

/** A call that brought no prediction. No credential stands in it. */
export class ScoringError extends ClientError implements ScoringErrorDetails {
  override readonly name = "ScoringError";
  declare readonly code: ScoringErrorCode;
  declare readonly deployment?: string;
  declare readonly traceparent?: string;
  declare readonly attempts?: number;
  declare readonly modelStatus?: number;
  declare readonly answer?: string;

  constructor(what: string, details: ScoringErrorDetails) {
    super(what, details);
  }
}
