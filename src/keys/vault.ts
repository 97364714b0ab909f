import * as pulumi from "@pulumi/pulumi";

import { clouds } from "../azure/clouds";
import { azureDefaults } from "../azure/defaults";
import type { AzureEnvironment } from "../contract/azure-enums";
import type { KeyVaultArgs } from "./args";

/** The vault that the secrets go to. */
export interface KeyVault {
  /** The resource id. */
  readonly id: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /**
   * Its address, without a slash at its end. It follows from the inputs, so that a rotation changes nothing that holds
   * it, and no request to Azure is needed for it.
   */
  readonly uri: pulumi.Output<string>;
}

export function keyVault({ vaultId, vaultUri }: KeyVaultArgs, environment?: AzureEnvironment): KeyVault {
  const id = pulumi.output(vaultId);
  const name = id.apply((given) => given.slice(given.lastIndexOf("/") + 1));
  const { keyVaultDomain } = clouds[environment ?? azureDefaults.environment];
  return {
    id,
    name,
    resourceGroupName: id.apply((given) => /\/resourceGroups\/([^/]+)/i.exec(given)?.[1] ?? ""),
    uri:
      vaultUri === undefined
        ? name.apply((given) => `https://${given.toLowerCase()}.${keyVaultDomain}`)
        : pulumi.output(vaultUri).apply((given) => given.replace(/\/+$/, "")),
  };
}

/** What a token for the secrets of a vault is issued for; a vault at an address of its own belongs to the public cloud. */
export function vaultAudience(vaultUri: string): string {
  const { hostname } = new URL(vaultUri);
  const domains = Object.values(clouds).map(({ keyVaultDomain }) => keyVaultDomain);
  const domain = domains.find((one) => hostname.endsWith(`.${one}`));
  return `https://${domain ?? clouds[azureDefaults.environment].keyVaultDomain}`;
}
