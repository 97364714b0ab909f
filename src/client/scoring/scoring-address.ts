import { ScoringError, ScoringErrorCode } from "./scoring-error";

/** An address in errors and events: neither query nor fragment, which may hold what is not for logs. */
export function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Where a request of `fetch` goes: an address of the service itself, since the credential goes along. */
export function withinService(input: string | URL, service: URL): URL {
  const text = String(input);
  if (!URL.canParse(text, service.href)) {
    throw invalid(shownAddress(service), `the address ${JSON.stringify(text)} is not allowed: must be an address`);
  }
  const url = new URL(text, service.href);
  if (url.origin !== service.origin || url.username !== "" || url.password !== "") {
    throw invalid(
      shownAddress(url),
      `the address ${shownAddress(url)} is not allowed: must begin with ${service.origin}, since the service's credential goes along`,
    );
  }
  return url;
}

function invalid(endpoint: string, message: string): ScoringError {
  return new ScoringError(message, { code: ScoringErrorCode.InvalidRequest, endpoint });
}
