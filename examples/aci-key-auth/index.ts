import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { AciWebservice } from "azureml-webservice";

const config = new pulumi.Config();
const image = config.require("image");
const registryIdentity = config.get("registryIdentity") || undefined;

const group = new resources.ResourceGroup("diabetes", {
  resourceGroupName: config.get("resourceGroup") || undefined,
});

const service = new AciWebservice("diabetes", {
  resourceGroupName: group.name,
  tags: { costCenter: config.require("costCenter") },

  // Azure ML's inference server with the model's libraries; see the folder environment.
  image,
  imageRegistryCredentials: registryIdentity
    ? [{ server: image.split("/")[0] ?? "", identity: registryIdentity }]
    : undefined,
  entryScript: "score.py",
  sourceDirectory: "service",
  modelDirectory: "model",
  cpuCores: config.requireNumber("cpuCores"),

  // Container Instances is open by default, as it was in Azure ML v1.
  authEnabled: true,
  keys: {
    rotation: {
      primary: config.requireNumber("primaryKeyNumber"),
      secondary: config.requireNumber("secondaryKeyNumber"),
    },
  },

  dnsNameLabel: config.get("dnsNameLabel") || undefined,
  port: config.requireNumber("port"),
  scoringPort: config.requireNumber("scoringPort"),
});

export const scoringUri = service.scoringUri;
export const swaggerUri = service.swaggerUri;
export const authMode = service.authMode;
export const primaryKey = service.primaryKey;
export const secondaryKey = service.secondaryKey;
