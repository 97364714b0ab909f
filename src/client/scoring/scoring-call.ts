import type { Credential, CredentialDescription } from "../credentials/credential";
import type { Deadline } from "../internal/deadline";
import { emit } from "../internal/emit";
import { encodeSecret, redact, type EncodedSecret } from "../internal/redact";
import { retryAfterMs } from "../internal/retry-after";
import type { NetworkFailure } from "./network-failure";
import { readBeginning } from "./response-body";
import { adviceOn } from "./scoring-advice";
import { ScoringError, ScoringErrorCode, type ScoringErrorDetails } from "./scoring-error";
import { deploymentHeader, type ScoringRequest } from "./scoring-request";
import type { CallEvent, ScoringHooks } from "./scoring-types";

/** How much of a response's text an error has, and its message. */
const maxResponseText = 1000;
const maxTextInMessage = 300;

/** Encoded once for each credential, not for each call. */
const encodedSecrets = new WeakMap<Credential, EncodedSecret>();

/** The state of one call: what it waits for, what it has sent and received; and the errors that follow from it. */
export class ScoringCall {
  attempts = 0;
  /** What it waits for now, in the words of an error. */
  waitsFor = "a credential";
  /** The last response; undefined where the last attempt has none. */
  response: Response | undefined;
  #credential: CredentialDescription | undefined;
  readonly #secrets: EncodedSecret[] = [];
  readonly #startedAt = performance.now();

  constructor(
    readonly request: ScoringRequest,
    readonly deadline: Deadline,
    private readonly timeoutMs: number,
    private readonly hooks: ScoringHooks,
  ) {}

  /** The header for a credential, which from now on is redacted in the errors and events of this call. */
  authorizationWith(credential: Credential): string {
    const header = credential.authorization();
    let secret = encodedSecrets.get(credential);
    if (secret === undefined) {
      secret = encodeSecret(header.slice(header.indexOf(" ") + 1));
      encodedSecrets.set(credential, secret);
    }
    if (!this.#secrets.includes(secret)) {
      this.#secrets.push(secret);
    }
    this.#credential = credential.description;
    return header;
  }

  get secrets(): readonly EncodedSecret[] {
    return this.#secrets;
  }

  /** The credential that was sent last. */
  get credential(): CredentialDescription | undefined {
    return this.#credential;
  }

  /** Which deployment the last response is from, and by which id the service's logs have it. */
  get responseIds(): { readonly deployment: string | undefined; readonly requestId: string | undefined } {
    const headers = this.response?.headers;
    // Azure's router sends the first, Azure's other services the second.
    const requestId = headers?.get("x-request-id") ?? headers?.get("x-ms-request-id");
    return {
      deployment: redact(headers?.get(deploymentHeader), this.#secrets, 100),
      requestId: redact(requestId, this.#secrets, 100),
    };
  }

  error(code: ScoringErrorCode, what: string, details: Partial<ScoringErrorDetails> = {}): ScoringError {
    const { endpoint, method, traceparent, deployment } = this.request;
    const { credential, attempts, responseIds } = this;
    const sentWith = credential === undefined ? "" : ` with the ${credential.name} (${credential.source})`;
    const retried = attempts > 1 ? `, ${attempts} attempts` : "";
    return new ScoringError(`${method} ${endpoint}${sentWith}${retried}: ${what}`, {
      credential,
      endpoint,
      status: this.response?.status,
      ...responseIds,
      deployment: responseIds.deployment ?? deployment,
      traceparent,
      attempts,
      ...details,
      code,
    });
  }

  /** The error for a response whose status is no success. */
  async responseError(response: Response): Promise<ScoringError> {
    const { status, headers } = response;
    const text = await readBeginning(response, 4 * maxResponseText).catch(() => "");
    const { credential, secrets } = this;
    const { code, what, remedy } = adviceOn({ status, text, headers, credential, deployment: this.request.deployment });
    const answer = redact(text.trim(), secrets, maxResponseText);
    const modelStatus = Number(headers.get("ms-azureml-model-error-statuscode") ?? NaN);
    return this.error(code, `${redact(what, secrets)}; it answered ${status}${quoted(answer)}`, {
      serviceCode: /^\w+$/.test(answer ?? "") ? answer : undefined,
      remedy,
      retryAfterMs: retryAfterMs(headers),
      answer,
      modelStatus: Number.isNaN(modelStatus) ? undefined : modelStatus,
    });
  }

  /** The error for a request without a response. */
  unreachableError({ code, unsent, cause }: NetworkFailure): ScoringError {
    const reason = code === undefined ? cause.message : `${code}: ${cause.message}`;
    return this.error(ScoringErrorCode.Unreachable, `no answer (${reason})`, {
      cause,
      remedy: unsent
        ? "see that the address is right, and that the service can be reached from here"
        : "the request may have been carried out",
    });
  }

  /** What an aborted call rejects with: the time-out, or the reason of its caller. */
  abortError(): unknown {
    if (!this.deadline.expired) {
      return this.deadline.signal.reason;
    }
    return this.error(
      ScoringErrorCode.Timeout,
      `not done within ${this.timeoutMs} ms; it was waiting for ${this.waitsFor}`,
      { remedy: "raise timeoutMs, or see in the service's logs what takes so long" },
    );
  }

  /** Reports the end of the call. */
  emitEnd(error: unknown): void {
    const { endpoint, method, traceparent } = this.request;
    emit(this.hooks.onCall, {
      endpoint,
      method,
      traceparent,
      attempts: this.attempts,
      durationMs: performance.now() - this.#startedAt,
      status: this.response?.status,
      ...this.responseIds,
      error,
    } satisfies CallEvent);
  }
}

function quoted(text: string | undefined): string {
  if (text === undefined) {
    return "";
  }
  return `: ${text.length > maxTextInMessage ? `${text.slice(0, maxTextInMessage)}…` : text}`;
}
