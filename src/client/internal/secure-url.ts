import { CredentialError } from "../credentials/credential-error";

/** An address that a credential may be sent to. `name` is the setting that it comes from. */
export function secureUrl(name: string, value: unknown): URL {
  const url = typeof value === "string" ? parsed(value) : undefined;
  if (!url) {
    throw invalid(name, "is not an address", "must be an absolute URL");
  }
  // A credential in the address itself would be in logs on its way.
  if (url.username || url.password) {
    throw invalid(name, "holds a user name or password", "leave them out");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw invalid(
      name,
      `${url.protocol}//${url.host} is not allowed`,
      "must begin with https:// (http:// only on this machine), because a credential is sent there",
    );
  }
  return url;
}

/** A time that was given, or what stands for it. */
export function duration(name: string, value: number | undefined, otherwise: number, least = 1): number {
  if (value !== undefined && !(Number.isFinite(value) && value >= least)) {
    throw invalid(name, `${value} is not allowed`, `must be a number of milliseconds from ${least} up`);
  }
  return value ?? otherwise;
}

export function invalid(name: string, found: string, rule: string): CredentialError {
  return new CredentialError(`${name}: ${found}: ${rule}`, { code: "InvalidConfiguration" });
}

function parsed(value: string): URL | undefined {
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
