import * as pulumi from "@pulumi/pulumi";

import { AzureEnvironment } from "../contract/azure-enums";
import { azureDefaults } from "./defaults";

/** The addresses and token audiences of one Azure cloud; none ends in a slash. */
export interface Cloud {
  /** Azure Resource Manager. */
  readonly resourceManager: string;
  /** What a token for Azure Resource Manager is issued for, wherever it is reached. */
  readonly resourceManagerAudience: string;
  /** Where Microsoft Entra ID issues tokens. */
  readonly activeDirectory: string;
  /** What an Entra token for calling an endpoint is issued for. */
  readonly machineLearningAudience: string;
  /** What the name of a key vault is put before; with `https://`, what a token for its secrets is issued for. */
  readonly keyVaultDomain: string;
}

/** As azure-ai-ml has them (`_azure_environments.py` of 1.35.2); key vaults: about-keys-secrets-certificates. */
export const clouds: Readonly<Record<AzureEnvironment, Cloud>> = {
  [AzureEnvironment.Public]: {
    resourceManager: "https://management.azure.com",
    resourceManagerAudience: "https://management.azure.com",
    activeDirectory: "https://login.microsoftonline.com",
    machineLearningAudience: "https://ml.azure.com",
    keyVaultDomain: "vault.azure.net",
  },
  [AzureEnvironment.UsGovernment]: {
    resourceManager: "https://management.usgovcloudapi.net",
    resourceManagerAudience: "https://management.usgovcloudapi.net",
    activeDirectory: "https://login.microsoftonline.us",
    machineLearningAudience: "https://ml.azure.us",
    keyVaultDomain: "vault.usgovcloudapi.net",
  },
  [AzureEnvironment.China]: {
    resourceManager: "https://management.chinacloudapi.cn",
    resourceManagerAudience: "https://management.chinacloudapi.cn",
    activeDirectory: "https://login.chinacloudapi.cn",
    machineLearningAudience: "https://ml.azure.cn",
    keyVaultDomain: "vault.azure.cn",
  },
};

/** What an `azure` input says of the cloud. */
export interface CloudChoice {
  environment?: AzureEnvironment;
  resourceManagerEndpoint?: pulumi.Input<string>;
}

/** A cloud whose Azure Resource Manager may stand at an address that only an Output knows. */
export type ChosenCloud = Omit<Cloud, "resourceManager"> & { readonly resourceManager: pulumi.Input<string> };

/** The cloud of a component: the public one by default. A given address of Azure Resource Manager wins. */
export function cloudOf(azure?: CloudChoice): ChosenCloud {
  const cloud = clouds[azure?.environment ?? azureDefaults.environment];
  const given = azure?.resourceManagerEndpoint;
  if (given === undefined) {
    return cloud;
  }
  return { ...cloud, resourceManager: typeof given === "string" ? bare(given) : pulumi.output(given).apply(bare) };
}

/** Paths begin with a slash. */
function bare(address: string): string {
  return address.replace(/\/+$/, "");
}
