/** What the gateway is to do. Everything in here is plain and already known: no Outputs. */
export interface GatewaySettings {
  /** Port on which the service listens. */
  port: number;
  /** Port on which the scoring container listens, on loopback. */
  scoringPort: number;
  /** Whether a request needs one of the two keys. Without, the header Authorization is the scoring container's. */
  authEnabled: boolean;
  /** Origins of web pages that may call the service from a browser. Default: none. */
  cors?: GatewayCors;
  /** Largest request body, in MB of 1,048,576 bytes. A larger one gets 413. */
  bodyLimitMb: number;
  /** Time within which the scoring container has to begin its response. After it the caller gets 504. */
  scoringTimeoutMs: number;
  tls: GatewayTls;
  /** Whether the service also speaks HTTP/3 (UDP on the same port). Needs TLS. Default: false. */
  http3?: boolean;
}

export interface GatewayCors {
  /** `scheme://host[:port]` as browsers send it, or exactly `*`. */
  allowedOrigins: string[];
  /** Request headers a page may send besides `Authorization` and `Content-Type`, which it always may. */
  allowedHeaders?: string[];
  /** How long a browser may remember the response to a preflight. Default: the browser's own (5 s). */
  maxAgeSeconds?: number;
}

export type GatewayTls =
  | { mode: "None" }
  /** The certificate and key in the files of `gatewayFiles.tls`, shown to whoever calls, by whatever name or address. */
  | { mode: "Certificate" }
  | GatewayAutomaticTls;

/** A certificate that the gateway gets for itself over ACME. */
export interface GatewayAutomaticTls {
  mode: "Automatic";
  /** The name to get a certificate for. */
  hostname: string;
  /** Where the certificate authority writes to. */
  email?: string;
  /** ACME directory. Default: Caddy's, Let's Encrypt with ZeroSSL as a fallback. */
  directoryUrl?: string;
  /** Whether `gatewayFiles.acme` holds the roots by which to trust the directory, instead of the system's. */
  trustedRoots?: boolean;
  /** Port of the HTTP-01 challenge and of the redirect to https. A public authority calls 80 only. */
  httpPort: number;
}

/** How long a request may come in, header and body together: a minute, and a second for each MB. */
export function longestUploadSeconds(bodyLimitMb: number): number {
  return 60 + Math.ceil(bodyLimitMb);
}
