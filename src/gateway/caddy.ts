/** A value of Caddy's JSON configuration. */
export type CaddyValue = string | number | boolean | CaddyValue[] | CaddyConfig;

/** (Part of) Caddy's JSON configuration, https://caddyserver.com/docs/json/. */
export interface CaddyConfig {
  [property: string]: CaddyValue;
}

/** A handler module: what is done with a request. */
export type Handler = CaddyConfig & { handler: string };

/** A step that every request comes through, in order, unless an earlier one responded. */
export interface Route extends CaddyConfig {
  handle: Handler[];
}

/** A step for the requests of which a CEL expression is true. */
export function when(expression: string, ...handle: Handler[]): Route {
  return { match: [{ expression }], handle };
}

export function always(...handle: Handler[]): Route {
  return { handle };
}

/** Ends the request with an error status, which the routes of `problems.ts` turn into a response. The reason is for the log. */
export function failWith(status: number, reason: string): Handler {
  return { handler: "error", status_code: status, error: reason };
}

/**
 * A text as a CEL literal. JSON's escapes are a part of CEL's. A brace must not come this far: Caddy replaces
 * `{name}` in an expression before CEL sees it, inside literals too (`celmatcher.go`); `check.ts` keeps it out.
 */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** Caddy takes a bare number for nanoseconds. */
export function seconds(count: number): string {
  return `${count}s`;
}
