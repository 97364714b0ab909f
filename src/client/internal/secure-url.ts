import { invalidOption } from "./option-checks";
import { isLoopback, isPrivateAddress } from "./private-address";

/** The URL of one of Azure's own services, which get tokens. `name` is the setting that it comes from. */
export function azureUrl(name: string, value: unknown): URL {
  const url = parsedUrl(name, value);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw invalidOption(
      name,
      `${url.protocol}//${url.host} is not allowed`,
      "must begin with https:// (http:// only on this machine), because a credential is sent there",
    );
  }
  return url;
}

/** What decides whether a service may be called over http. */
export interface HttpRule {
  readonly sendsCredential: boolean;
  /** The caller's own decision to send a credential that can be read on its way. */
  readonly allowHttp: boolean;
}

/** The URL of a web service. `name` is the setting that it comes from. */
export function serviceUrl(name: string, value: unknown, { sendsCredential, allowHttp }: HttpRule): URL {
  const url = parsedUrl(name, value);
  if (url.protocol === "https:") {
    return url;
  }
  if (url.protocol !== "http:") {
    throw invalidOption(name, `${url.protocol}//${url.host} is not allowed`, "must begin with https:// or http://");
  }
  if (sendsCredential && !allowHttp && !isPrivateAddress(url.hostname)) {
    throw invalidOption(
      name,
      `http://${url.host} is not allowed`,
      "must begin with https://, because a credential is sent there that everybody on the way could read; http:// is for localhost and addresses of a private network such as 10.0.0.4, or with allowHttp: true (--allow-http)",
    );
  }
  return url;
}

function parsedUrl(name: string, value: unknown): URL {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url) {
    throw invalidOption(name, "is not an address", "must be an absolute URL");
  }
  // A credential in the URL itself would be logged on its way.
  if (url.username || url.password) {
    throw invalidOption(name, "holds a user name or password", "leave them out");
  }
  return url;
}
