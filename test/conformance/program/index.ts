import * as path from "node:path";

import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, AksWebservice, ManagedWebservice, PrincipalType } from "azureml-webservice";

const config = new pulumi.Config();
const vault = { vaultId: config.require("vaultId"), vaultUri: config.require("vaultUri") };

// Short, because each new instance waits for them.
const probe = { initialDelaySeconds: 1, periodSeconds: 1 };
const deployment = {
  image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
  entryScript: "score.py",
  sourceDirectory: path.join(__dirname, "score"),
  modelPath: path.join(__dirname, "model", "weights.txt"),
  livenessProbe: probe,
  readinessProbe: probe,
};
const online = {
  resourceGroupName: "models",
  workspaceName: "studio",
  azure: { resourceManagerEndpoint: config.require("resourceManager") },
};

const byKey = new AksWebservice("by-key", {
  ...online,
  computeId: config.require("computeId"),
  endpointName: "by-key",
  authEnabled: true,
  keys: { vault },
  deployments: { blue: { ...deployment, numReplicas: 1 }, green: { ...deployment, numReplicas: 1 } },
  traffic: { blue: 100 },
});

new AksWebservice("by-token", {
  ...online,
  computeId: config.require("computeId"),
  endpointName: "by-token",
  tokenAuthEnabled: true,
  deployments: { blue: { ...deployment, numReplicas: 1 } },
});

new ManagedWebservice("by-entra", {
  ...online,
  endpointName: "by-entra",
  entraAuthEnabled: true,
  grants: {
    scoring: {
      client: { principalId: config.require("principalId"), principalType: PrincipalType.ServicePrincipal },
    },
  },
  deployments: { blue: { ...deployment, instanceType: "Standard_DS3_v2", instanceCount: 1 } },
});

// What a server of one's own brings with it: neither a model nor code.
new ManagedWebservice("own-image", {
  ...online,
  endpointName: "own-image",
  authEnabled: true,
  deployments: {
    alone: {
      image: "docker.io/mendhak/http-https-echo:37",
      inferenceConfig: {
        scoringRoute: { path: "/v1/models/half-plus-two/predict", port: 8080 },
        livenessRoute: { path: "/v1/models/half-plus-two", port: 8080 },
        readinessRoute: { path: "/v1/models/half-plus-two", port: 8080 },
      },
      instanceType: "Standard_DS3_v2",
      instanceCount: 1,
      livenessProbe: probe,
      readinessProbe: probe,
    },
  },
});

const scoringPort = config.requireNumber("scoringPort");
const group = new resources.ResourceGroup("containers", { resourceGroupName: "containers" });
const container = new AciWebservice("container", {
  resourceGroupName: group.name,
  // Caddy again, in the place of a model: it answers every request.
  image: "docker.io/library/caddy:2.11.4",
  command: ["caddy", "respond", "--listen", `127.0.0.1:${scoringPort}`, "42"],
  authEnabled: true,
  keys: { vault, sync: { intervalSeconds: 5 } },
  port: config.requireNumber("port"),
  scoringPort,
});

export const containerUri = container.scoringUri;
export const containerKeys = container.keyReferences;
export const endpointUri = byKey.scoringUri;
