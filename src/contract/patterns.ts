/*
 * Patterns that inputs and the gateway's own check hold to alike. Where the gateway's check is wider on purpose, it has
 * a pattern of its own in `gateway/check.ts`. What is accepted here reaches Caddy's configuration: no `{`, no `*`, no
 * quotation mark and no line end may ever be part of it.
 */

/** One part of a DNS name, without regard to case. */
export const dnsLabel = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** A DNS name. With a number as its last part it would be an address. */
export const hostName = new RegExp(
  `^(?=.{1,253}$)(?!(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)$)(?:${dnsLabel}\\.)*${dnsLabel}$`,
  "i",
);

/** The name of a request header. Caddy drops those with an underscore (`server.go`), and `*` would allow every header. */
export const headerName = /^[A-Za-z0-9][A-Za-z0-9-]*$/;
