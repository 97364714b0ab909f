/**
 * Where the gateway finds its files: a folder each (a volume of the container group), below the working directory of
 * the official Caddy image. The configuration names them relative to that directory, so that the same configuration
 * runs wherever the folders lie side by side.
 */
export const gatewayFiles = {
  workingDirectory: "/srv",
  config: { folder: "gateway", file: "caddy.json" },
  keys: { folder: "keys", primary: "primary", secondary: "secondary" },
  tls: { folder: "tls", certificate: "certificate.pem", privateKey: "private-key.pem" },
  acme: { folder: "acme", trustedRoots: "trusted-roots.pem" },
  /** What Caddy keeps: ACME account and certificates. Has to outlive the container. */
  data: { folder: "data" },
} as const;

export const gatewayCommand: string[] = [
  "caddy",
  "run",
  "--config",
  `${gatewayFiles.config.folder}/${gatewayFiles.config.file}`,
];

/** The content of a key's file. The semicolon ends it, so that half of a file is not half a key, but none. */
export function keyFileContent(key: string): string {
  return `${key};`;
}
