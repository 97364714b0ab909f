import * as pulumi from "@pulumi/pulumi";
import { AksWebservice } from "azureml-webservice";

const config = new pulumi.Config();
const greenTraffic = config.get("greenTraffic") ? config.requireNumber("greenTraffic") : undefined;

const serving = {
  // Azure ML's inference server with the model's libraries.
  image: config.require("image"),
  entryScript: "score.py",
  sourceDirectory: "service",
  numReplicas: 1,
};

const service = new AksWebservice("diabetes", {
  resourceGroupName: config.require("resourceGroup"),
  workspaceName: config.require("workspace"),
  computeId: config.require("computeId"),
  endpointName: config.require("endpointName"),
  tags: { costCenter: config.require("costCenter") },

  // A key is what callers need unless something else is said. Rotate one at a time: callers change over to the other.
  keys: {
    rotation: {
      primary: config.requireNumber("primaryKeyNumber"),
      secondary: config.requireNumber("secondaryKeyNumber"),
    },
  },

  // A new model comes up beside the old one, gets more and more of the traffic, and then takes its place: put it into
  // model/blue, deploy, and lead the traffic back. What has traffic is neither removed nor replaced.
  deployments: {
    blue: { ...serving, modelPath: "model/blue/model.joblib" },
    ...(greenTraffic === undefined ? {} : { green: { ...serving, modelPath: "model/green/model.joblib" } }),
  },
  traffic: greenTraffic === undefined ? { blue: 100 } : { blue: 100 - greenTraffic, green: greenTraffic },

  azure: { resourceManagerEndpoint: config.get("resourceManagerEndpoint") || undefined },
});

export const scoringUri = service.scoringUri;
export const swaggerUri = service.swaggerUri;
export const authMode = service.authMode;
export const primaryKey = service.primaryKey;
export const secondaryKey = service.secondaryKey;
export const endpointId = service.resourceId;

// Says which key somebody has regenerated elsewhere, such as in the studio.
export const keyCheck = config.requireBoolean("checkKeys") ? service.checkKeys() : "not asked for";
