import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type AzureFileShareArgs, type TlsArgs, TlsMode } from "azureml-webservice";

const config = new pulumi.Config();
const image = config.require("image");
const registryIdentity = config.get("registryIdentity") || undefined;

const group = new resources.ResourceGroup("diabetes", {
  resourceGroupName: config.get("resourceGroup") || undefined,
});

/** Where automatic certificates outlive a restart. */
function certificateShare(): AzureFileShareArgs {
  const at = { resourceGroupName: group.name };
  const account = new storage.StorageAccount("diabetes", { ...at, kind: "StorageV2", sku: { name: "Standard_LRS" } });
  const share = new storage.FileShare("certificates", { ...at, accountName: account.name, shareQuota: 1 });
  const { keys } = storage.listStorageAccountKeysOutput({ ...at, accountName: account.name });
  const storageAccountKey = pulumi.secret(keys.apply(([key]) => key?.value ?? ""));
  return { storageAccountName: account.name, storageAccountKey, shareName: share.name };
}

const tls: Record<string, () => TlsArgs> = {
  // From Let's Encrypt, or from the authority that the configuration names.
  [TlsMode.Automatic]: () => ({
    mode: TlsMode.Automatic,
    hostname: config.get("hostname") || undefined,
    storage: certificateShare(),
    ...config.requireObject<Partial<TlsArgs>>("authority"),
  }),
  [TlsMode.Certificate]: () => ({
    mode: TlsMode.Certificate,
    hostname: config.require("hostname"),
    certificatePem: config.require("certificate"),
    privateKeyPem: config.requireSecret("privateKey"),
  }),
};

const service = new AciWebservice("diabetes", {
  resourceGroupName: group.name,
  location: group.location,
  image,
  imageRegistryCredentials: registryIdentity
    ? [{ server: image.split("/")[0] ?? "", identity: registryIdentity }]
    : undefined,
  entryScript: "score.py",
  sourceDirectory: "service",
  modelDirectory: "model",
  authEnabled: true,
  tls: tls[config.require("tlsMode")]?.(),
  // With this scope the name that the certificate is for is known beforehand.
  dnsNameLabel: config.require("dnsNameLabel"),
  dnsNameLabelScope: "Unsecure",
  port: config.requireNumber("port"),
  scoringPort: config.requireNumber("scoringPort"),
});

export const { scoringUri, swaggerUri, authMode, primaryKey, secondaryKey } = service;
