import { authModes, authModesWith, shortAction } from "../../contract/auth-modes";
import type { CredentialDescription } from "../credentials/credential";
import type { ScoringErrorCode } from "./scoring-error";

/** A response whose status is no success, and what was sent. */
interface ErrorResponse {
  readonly status: number;
  /** The beginning of the response's text. */
  readonly text: string;
  readonly headers: Headers;
  readonly credential: CredentialDescription | undefined;
  /** The deployment that the caller requested. */
  readonly deployment: string | undefined;
}

interface Advice {
  readonly code: ScoringErrorCode;
  /** What happened. */
  readonly what: string;
  readonly remedy: string;
}

type Row = readonly [
  code: ScoringErrorCode,
  what: string | ((response: ErrorResponse) => string),
  remedy: string | ((response: ErrorResponse) => string),
];

/** The mode in which the service itself checks a token of Microsoft Entra, and so its audience and the caller's role. */
const entraMode = authModes.find(({ token }) => token?.flow === "direct")!;
const entraGrant = entraMode.grant!;
const keyMode = authModesWith("key")[0]!;

const modelTimeout: Row = [
  "ModelTimeout",
  "the model took longer than its deployment allows",
  "raise scoringTimeoutMs of the deployment (180000 at most on managed compute, 300000 on Kubernetes), or send less at once",
];
const badRequest: Row = [
  "BadRequest",
  "the service does not take this request",
  "its input must be what the model's run() reads",
];

/** Microsoft, "Troubleshoot online endpoints", HTTP status codes. */
const rows: Readonly<Record<number, Row>> = {
  400: badRequest,
  401: [
    "Unauthorized",
    ({ credential }) =>
      credential === undefined
        ? "the service asks for a credential, and the client has none"
        : "the service does not take the credential",
    unauthorized,
  ],
  403: ["Forbidden", "the service shuts the caller out", forbidden],
  404: [
    "NotFound",
    ({ deployment }) =>
      deployment === undefined
        ? "there is no such endpoint, or none of its deployments gets traffic"
        : `there is no such endpoint, or it has no deployment ${JSON.stringify(deployment)}`,
    ({ deployment }) =>
      deployment === undefined ? "set traffic, or name a deployment" : "deployments are named as in the program",
  ],
  405: badRequest,
  408: modelTimeout,
  409: ["Unavailable", "the endpoint is being changed", "try again when that has ended"],
  413: [
    "TooLarge",
    "the request is larger than the service takes",
    "managed compute takes 1.5 MB; send it in parts, or a reference to the data",
  ],
  415: badRequest,
  422: badRequest,
  424: ["ModelError", modelFailed, "the deployment's logs say why"],
  429: [
    "TooManyRequests",
    "the deployment has more requests than it takes",
    "send fewer at once, or raise its instances or maxConcurrentRequests",
  ],
  502: ["ModelError", "the model's code has failed, or its server has crashed", "the deployment's logs say why"],
  503: [
    "Unavailable",
    "no replica can take the request now",
    "see that the deployment is running, or raise the number of its replicas",
  ],
  504: modelTimeout,
};

export function adviceOn(response: ErrorResponse): Advice {
  const [code, what, remedy] = rows[response.status] ?? defaultRow(response.status);
  const resolve = (words: Row[1]) => (typeof words === "string" ? words : words(response));
  return { code, what: resolve(what), remedy: resolve(remedy) };
}

function defaultRow(status: number): Row {
  return status >= 500 ? ["ServiceError", "the service has failed", "its logs have the request"] : badRequest;
}

function unauthorized({ credential, text, headers }: ErrorResponse): string {
  if (credential === undefined) {
    return "give authMode as the stack exports it, with keys or a token credential";
  }
  const message = `${text} ${headers.get("www-authenticate") ?? ""}`;
  if (/audience/i.test(message)) {
    return entraMode.refusalAdvice!;
  }
  if (/bad_header/.test(message)) {
    return "it found none of the kind that it asks for: compare its authMode with the client's";
  }
  if (/expired/i.test(message)) {
    return "it has expired: see that this machine's clock is right";
  }
  if (/^\s*key_auth/.test(text)) {
    return keyMode.refusalAdvice!;
  }
  return `it has expired, was replaced, is for another endpoint or audience, or its owner lacks the role (${shortAction(entraGrant)} with authMode ${entraMode.mode}): compare the service's authMode with the client's`;
}

function forbidden({ credential }: ErrorResponse): string {
  return credential === undefined
    ? "it may be reached from its own network only"
    : `the credential itself is good: its owner lacks a role on the endpoint (${entraGrant.method} gives it; a new one counts after some minutes), or the service is reached from its own network only`;
}

function modelFailed({ headers }: ErrorResponse): string {
  const status = headers.get("ms-azureml-model-error-statuscode");
  const reason = headers.get("ms-azureml-model-error-reason");
  return `the model's code has failed${status ? ` with ${status}` : ""}${reason ? ` (${reason})` : ""}`;
}
