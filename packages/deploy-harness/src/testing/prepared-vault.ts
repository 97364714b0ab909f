import * as https from "node:https";

import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { vaultDefinition } from "@azureml-webservice/local-azure/testing/vault";
import { subscriptionId } from "../providers/azure-native/path";
import { putAndWait } from "./prepared-workspace";

/** What the vault says of a secret. */
export interface SecretInVault {
  readonly status: number;
  readonly value?: string;
  readonly contentType?: string;
  readonly tags?: Record<string, string>;
  readonly attributes?: { readonly exp?: number };
  /** Its address, with the version. */
  readonly id?: string;
}

/** The secrets of a service. */
export interface KeysInVault {
  readonly primary?: string;
  readonly secondary?: string;
  readonly active?: string;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A vault as a person makes it with `az`, in a resource group of its own, which is looked into as its owner. */
export class PreparedVault {
  private constructor(
    readonly id: string,
    readonly uri: string,
    /** The certificate to trust for its address. */
    readonly authority: string,
  ) {}

  static async prepare(url: string, name = "contoso-keys", resourceGroup = "shared"): Promise<PreparedVault> {
    const group = `/subscriptions/${subscriptionId()}/resourceGroups/${resourceGroup}`;
    const id = `${group}/providers/Microsoft.KeyVault/vaults/${name}`;
    await putAndWait(url, group, { location: "westeurope" });
    const { properties } = await putAndWait(url, id, vaultDefinition());
    return new PreparedVault(id, String(properties?.vaultUri), await new LocalAzureControl(url).authority());
  }

  /** What a program is told of it. */
  get location(): { vaultId: string; vaultUri: string } {
    return { vaultId: this.id, vaultUri: this.uri };
  }

  /** What `az keyvault secret show` says, by the secret's name or its address. */
  async secret(nameOrUri: string): Promise<SecretInVault> {
    const { status, body } = await this.at("GET", nameOrUri);
    return { ...body, status };
  }

  /** The value of a secret; nothing where there is none by that name. */
  async value(nameOrUri: string): Promise<string | undefined> {
    const { status, value } = await this.secret(nameOrUri);
    if (status !== 200 && status !== 404) {
      throw new Error(`GET ${nameOrUri}: ${status}`);
    }
    return value;
  }

  async keysOf(service: string): Promise<KeysInVault> {
    const roles = ["primary", "secondary", "active"] as const;
    const values = await Promise.all(roles.map((role) => this.value(`${service}-${role}`)));
    return Object.fromEntries(roles.map((role, place) => [role, values[place]]));
  }

  /** How many versions a secret has. */
  async versions(name: string): Promise<number> {
    const { body } = await this.at("GET", `${name}/versions`);
    return (body as { value?: unknown[] }).value?.length ?? 0;
  }

  /** What `az keyvault secret set` does: a new version. */
  async write(name: string, value: string): Promise<void> {
    const { status, body } = await this.at("PUT", name, { value });
    if (status !== 200) {
      throw new Error(`PUT ${name}: ${status} ${JSON.stringify({ ...body, value: undefined })}`);
    }
  }

  private at(method: string, place: string, content?: object): Promise<Answer> {
    const address = new URL(place, `${this.uri}secrets/`);
    address.searchParams.set("api-version", "7.4");
    const headers = { authorization: "Bearer owner", "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const request = https.request(address, { method, headers, ca: this.authority, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text || "{}") as object }),
        );
      });
      request.on("error", reject);
      request.end(content === undefined ? undefined : JSON.stringify(content));
    });
  }
}
