import * as pulumi from "@pulumi/pulumi";
import { AksWebservice, PrincipalType } from "azureml-webservice";

const config = new pulumi.Config();
const callers = Object.entries(config.requireObject<Record<string, string>>("callers"));

const service = new AksWebservice("diabetes", {
  resourceGroupName: config.require("resourceGroup"),
  workspaceName: config.require("workspace"),
  computeId: config.require("computeId"),
  endpointName: config.require("endpointName"),

  // Off, the service asks for its keys instead: the same ones whenever it is switched back.
  tokenAuthEnabled: config.requireBoolean("tokenAuthEnabled"),

  // A token opens the service to whoever holds it; a role decides who can fetch one. Reader is not enough, and this
  // role, on this endpoint alone, is enough.
  grants: {
    tokenAccess: Object.fromEntries(
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
      numReplicas: 1,
    },
  },

  azure: { resourceManagerEndpoint: config.get("resourceManagerEndpoint") || undefined },
});

export const scoringUri = service.scoringUri;
export const authMode = service.authMode;
export const endpointId = service.resourceId;

// All that a caller needs to fetch tokens without this package, nothing of it secret; see the folder caller.
export const tokenAcquisition = service.tokenAcquisition;

// Empty while callers need tokens.
export const primaryKey = service.primaryKey.apply((key) => key ?? "");
export const secondaryKey = service.secondaryKey.apply((key) => key ?? "");
