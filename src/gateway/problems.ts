import { always, when, type CaddyConfig, type Handler, type Route } from "./caddy";
import { responseHeaders } from "./headers";
import type { GatewaySettings } from "./settings";

interface Problem {
  status: number;
  title: string;
  detail: string;
  headers?: CaddyConfig;
}

/** Long enough for a container to start or a key to be copied, short enough that nobody notices. */
const retryAfter = { "Retry-After": ["5"] };

function problems(settings: GatewaySettings): Problem[] {
  return [
    {
      status: 401,
      title: "Unauthorized",
      detail: "the request needs the header Authorization with the value Bearer, one space, and a key of this service",
      headers: { "WWW-Authenticate": ["Bearer"] },
    },
    {
      status: 413,
      title: "Content Too Large",
      detail: `the request body is larger than ${settings.bodyLimitMb} MB`,
    },
    { status: 502, title: "Bad Gateway", detail: "the scoring container does not answer", headers: retryAfter },
    {
      status: 503,
      title: "Service Unavailable",
      detail: "the keys of this service are not there yet",
      headers: retryAfter,
    },
    {
      status: 504,
      title: "Gateway Timeout",
      detail: `the scoring container did not answer within ${settings.scoringTimeoutMs} ms`,
    },
  ];
}

/** How the gateway responds to what it does not let through: RFC 9457, and nothing of the request in it. */
export function problemRoutes(settings: GatewaySettings): Route[] {
  return [
    ...responseHeaders(settings),
    // The reason of a failure, for the access log: a handled error has no line of its own.
    when("{http.error.status_code} >= 500", {
      handler: "log_append",
      key: "error",
      value: "{http.error.message}",
      early: true,
    }),
    ...problems(settings).map((problem) =>
      when(`{http.error.status_code} == ${problem.status}`, problemResponse(problem)),
    ),
    always({ handler: "static_response" }),
  ];
}

function problemResponse({ status, title, detail, headers }: Problem): Handler {
  return {
    handler: "static_response",
    status_code: status,
    headers: { "Content-Type": ["application/problem+json"], "Cache-Control": ["no-store"], ...headers },
    // Caddy leaves braces alone that name none of its placeholders.
    body: JSON.stringify({ type: "about:blank", title, status, detail }),
  };
}
