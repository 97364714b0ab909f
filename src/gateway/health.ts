import { when } from "./caddy";

/**
 * The gateway's own health, open to everybody, whatever else is: it waits neither for the keys nor for the model. The
 * decoded path is compared as a whole, because Caddy's path matcher cleans `//`, `/x/..` and the like first.
 */
export const health = when(
  `{http.request.method} in ["GET", "HEAD"] && {http.request.orig_uri.path} in ["/", ""]`,
  { handler: "vars", log_skip: true },
  { handler: "static_response", status_code: 200, body: "Healthy" },
);
