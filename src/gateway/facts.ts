/** Each shown with its value, or hidden, so that only the change itself is said. */
export type GatewayFacts = Readonly<Record<string, { readonly shown: unknown } | { readonly hidden: unknown }>>;

/*
 * What a configuration that `gatewayConfig` has written says, in words for people. It is read back from the
 * configuration, because that is all that the state keeps of the settings.
 */

/** Whether callers need a key: a fact that is also said elsewhere. */
export const keyCheck = "key check";

/** Nothing where the text is no configuration of the gateway. */
export function gatewayFacts(config: string): GatewayFacts {
  try {
    return factsOf(JSON.parse(config));
  } catch {
    return {};
  }
}

function factsOf(config: unknown): GatewayFacts {
  const service = at(config, "apps", "http", "servers", "service");
  const all = objectsIn(at(service, "routes"));
  const proxy = all.find(({ handler }) => handler === "reverse_proxy");
  const [dial, timeout] = [at(proxy, "upstreams", "0", "dial"), at(proxy, "transport", "response_header_timeout")];
  const maxBytes = all.find(({ handler }) => handler === "request_body")?.max_size;
  const protocols = at(service, "protocols");
  return {
    ...shown("port", textAfter(":", at(service, "listen", "0"))),
    ...shown("scoring port", textAfter(":", dial)),
    ...shown("body limit", typeof maxBytes === "number" ? `${round(maxBytes / 1024 / 1024)} MB` : undefined),
    ...shown("scoring timeout", typeof timeout === "string" ? timeout.replace(/ms$/, " ms") : undefined),
    [keyCheck]: { shown: at(proxy, "headers", "request", "delete") === undefined ? "off" : "on" },
    ...tlsFacts(at(config, "apps", "tls")),
    "HTTP/3": { shown: Array.isArray(protocols) && protocols.includes("h3") ? "on" : "off" },
    ...corsFacts(all),
  };
}

function tlsFacts(tls: unknown): GatewayFacts {
  const hostname = at(tls, "certificates", "automate", "0");
  if (typeof hostname !== "string") {
    return { TLS: { shown: at(tls, "certificates", "load_files") === undefined ? "None" : "Certificate" } };
  }
  const issuer = at(tls, "automation", "policies", "0", "issuers", "0");
  const authority = at(issuer, "ca");
  return {
    TLS: { shown: `Automatic for ${hostname}${typeof authority === "string" ? ` from ${authority}` : ""}` },
    ...shown("certificate contact", at(issuer, "email")),
  };
}

function corsFacts(all: readonly Parts[]): GatewayFacts {
  const preflight = all.find((one) => at(one, "handle", "0", "headers", "Access-Control-Allow-Methods") !== undefined);
  const headers = at(preflight, "handle", "0", "headers");
  const maxAge = at(headers, "Access-Control-Max-Age", "0");
  const [, , ...allowed] = String(at(headers, "Access-Control-Allow-Headers", "0") ?? "").split(", ");
  return Object.fromEntries([
    ...originsOf(at(preflight, "match", "0", "expression")).map((origin) => [`CORS origin ${origin}`, present]),
    ...allowed.map((header) => [`CORS header ${header}`, present]),
    ...Object.entries(shown("CORS maximum age", typeof maxAge === "string" ? `${maxAge} s` : undefined)),
  ]);
}

const present = { hidden: true };

function originsOf(preflight: unknown): string[] {
  if (typeof preflight !== "string") {
    return [];
  }
  const [, list] = / in (\[.*\])$/.exec(preflight) ?? [];
  return list === undefined ? ["*"] : (JSON.parse(list) as string[]);
}

type Parts = Readonly<Record<string, unknown>>;

function shown(name: string, value: unknown): GatewayFacts {
  return value === undefined ? {} : { [name]: { shown: value } };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((part, name) => (isObject(part) ? part[name] : undefined), value);
}

/** All objects in a value, at whatever depth. */
function objectsIn(value: unknown): Parts[] {
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

function isObject(value: unknown): value is Parts {
  return typeof value === "object" && value !== null;
}

function textAfter(mark: string, value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(value.lastIndexOf(mark) + 1) : undefined;
}

function round(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}
