import { readFileSync } from "node:fs";
import https from "node:https";
import type { ArmClient, Answer } from "./arm-client";

const keyVaultVersion = "2024-11-01";
const dataVersion = "7.4";

/** A vault for tests: over ARM, and at its own address with its certificate checked. */
export class VaultClient {
  constructor(
    private readonly arm: ArmClient,
    private readonly caFile: () => string,
    readonly name = "safe",
  ) {}

  get id(): string {
    return `${this.arm.resourceGroup}/providers/Microsoft.KeyVault/vaults/${this.name}`;
  }

  secretId(name: string): string {
    return `${this.id}/secrets/${name}`;
  }

  /** Below the vault's id, over ARM. */
  over(method: string, path = "", body?: unknown, token?: string): Promise<Answer> {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return this.arm.send(method, `${this.id}${path}?api-version=${keyVaultVersion}`, body, headers);
  }

  create(properties: Record<string, unknown> = {}): Promise<Answer> {
    return this.over("PUT", "", vaultDefinition(properties));
  }

  async uri(): Promise<string> {
    return (await this.over("GET")).body.properties.vaultUri;
  }

  /** At the vault's own address; without a token when it is null. */
  async at(method: string, path: string, body?: unknown, token: string | null = "owner"): Promise<Answer> {
    const url = new URL(path, await this.uri());
    if (!url.searchParams.has("api-version")) {
      url.searchParams.set("api-version", dataVersion);
    }
    return send(method, url, readFileSync(this.caFile(), "utf8"), token, body);
  }
}

export function vaultDefinition(properties: Record<string, unknown> = {}) {
  return {
    location: "westeurope",
    properties: {
      tenantId: "5eed1ab5-0000-4000-8000-10ca1a22e700",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      ...properties,
    },
  };
}

function send(method: string, url: URL, ca: string, token: string | null, body?: unknown): Promise<Answer> {
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, ca, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: text === "" ? undefined : JSON.parse(text),
        }),
      );
    });
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
