import { invalidRequest } from "./scoring-error";

/** A URL for errors and events: without query and fragment, which may hold what is not for logs. */
export function loggableUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Resolves a caller's URL against the service's; it must be one of the service's own, since the credential goes along. */
export function resolveServiceUrl(input: string | URL, service: URL): URL {
  const address = String(input);
  if (!URL.canParse(address, service.href)) {
    throw invalidRequest(
      loggableUrl(service),
      `the address ${JSON.stringify(address)} is not allowed: must be an address`,
    );
  }
  const url = new URL(address, service.href);
  if (url.origin !== service.origin || url.username !== "" || url.password !== "") {
    throw invalidRequest(
      loggableUrl(url),
      `the address ${loggableUrl(url)} is not allowed: must begin with ${service.origin}, since the service's credential goes along`,
    );
  }
  return url;
}
