import * as pulumi from "@pulumi/pulumi";
import { AksComputeTarget, AksWebservice } from "azureml-webservice";

const config = new pulumi.Config();
const workspace = {
  resourceGroupName: config.require("resourceGroup"),
  workspaceName: config.require("workspace"),
};
const cname = config.get("tlsCname") || undefined;

// Installs Azure ML in the cluster and attaches the cluster to the workspace. Destroying it detaches: the cluster stays.
const compute = new AksComputeTarget("inference", {
  ...workspace,
  clusterId: config.require("clusterId"),
  instanceTypes: { small: { cpuCores: 0.25, memoryGb: 0.5, cpuCoresLimit: 1, memoryGbLimit: 1 } },
  inferenceRouter: {
    highAvailability: config.requireBoolean("highAvailability"),
    internalLoadBalancer: config.requireBoolean("internalLoadBalancer"),
  },
  // Without TLS keys cross the network in clear: for private networks and trials.
  tls: cname ? { cname, secretName: config.require("tlsSecret") } : undefined,
});

const service = new AksWebservice("diabetes", {
  ...workspace,
  computeId: compute.computeId,
  endpointName: config.require("endpointName"),
  deployments: {
    blue: {
      // Azure ML's inference server with the model's libraries.
      image: config.require("image"),
      entryScript: "score.py",
      sourceDirectory: "service",
      modelPath: "model/model.joblib",
      instanceType: "small",
      numReplicas: 1,
    },
  },
  azure: { resourceManagerEndpoint: config.get("resourceManagerEndpoint") || undefined },
});

export const computeId = compute.computeId;
export const scoringUri = service.scoringUri;
export const primaryKey = service.primaryKey;
export const secondaryKey = service.secondaryKey;
