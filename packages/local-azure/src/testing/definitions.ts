import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "local-azure-"));
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A container that runs a Python program. */
export function python(name: string, program: string, more: Record<string, unknown> = {}) {
  return {
    name,
    properties: {
      image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
      command: ["python", "-c", program],
      resources: { requests: { cpu: 1, memoryInGB: 1 } },
      ...more,
    },
  };
}

/** A container of an image with curl that runs a script of a shell. */
export function shell(script: string, more: Record<string, unknown> = {}, container = "main") {
  return {
    name: container,
    properties: {
      image: "docker.io/library/buildpack-deps:trixie-curl",
      command: ["/bin/sh", "-c", script],
      resources: { requests: { cpu: 1, memoryInGB: 1 } },
      ...more,
    },
  };
}

export function groupOf(
  containers: unknown[],
  more: Record<string, unknown> = {},
): { location: string; zones?: string[]; properties: Record<string, unknown> } {
  return { location: "westeurope", properties: { osType: "Linux", containers, ...more } };
}

/** A group with one Caddy that answers with a text and the content of a key file. */
export function caddyGroup(port: number, text = "hello") {
  const config = {
    admin: { disabled: true },
    apps: {
      http: {
        servers: {
          main: {
            listen: [`127.0.0.1:${port}`],
            routes: [{ handle: [{ handler: "static_response", body: `${text} {file.keys/primary}` }] }],
          },
        },
      },
    },
  };
  return groupOf(
    [
      {
        name: "gateway",
        properties: {
          image: "docker.io/library/caddy:2.11.4",
          command: ["caddy", "run", "--config", "gateway/caddy.json"],
          ports: [{ port }],
          resources: { requests: { cpu: 1, memoryInGB: 1 } },
          environmentVariables: [{ name: "SECRET", secureValue: "secret-environment" }],
          volumeMounts: [
            { name: "gateway", mountPath: "/srv/gateway" },
            { name: "key-files", mountPath: "/srv/keys" },
          ],
        },
      },
    ],
    {
      ipAddress: { type: "Public", ports: [{ port }], dnsNameLabel: `label-${port}` },
      volumes: [
        { name: "gateway", secret: { "caddy.json": base64(JSON.stringify(config)) } },
        { name: "key-files", secret: { primary: base64("secret-key;") } },
      ],
    },
  );
}
