import { always, when, type Route } from "./caddy";
import { allowOrigin, isAllowedOrigin } from "./cors";
import type { GatewaySettings } from "./settings";

const oneYear = 365 * 24 * 60 * 60;

/**
 * The headers of every response, the scoring container's included. They are set last (`deferred`): an interim response
 * (100, 103) of the scoring container makes Caddy forget headers that were set before it (`reverseproxy.go`).
 */
export function responseHeaders(settings: GatewaySettings): Route[] {
  const { cors, tls } = settings;
  const routes = [
    always({
      handler: "headers",
      response: {
        deferred: true,
        set: {
          "X-Content-Type-Options": ["nosniff"],
          ...(tls.mode === "None" ? {} : { "Strict-Transport-Security": [`max-age=${oneYear}`] }),
        },
        ...(cors ? { add: { Vary: ["Origin"] } } : {}),
        delete: ["Server", "Via"],
      },
    }),
  ];
  if (cors) {
    routes.push(
      when(isAllowedOrigin(cors), { handler: "headers", response: { deferred: true, set: allowOrigin(cors) } }),
    );
  }
  return routes;
}
