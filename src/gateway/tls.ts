import { always, seconds, type CaddyConfig, type CaddyValue } from "./caddy";
import { gatewayFiles } from "./files";
import { health } from "./health";
import type { GatewayAutomaticTls, GatewaySettings } from "./settings";

const tag = "service";

/** Caddy's `tls` app, which also looks after the storage. */
export function tlsApp({ tls, port }: GatewaySettings): CaddyConfig {
  switch (tls.mode) {
    case "None":
      return withoutStorage;
    case "Certificate": {
      const { folder, certificate, privateKey } = gatewayFiles.tls;
      return {
        ...withoutStorage,
        certificates: {
          load_files: [{ certificate: `${folder}/${certificate}`, key: `${folder}/${privateKey}`, tags: [tag] }],
        },
      };
    }
    case "Automatic":
      return {
        certificates: { automate: [tls.hostname] },
        automation: { policies: [{ subjects: [tls.hostname], ...issuers(tls, port) }] },
      };
  }
}

/** Nothing is kept, so nothing has to be writable. */
const withoutStorage: CaddyConfig = { disable_storage_check: true, disable_storage_clean: true };

function issuers(tls: GatewayAutomaticTls, port: number): CaddyConfig {
  const { folder, trustedRoots } = gatewayFiles.acme;
  const acme: CaddyConfig = {
    module: "acme",
    challenges: {
      http: { alternate_port: tls.httpPort },
      // An authority calls port 443 for this challenge, so elsewhere it could only fail.
      "tls-alpn": port === 443 ? {} : { disabled: true },
    },
  };
  if (tls.email !== undefined) {
    acme.email = tls.email;
  }
  if (tls.directoryUrl !== undefined) {
    acme.ca = tls.directoryUrl;
  }
  if (tls.trustedRoots) {
    acme.trusted_roots_pem_files = [`${folder}/${trustedRoots}`];
  }
  return { issuers: [acme] };
}

/** The server's own TLS settings; empty without TLS. */
export function tlsServer({ tls, http3 }: GatewaySettings): CaddyConfig {
  if (tls.mode === "None") {
    return { protocols: ["h1", "h2c"] };
  }
  return {
    protocols: ["h1", "h2", ...(http3 ? ["h3"] : [])],
    // A scoring request that somebody recorded could be sent again within a resumed handshake.
    allow_0rtt: false,
    tls_connection_policies: [
      {
        protocol_min: "tls1.2",
        // Probes of the platform call the address, and Caddy ends a handshake when no certificate is for what the
        // client called. By a tag, the given certificate is for every name; the automatic one is for no name as well.
        ...(tls.mode === "Certificate" ? { certificate_selection: { any_tag: [tag] } } : { default_sni: tls.hostname }),
      },
    ],
  };
}

/**
 * The server on the plain port: ACME's HTTP-01 challenge, which Caddy responds to by itself, and a way to https. It is
 * healthy like the service, so that a probe does not have to wait for the first certificate.
 */
export function redirectServer(tls: GatewayAutomaticTls, port: number): CaddyConfig {
  const authority: CaddyValue = port === 443 ? tls.hostname : `${tls.hostname}:${port}`;
  return {
    listen: [`:${tls.httpPort}`],
    automatic_https: { disable: true },
    protocols: ["h1"],
    read_header_timeout: seconds(10),
    read_timeout: seconds(10),
    idle_timeout: seconds(30),
    max_header_bytes: 32 * 1024,
    routes: [
      always({ handler: "headers", response: { deferred: true, delete: ["Server"] } }),
      health,
      always({
        handler: "static_response",
        status_code: 308,
        // The name is the configured one, never the one that the request says.
        headers: { Location: [`https://${authority}{http.request.uri}`] },
        close: true,
      }),
    ],
  };
}
