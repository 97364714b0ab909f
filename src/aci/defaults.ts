import { DnsNameLabelScope } from "./enums";

/**
 * What counts where an input of `AciWebservice` is left out: by the inputs' names, nested as the inputs are. Rules,
 * container group and gateway read it here, and nothing else states a default. Limits stand in `limits.ts`.
 */
export const aciDefaults = {
  /** As Azure ML v1 had it on Container Instances. */
  authEnabled: false,
  cors: { maxAgeSeconds: 600 },
  cpuCores: 1,
  memoryGb: 1.5,
  /** As azureml-inference-server-http has them; the timeout grows with `scoringTimeoutMs`. */
  workerCount: 1,
  workerTimeoutSeconds: 300,
  workerPreload: false,
  /** v1's probe; what differs between the two probes follows. */
  probe: { path: "/", periodSeconds: 10, timeoutSeconds: 2, successThreshold: 1, failureThreshold: 3 },
  /** A model may take its time to load before liveness counts. */
  livenessProbe: { initialDelaySeconds: 310 },
  readinessProbe: { initialDelaySeconds: 1 },
  /** Of a probe that looks at processes: they wake once a second, and a busy machine may keep the look waiting. */
  lookTimeoutSeconds: 15,
  /** The public port without and with TLS. */
  port: { http: 80, https: 443 },
  scoringPort: 5001,
  dnsNameLabelScope: DnsNameLabelScope.TenantReuse,
  /** Public ACME authorities ask for the proof at this port alone. */
  tls: { http3: false, httpPort: 80 },
  bodyLimitMb: 100,
  scoringTimeoutMs: 60_000,
  gatewayImage: "docker.io/library/caddy:2.11.4",
  /** Caddy holds 50 MB at rest. In tenths, as finely as Container Instances counts. */
  gatewayCpuCores: 0.1,
  gatewayMemoryGb: 0.3,
  keys: {
    /** Debian 13 with curl: its user is root, as whom Azure makes the folder that it writes into; decision 0014. */
    sync: {
      intervalSeconds: 30,
      image: "docker.io/library/buildpack-deps:trixie-curl",
      cpuCores: 0.1,
      memoryGb: 0.3,
    },
    /** Two looks into the vault, one of which may fail, and the time that they take. */
    acceptance: { settlingIntervals: 2, settlingSeconds: 30 },
  },
} as const;

/** The public port where none is given. */
export function defaultPort(tls: boolean): number {
  return tls ? aciDefaults.port.https : aciDefaults.port.http;
}

/** How the gateway is probed; there is no input for it. */
export const gatewayProbe = {
  initialDelaySeconds: 5,
  periodSeconds: 10,
  timeoutSeconds: 2,
  successThreshold: 1,
  failureThreshold: 6,
} as const;
