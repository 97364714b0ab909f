import type { Credential, CredentialDescription } from "../credentials/credential";
import { beginningOf } from "./response-text";
import { retryAfterMs } from "../credentials/azure-request";
import { Deadline } from "../internal/deadline";
import type { NetworkFailure } from "./network-failure";
import { adviceOn } from "./scoring-advice";
import { ScoringError, ScoringErrorCode, type ScoringErrorDetails } from "./scoring-error";
import { deploymentHeader, type ScoringRequest } from "./scoring-request";
import type { CallEvent, ScoringHooks } from "./scoring-types";
import { secretOf, shown, type Secret } from "../internal/redact";

const longestAnswer = 1000;

/** Worked out once for each credential, not for each call. */
const disguised = new WeakMap<Credential, Secret>();

/** One call from its beginning to its end: what it waits for, what it has sent, and its errors. */
export class ScoringCall {
  attempts = 0;
  /** What it waits for now, as it reads in an error. */
  waitsFor = "a credential";
  #credential: CredentialDescription | undefined;
  readonly #secrets: Secret[] = [];
  readonly #began = performance.now();
  #answer: Response | undefined;

  constructor(
    readonly request: ScoringRequest,
    readonly deadline: Deadline,
    private readonly timeoutMs: number,
    private readonly hooks: ScoringHooks,
  ) {}

  /** The header for a credential, which from now on is not shown in whatever is told of this call. */
  authorizationBy(credential: Credential): string {
    const header = credential.authorization();
    let secret = disguised.get(credential);
    if (secret === undefined) {
      secret = secretOf(header.slice(header.indexOf(" ") + 1));
      disguised.set(credential, secret);
    }
    if (!this.#secrets.includes(secret)) {
      this.#secrets.push(secret);
    }
    this.#credential = credential.description;
    return header;
  }

  get secrets(): readonly Secret[] {
    return this.#secrets;
  }

  get credential(): CredentialDescription | undefined {
    return this.#credential;
  }

  answered(response: Response): void {
    this.#answer = response;
  }

  unanswered(): void {
    this.#answer = undefined;
  }

  /** What the last answer tells of itself. */
  get told(): { readonly deployment: string | undefined; readonly requestId: string | undefined } {
    const headers = this.#answer?.headers;
    // Azure's router has the first, Azure's other services the second.
    const requestId = headers?.get("x-request-id") ?? headers?.get("x-ms-request-id");
    return {
      deployment: shown(headers?.get(deploymentHeader), this.#secrets, 100),
      requestId: shown(requestId, this.#secrets, 100),
    };
  }

  error(code: ScoringErrorCode, what: string, more: Partial<ScoringErrorDetails> = {}): ScoringError {
    const { endpoint, method, traceparent, deployment } = this.request;
    const { credential, attempts } = this;
    const { status } = this.#answer ?? {};
    const by = credential === undefined ? "" : ` with the ${credential.name} (${credential.source})`;
    const often = attempts > 1 ? `, ${attempts} attempts` : "";
    return new ScoringError(`${method} ${endpoint}${by}${often}: ${what}`, {
      credential,
      endpoint,
      status,
      ...this.told,
      deployment: this.told.deployment ?? deployment,
      traceparent,
      attempts,
      ...more,
      code,
    });
  }

  /** An answer that is no prediction. */
  async refusal(response: Response): Promise<ScoringError> {
    const { status, headers } = response;
    const text = await beginningOf(response, 4 * longestAnswer).catch(() => "");
    const { credential, secrets } = this;
    const { code, what, remedy } = adviceOn({ status, text, headers, credential, deployment: this.request.deployment });
    const answer = shown(text.trim(), secrets, longestAnswer);
    const said = answer === undefined ? "" : `: ${answer.length > 300 ? `${answer.slice(0, 300)}…` : answer}`;
    const modelStatus = Number(headers.get("ms-azureml-model-error-statuscode") ?? NaN);
    return this.error(code, `${shown(what, secrets)}; it answered ${status}${said}`, {
      serviceCode: /^\w+$/.test(answer ?? "") ? answer : undefined,
      remedy,
      retryAfterMs: retryAfterMs(headers),
      answer,
      modelStatus: Number.isNaN(modelStatus) ? undefined : modelStatus,
    });
  }

  unreachable({ code, unsent, cause }: NetworkFailure): ScoringError {
    const why = code === undefined ? cause.message : `${code}: ${cause.message}`;
    return this.error(ScoringErrorCode.Unreachable, `no answer (${why})`, {
      cause,
      remedy: unsent
        ? "see that the address is right, and that the service can be reached from here"
        : "the request may have been carried out",
    });
  }

  /** What a caller is thrown whose call has ended before its answer. */
  ended(error: unknown): unknown {
    if (!this.deadline.late) {
      return this.deadline.signal.aborted ? this.deadline.signal.reason : error;
    }
    return this.error(
      ScoringErrorCode.Timeout,
      `not done within ${this.timeoutMs} ms; it was waiting for ${this.waitsFor}`,
      { remedy: "raise timeoutMs, or see in the service's logs what takes so long" },
    );
  }

  tell(error: unknown): void {
    const { endpoint, method, traceparent } = this.request;
    told(this.hooks.onCall, {
      endpoint,
      method,
      traceparent,
      attempts: this.attempts,
      durationMs: performance.now() - this.#began,
      status: this.#answer?.status,
      ...this.told,
      error,
    } satisfies CallEvent);
  }
}

/** A hook must not decide over a call, neither by throwing nor by rejecting. */
export function told<T>(hook: ((event: T) => unknown) | undefined, event: T): void {
  try {
    const result = hook?.(event);
    if (result instanceof Promise) {
      result.catch(() => undefined);
    }
  } catch {
    // The hook's own affair.
  }
}
