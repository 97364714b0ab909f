import * as https from "node:https";

import { LocalAzureControl } from "../local-azure/control";
import { subscriptionId } from "../providers/azure-native/path";

/** What the data plane says of a secret. */
export interface SecretInVault {
  readonly status: number;
  readonly value?: string;
  readonly contentType?: string;
  readonly tags?: Record<string, string>;
  readonly attributes?: { readonly exp?: number };
  readonly id?: string;
}

/** A vault in a resource group of its own, as a team has it already. */
export class StageVault {
  private constructor(
    readonly vaultId: string,
    readonly vaultUri: string,
    private readonly ca: string,
  ) {}

  static async create(url: string): Promise<StageVault> {
    const group = `/subscriptions/${subscriptionId()}/resourceGroups/secrets`;
    const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/safe`;
    const location = "westeurope";
    await put(url, group, "2024-03-01", { location });
    const made = await put(url, vaultId, "2024-11-01", {
      location,
      properties: {
        tenantId: "5eed1ab5-0000-4000-8000-10ca1a22e700",
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
      },
    });
    const { vaultUri } = made.properties as { vaultUri: string };
    return new StageVault(vaultId, vaultUri, await new LocalAzureControl(url).authority());
  }

  /** The value of a secret, or undefined. */
  async value(name: string): Promise<string | undefined> {
    return (await this.secret(name)).value;
  }

  secret(name: string): Promise<SecretInVault> {
    return this.at("GET", `secrets/${name}`);
  }

  async versions(name: string): Promise<number> {
    const { value } = (await this.at("GET", `secrets/${name}/versions`)) as unknown as { value?: unknown[] };
    return value?.length ?? 0;
  }

  private at(method: string, place: string): Promise<SecretInVault> {
    const options = { method, ca: this.ca, agent: false, headers: { authorization: "Bearer owner" } };
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.vaultUri}${place}?api-version=7.4`, options, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () =>
          resolve({ ...(JSON.parse(text || "{}") as object), status: response.statusCode ?? 0 }),
        );
      });
      request.on("error", reject);
      request.end();
    });
  }
}

async function put(url: string, id: string, version: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}${id}?api-version=${version}`, {
    method: "PUT",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`PUT ${id}: ${answer.status} ${await answer.text()}`);
  }
  return (await answer.json()) as Record<string, unknown>;
}
