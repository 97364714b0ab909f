import { invalidOption } from "./option-checks";

/** A URL that a credential may be sent to. `name` is the setting that it comes from. */
export function secureUrl(name: string, value: unknown): URL {
  const url = typeof value === "string" ? parseUrl(value) : undefined;
  if (!url) {
    throw invalidOption(name, "is not an address", "must be an absolute URL");
  }
  // A credential in the URL itself would be logged on its way.
  if (url.username || url.password) {
    throw invalidOption(name, "holds a user name or password", "leave them out");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw invalidOption(
      name,
      `${url.protocol}//${url.host} is not allowed`,
      "must begin with https:// (http:// only on this machine), because a credential is sent there",
    );
  }
  return url;
}

function parseUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}

/** Names below localhost never leave the machine (RFC 6761, 6.3). */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
