/** Small valid inputs of the two online services that the tables of rules change in one place. */

const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const provider = "providers/Microsoft.MachineLearningServices";

const workspaceId = `${subscription}/resourceGroups/ml/${provider}/workspaces/contoso-ml`;

export const computeId = `${workspaceId}/computes/cluster`;

export const endpointId = `${workspaceId}/onlineEndpoints/diabetes`;

export const modelId = `${workspaceId}/models/diabetes/versions/3`;

export const environmentId = "azureml://registries/azureml/environments/sklearn-1.5/versions/28";

export const codeId = `${workspaceId}/codes/diabetes/versions/1`;

export const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/5a1f6471-1bf0-4dda-aec3-cb9272f09590`;

export const principal = { principalId: "7c1f6471-1bf0-4dda-aec3-cb9272f09590", principalType: "ServicePrincipal" };

export const storage = { datastoreName: "services" };

/** A kind of online service: how its smallest inputs look, and how the name of one deployment's input is written. */
export interface OnlineKind {
  readonly minimal: { readonly deployments: Readonly<Record<string, object>> };
  /** The smallest deployment. */
  readonly deployment: object;
  /** A deployment's inputs, as a message lists them. */
  readonly known: string;
}

const common =
  "modelId, modelPath, modelMountPath, environmentId, image, condaFile, inferenceConfig, codeId, sourceDirectory, entryScript, environmentVariables, maxConcurrentRequests, livenessProbe, readinessProbe, startupProbe, appInsightsEnabled, dataCollection, description, tags, properties";

const service = { resourceGroupName: "ml", workspaceName: "contoso-ml", endpointName: "diabetes" };

const aksDeployment = { environmentId };
export const aks: OnlineKind = {
  minimal: { ...service, computeId, deployments: { blue: aksDeployment } } as OnlineKind["minimal"],
  deployment: aksDeployment,
  known: `${common}, instanceType, numReplicas, autoscale, cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit, gpuCores, scoringTimeoutMs, maxRequestWaitMs`,
};

const managedDeployment = { environmentId, instanceType: "Standard_DS3_v2" };
export const managed: OnlineKind = {
  minimal: { ...service, deployments: { blue: managedDeployment } } as OnlineKind["minimal"],
  deployment: managedDeployment,
  known: `${common}, instanceType, instanceCount, autoscale, scoringTimeoutMs, egressPublicNetworkAccess`,
};
