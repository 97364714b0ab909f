import { always, seconds, when, type CaddyConfig, type Handler, type Route } from "./caddy";
import { checkSettings } from "./check";
import { preflightResponse, isPreflight } from "./cors";
import { gatewayFiles } from "./files";
import { responseHeaders } from "./headers";
import { health } from "./health";
import { keyCheckResponse, demandKey, readKeys } from "./keys";
import { logging, logPath } from "./logs";
import { problemRoutes } from "./problems";
import { type GatewaySettings, longestUploadSeconds } from "./settings";
import { redirectServer, tlsApp, tlsServer } from "./tls";

/**
 * The gateway as Caddy's JSON configuration (tried with 2.11.4 and 2.11.7), built from objects: there is no text that a value could
 * break out of. Every path is closed; what is open stands in `serviceRoutes`, in the order in which a request meets it.
 */
export function gatewayConfig(settings: GatewaySettings): CaddyConfig {
  checkSettings(settings);
  const { port, tls } = settings;
  return {
    // No port for administration, and no copy of the configuration on disk.
    admin: { disabled: true, config: { persist: false } },
    logging: logging(),
    storage: { module: "file_system", root: gatewayFiles.data.folder },
    apps: {
      http: {
        grace_period: seconds(10),
        servers: {
          service: serviceServer(settings),
          ...(tls.mode === "Automatic" ? { redirect: redirectServer(tls, port) } : {}),
        },
      },
      tls: tlsApp(settings),
    },
  };
}

function serviceServer(settings: GatewaySettings): CaddyConfig {
  return {
    listen: [`:${settings.port}`],
    // Certificates and redirects are spelled out in `tls.ts`; nothing is to happen because of a name in a route.
    automatic_https: { disable: true },
    ...tlsServer(settings),
    read_header_timeout: seconds(15),
    // It ends with the body, so that a slow model is not cut off. There is no write timeout, as that would count the
    // model's time and cut off long streams; a caller without a key never gets more than a few hundred bytes.
    read_timeout: seconds(longestUploadSeconds(settings.bodyLimitMb)),
    idle_timeout: seconds(120),
    max_header_bytes: 32 * 1024,
    logs: {},
    routes: serviceRoutes(settings),
    errors: { routes: problemRoutes(settings) },
  };
}

function serviceRoutes(settings: GatewaySettings): Route[] {
  const { authEnabled, cors } = settings;
  return [
    ...responseHeaders(settings),
    health,
    ...(authEnabled ? readKeys() : []),
    ...logPath(settings),
    ...(cors ? [when(isPreflight(cors), preflightResponse(cors))] : []),
    ...(authEnabled ? [...demandKey(), keyCheckResponse] : []),
    always(limitBody(settings), proxy(settings)),
  ];
}

function limitBody({ bodyLimitMb }: GatewaySettings): Handler {
  return { handler: "request_body", max_size: Math.floor(bodyLimitMb * 1024 * 1024) };
}

function proxy({ scoringPort, scoringTimeoutMs, authEnabled, cors }: GatewaySettings): Handler {
  return {
    handler: "reverse_proxy",
    upstreams: [{ dial: `127.0.0.1:${scoringPort}` }],
    headers: {
      ...(authEnabled ? { request: { delete: ["Authorization"] } } : {}),
      // With allowed origins given, the scoring container has no say in the matter, and headers cannot double.
      ...(cors ? { response: { delete: ["Access-Control-*"] } } : {}),
    },
    transport: {
      protocol: "http",
      response_header_timeout: `${scoringTimeoutMs}ms`,
      // A worker that closes an idle connection at the moment it is used again makes a request fail that cannot be
      // repeated. A new connection over loopback costs next to nothing.
      keep_alive: { enabled: false },
      compression: false,
    },
  };
}
