import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type KeyReferences, rotationAt, type TlsArgs } from "azureml-webservice";

const config = new pulumi.Config();
const group = new resources.ResourceGroup("diabetes", {
  resourceGroupName: config.get("resourceGroup") || undefined,
});

const service = new AciWebservice("diabetes", {
  resourceGroupName: group.name,
  location: group.location,
  image: config.require("image"),
  entryScript: "score.py",
  sourceDirectory: "service",
  modelDirectory: "model",

  authEnabled: true,
  keys: {
    // One number for both keys, which take turns: the workflow raises it in a pull request.
    rotation: rotationAt(config.requireNumber("rotation")),
    vault: { vaultId: config.require("vaultId"), vaultUri: config.get("vaultUri") || undefined },
    sync: { intervalSeconds: config.requireNumber("keySyncSeconds") },
  },

  // Keys travel over https only. The share keeps the certificate over restarts.
  tls: {
    mode: "Automatic",
    hostname: config.get("hostname") || undefined,
    storage: {
      storageAccountName: config.require("storageAccount"),
      storageAccountKey: config.requireSecret("storageKey"),
      shareName: config.require("share"),
    },
    ...config.requireObject<Partial<TlsArgs>>("authority"),
  },
  // With this scope the name that the certificate is for is known beforehand.
  dnsNameLabel: config.require("dnsNameLabel"),
  dnsNameLabelScope: "Unsecure",
  port: config.requireNumber("port"),
  scoringPort: config.requireNumber("scoringPort"),
});

// Key Vault Secrets User on the one secret that says which key to use. Taken by its property and not by apply, because
// the preview of a rotation knows all of the references but the secrets' new versions.
const activeSecret = (service.keyReferences as pulumi.Output<KeyReferences>).active.secretResourceId;
for (const [name, principalId] of Object.entries(config.requireObject<Record<string, string>>("callers"))) {
  const roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
  new RoleAssignment(
    `diabetes-caller-${name}`,
    { scope: activeSecret, principalId, principalType: "ServicePrincipal", roleDefinitionId },
    { parent: service },
  );
}

export const scoringUri = service.scoringUri;
export const authMode = service.authMode;
export const keyReferences = service.keyReferences;
