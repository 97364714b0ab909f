import { celText, type CaddyConfig, type Handler } from "./caddy";
import type { GatewayCors } from "./settings";

/*
 * Cross-origin requests. Origins are compared as whole strings in an expression: Caddy's header matcher would read
 * `*` at either end of one as a wildcard.
 */

const requestOrigin = "{http.request.header.Origin}";

/** True of requests that come from a page of an allowed origin. */
export function isAllowedOrigin(cors: GatewayCors): string {
  return anyOrigin(cors)
    ? `${requestOrigin} != ""`
    : `${requestOrigin} in [${cors.allowedOrigins.map(celText).join(", ")}]`;
}

/** True of the question that a browser asks before such a request. It never carries a key. */
export function isPreflight(cors: GatewayCors): string {
  return [
    `{http.request.method} == "OPTIONS"`,
    `{http.request.header.Access-Control-Request-Method} != ""`,
    isAllowedOrigin(cors),
  ].join(" && ");
}

/** What every response to an allowed origin carries, errors included: without it the page cannot read even the status. */
export function allowOrigin(cors: GatewayCors): CaddyConfig {
  return {
    "Access-Control-Allow-Origin": [anyOrigin(cors) ? "*" : requestOrigin],
    // The page may read all headers of the response. A wildcard is enough, as no cookies are involved.
    "Access-Control-Expose-Headers": ["*"],
  };
}

export function preflightResponse(cors: GatewayCors): Handler {
  // `*` would not cover Authorization (Fetch standard, CORS protocol), hence the names.
  const headers = ["Authorization", "Content-Type", ...(cors.allowedHeaders ?? [])];
  return {
    handler: "static_response",
    status_code: 204,
    headers: {
      "Access-Control-Allow-Methods": ["GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"],
      "Access-Control-Allow-Headers": [headers.join(", ")],
      ...(cors.maxAgeSeconds === undefined ? {} : { "Access-Control-Max-Age": [String(cors.maxAgeSeconds)] }),
    },
  };
}

function anyOrigin(cors: GatewayCors): boolean {
  return cors.allowedOrigins.includes("*");
}
