import { discard } from "./response-body";
import type { ScoringCall } from "./scoring-call";
import { ScoringErrorCode } from "./scoring-error";

/** Throws `ScoringError` for a redirect: it is never followed, since the credential is for this service alone. */
export function assertNoRedirect(call: ScoringCall, response: Response): void {
  if (!isRedirect(response)) {
    return;
  }
  void discard(response);
  const target = redirectTarget(response, call.request.url);
  throw call.error(ScoringErrorCode.Redirected, `the service sends the request on to ${target}`, {
    remedy: `${call.credential === undefined ? "redirects are not followed" : "its credential must not go there"}: use the address that the stack exports now`,
  });
}

function isRedirect({ type, status, headers }: Response): boolean {
  return type === "opaqueredirect" || (status >= 300 && headers.has("location"));
}

function redirectTarget({ headers }: Response, from: string): string {
  const location = headers.get("location") ?? "";
  return URL.canParse(location, from) ? new URL(location, from).origin : "another address";
}
