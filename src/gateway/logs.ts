import { always, when, type CaddyConfig, type Route } from "./caddy";
import { pathHoldsKey } from "./keys";
import type { GatewaySettings } from "./settings";

/**
 * What never gets into a log. A caller who does not know better puts the key into the query, a cookie, a header of
 * his own, even the name of the host; so of a request only method, path, protocol and address are kept. Both logs
 * have the same filter: the proxy's own warnings carry the request as well.
 */
const hidden = [
  "request>uri",
  "request>headers",
  "request>host",
  "request>tls",
  "request>client_ip",
  "request>remote_port",
  "resp_headers",
  "headers",
  "user_id",
];

const encoder: CaddyConfig = {
  format: "filter",
  wrap: { format: "json", time_format: "rfc3339_nano" },
  fields: Object.fromEntries(hidden.map((field) => [field, { filter: "delete" }])),
};

const accessLogger = "http.log.access";

/** One line for each request on standard output; everything else on standard error. */
export function logging(): CaddyConfig {
  return {
    logs: {
      access: { writer: { output: "stdout" }, include: [accessLogger], encoder },
      default: {
        writer: { output: "stderr" },
        level: "INFO",
        exclude: [accessLogger],
        encoder,
        // Nobody can fill the log from outside (failed handshakes, aborted responses): 20 lines of a kind each minute.
        // The one duration that Caddy takes in nanoseconds only.
        sampling: { interval: 60 * 1_000_000_000, first: 20, thereafter: 1_000_000 },
      },
    },
  };
}

/** Puts the path, without the query, into the request's line. */
export function logPath(settings: GatewaySettings): Route[] {
  const append = (value: string) => ({ handler: "log_append", key: "path", value, early: true });
  const path = append("{http.request.orig_uri.path}");
  if (!settings.authEnabled) {
    return [always(path)];
  }
  const group = "log";
  return [
    { ...when(pathHoldsKey, append("(not logged: it contains a key)")), group },
    { ...always(path), group },
  ];
}
