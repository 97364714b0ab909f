import { headerName, hostName } from "../contract/patterns";
import type { GatewaySettings } from "./settings";

/*
 * The second lock. The components check their inputs with words for users; here everything that goes into Caddy's
 * configuration is checked again by what it may consist of, because Caddy reads more into strings than their letters:
 * `{…}` is a placeholder (environment variables and files among them) in nearly every string of the configuration, a
 * leading `*` in a name is a wildcard, 0 as a size or a time means no limit.
 *
 * It asks what is safe, not what is sensible, so the three patterns below are wider than the rules of the inputs: those
 * may become wider too without a change here. They must never become wider than these, because what is thrown here is
 * no message for users; a test holds one against the other.
 */

/** Without what would have another meaning in the `mailto:` that it becomes (RFC 6068): `?`, `%`, `#`, `&`, `=`, `/`. */
const email = /^[A-Za-z0-9.!$'*+^_`|~-]+@[A-Za-z0-9.-]+$/;
const url = /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~!$&'()+,;=:@%/-]*)?$/;
/** As browsers write it: no path, no user. `[` and `]` for IPv6 addresses. */
const origin = /^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9._[\]:-]+$/;

const day = 24 * 60 * 60;

/** Throws when a setting could mean something else to Caddy than what it says. */
export function checkSettings(settings: GatewaySettings): void {
  const { tls, cors } = settings;

  port("port", settings.port);
  port("scoringPort", settings.scoringPort);
  differ("scoringPort", settings.scoringPort, settings.port);
  number("bodyLimitMb", settings.bodyLimitMb, 1 / 1024, 1024 * 1024);
  whole("scoringTimeoutMs", settings.scoringTimeoutMs, 1, day * 1000);

  if (cors) {
    texts("cors.allowedOrigins", cors.allowedOrigins, (value) => value === "*" || origin.test(value));
    if (cors.allowedOrigins.length === 0) {
      fail("cors.allowedOrigins", cors.allowedOrigins);
    }
    texts("cors.allowedHeaders", cors.allowedHeaders ?? [], (value) => headerName.test(value));
    if (cors.maxAgeSeconds !== undefined) {
      whole("cors.maxAgeSeconds", cors.maxAgeSeconds, 0, day);
    }
  }

  if (tls.mode === "Automatic") {
    text("tls.hostname", tls.hostname, (value) => hostName.test(value));
    if (tls.email !== undefined) {
      text("tls.email", tls.email, (value) => email.test(value));
    }
    if (tls.directoryUrl !== undefined) {
      text("tls.directoryUrl", tls.directoryUrl, (value) => url.test(value) && URL.canParse(value));
    }
    port("tls.httpPort", tls.httpPort);
    differ("tls.httpPort", tls.httpPort, settings.port);
    differ("tls.httpPort", tls.httpPort, settings.scoringPort);
  } else if (tls.mode !== "None" && tls.mode !== "Certificate") {
    fail("tls.mode", (tls as { mode: unknown }).mode);
  }
  if (settings.http3 && tls.mode === "None") {
    fail("http3", settings.http3);
  }
}

function port(property: string, value: number): void {
  whole(property, value, 1, 65535);
}

function differ(property: string, value: number, other: number): void {
  if (value === other) {
    fail(property, value);
  }
}

function whole(property: string, value: number, least: number, most: number): void {
  number(property, value, least, most);
  if (!Number.isInteger(value)) {
    fail(property, value);
  }
}

function number(property: string, value: number, least: number, most: number): void {
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    fail(property, value);
  }
}

function text(property: string, value: string, allowed: (value: string) => boolean): void {
  if (typeof value !== "string" || !allowed(value)) {
    fail(property, value);
  }
}

function texts(property: string, values: string[], allowed: (value: string) => boolean): void {
  values.forEach((value, index) => text(`${property}[${index}]`, value, allowed));
}

function fail(property: string, value: unknown): never {
  const given = JSON.stringify(value) ?? String(value);
  throw new Error(`gateway setting ${property} cannot be ${given.slice(0, 100)}`);
}
