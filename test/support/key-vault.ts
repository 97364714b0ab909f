import * as https from "node:https";

import { LocalAzureControl } from "../local-azure/control";
import { vaultDefinition } from "../local-azure/testing/vault";
import { subscriptionId } from "../providers/azure-native/path";
import { putAndWait } from "./azure-ml";

/** A vault as a person makes it with `az`, in a resource group of its own. */
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

  /** What `az keyvault secret show --id <uri>` says, as the vault's owner. */
  async secret(uri: string): Promise<string> {
    const { status, body } = await this.get(uri);
    if (status !== 200) {
      throw new Error(`GET ${uri}: ${status} ${body}`);
    }
    return (JSON.parse(body) as { value: string }).value;
  }

  private get(uri: string): Promise<{ status: number; body: string }> {
    const options = { ca: this.authority, headers: { authorization: "Bearer owner" }, agent: false };
    return new Promise((resolve, reject) => {
      const request = https.get(`${uri}?api-version=7.4`, options, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      });
      request.on("error", reject);
    });
  }
}
