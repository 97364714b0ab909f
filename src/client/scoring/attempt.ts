import type { Credential } from "../credentials/credential";
import { networkFailure, type NetworkFailure } from "./network-failure";
import type { ScoringCall } from "./scoring-call";
import { ScoringErrorCode } from "./scoring-error";
import type { ScoringClientOptions } from "./scoring-types";

/** What an attempt has ended with. */
export type Outcome =
  | { readonly response: Response; readonly failure?: undefined }
  | { readonly response?: undefined; readonly failure: NetworkFailure };

/** Sends the request of a call once. Throws when the call was aborted or its credential cannot be sent. */
export async function sendAttempt(
  call: ScoringCall,
  credential: Credential | undefined,
  send: NonNullable<ScoringClientOptions["fetch"]>,
): Promise<Outcome> {
  const { request, deadline } = call;
  const headers = new Headers(request.headers);
  if (credential !== undefined) {
    try {
      headers.set("authorization", call.authorizationWith(credential));
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
  call.response = undefined;
  call.waitsFor = "the answer";
  try {
    const response = await send(request.url, { ...request.init, headers, signal: deadline.signal });
    call.response = response;
    return { response };
  } catch (error) {
    deadline.signal.throwIfAborted();
    return { failure: networkFailure(error, call.secrets) };
  }
}

/** An outcome in short, for errors and events: the status, or the platform's code. */
export function outcomeLabel({ response, failure }: Outcome): string {
  return response === undefined ? (failure.code ?? failure.cause.message) : String(response.status);
}
