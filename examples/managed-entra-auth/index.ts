import * as pulumi from "@pulumi/pulumi";
import { ManagedWebservice, PrincipalType } from "azureml-webservice";

const config = new pulumi.Config();
const callers = Object.entries(config.requireObject<Record<string, string>>("callers"));

const service = new ManagedWebservice("diabetes", {
  resourceGroupName: config.require("resourceGroup"),
  workspaceName: config.require("workspace"),
  endpointName: config.require("endpointName"),
  tags: { costCenter: config.require("costCenter") },

  // Callers show who they are with a token of Microsoft Entra, and the endpoint asks whether they have this role. There
  // is nothing to hand out, to rotate or to leak.
  entraAuthEnabled: true,
  grants: {
    scoring: Object.fromEntries(
      callers.map(([name, principalId]) => [name, { principalId, principalType: PrincipalType.ServicePrincipal }]),
    ),
  },

  deployments: {
    blue: {
      // Azure ML's inference server with the model's libraries.
      image: config.require("image"),
      entryScript: "score.py",
      sourceDirectory: "service",
      modelPath: "model/model.joblib",
      instanceType: config.require("instanceType"),
      autoscale: { minInstances: 1, maxInstances: config.requireNumber("maxInstances") },
    },
  },

  azure: { resourceManagerEndpoint: config.get("resourceManagerEndpoint") || undefined },
});

export const scoringUri = service.scoringUri;
export const authMode = service.authMode;
export const endpointId = service.resourceId;

// The scope of the token and the right that a caller needs; nothing of it is secret.
export const tokenAcquisition = service.tokenAcquisition;
