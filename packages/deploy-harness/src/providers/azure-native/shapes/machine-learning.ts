import { common, identityOutputs, resourceGroup, type ResourceShape, type Shapes } from "./shape";

const apiVersion = "2025-12-01";
const workspace = `${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}`;
const patterns = { workspaceName: "^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$" };

const within = (parent: string, members: string[]) => members.map((member) => `${parent}.${member}`);
const sku = within("sku", ["capacity", "family", "name", "size", "tier"]);

/** Endpoints, deployments and computes: the SDK has their `properties` as ARM does, nothing is flattened. */
const tracked = {
  apiVersion,
  patterns,
  topLevel: ["identity", "kind", "location", "properties", "sku", "tags"],
  inputs: ["identity", "kind", "location", "properties", "sku", "tags"],
} satisfies Partial<ResourceShape>;

/** A version of a model, an environment or code; its ARM `name` is the version, whatever the input `name` says. */
function assetVersion(kind: string, members: string[], readOnly: string[] = []): ResourceShape {
  return {
    apiVersion,
    path: `${workspace}/${kind}/{name}/versions/{version}`,
    name: { input: "version", kind: "random" },
    required: ["properties"],
    patterns,
    replacedOnChange: [],
    topLevel: ["properties"],
    inputs: ["properties"],
    readOnly: [...common, ...within("properties", ["provisioningState", ...readOnly])],
    filledIn: within("properties", ["description", "isAnonymous", "isArchived", "properties", "tags", ...members]),
  };
}

export const machineLearning: Shapes = {
  "azure-native:machinelearningservices:Workspace": {
    apiVersion,
    path: workspace,
    name: { input: "workspaceName", kind: "random" },
    patterns,
    replacedOnChange: [],
    topLevel: ["identity", "kind", "location", "sku", "tags"],
    inputs: [
      "allowPublicAccessWhenBehindVnet",
      "applicationInsights",
      "associatedWorkspaces",
      "containerRegistry",
      "description",
      "discoveryUrl",
      "enableDataIsolation",
      "enableServiceSideCMKEncryption",
      "encryption",
      "featureStoreSettings",
      "friendlyName",
      "hbiWorkspace",
      "hubResourceId",
      "identity",
      "imageBuildCompute",
      "keyVault",
      "kind",
      "location",
      "managedNetwork",
      "primaryUserAssignedIdentity",
      "provisionNetworkNow",
      "publicNetworkAccess",
      "serverlessComputeSettings",
      "serviceManagedResourcesSettings",
      "sharedPrivateLinkResources",
      "sku",
      "storageAccount",
      "systemDatastoresAuthMode",
      "tags",
      "v1LegacyMode",
      "workspaceHubConfig",
    ],
    inputsOnly: ["v1LegacyMode"],
    readOnly: [
      ...common,
      ...identityOutputs,
      "mlFlowTrackingUri",
      "notebookInfo",
      "privateEndpointConnections",
      "privateLinkCount",
      "provisioningState",
      "serviceProvisionedResourceGroup",
      "storageHnsEnabled",
      "tenantId",
      "workspaceId",
    ],
  },
  "azure-native:machinelearningservices:OnlineEndpoint": {
    ...tracked,
    path: `${workspace}/onlineEndpoints/{endpointName}`,
    name: { input: "endpointName", kind: "random" },
    required: ["location", "properties", "properties.authMode"],
    replacedOnChange: ["location"],
    inputsOnly: ["properties.keys"],
    readOnly: [
      ...common,
      ...identityOutputs,
      ...within("properties", ["provisioningState", "scoringUri", "swaggerUri"]),
    ],
    filledIn: [
      ...within("properties", ["compute", "description", "mirrorTraffic", "properties", "traffic"]),
      "properties.publicNetworkAccess",
      ...sku,
    ],
  },
  "azure-native:machinelearningservices:OnlineDeployment": {
    ...tracked,
    path: `${workspace}/onlineEndpoints/{endpointName}/deployments/{deploymentName}`,
    name: { input: "deploymentName", kind: "random" },
    required: ["location", "properties"],
    replacedOnChange: ["location"],
    readOnly: [...common, ...identityOutputs, "properties.provisioningState"],
    filledIn: sku,
    unions: ["properties"],
  },
  "azure-native:machinelearningservices:Compute": {
    ...tracked,
    path: `${workspace}/computes/{computeName}`,
    name: { input: "computeName", kind: "random" },
    replacedOnChange: [],
    topLevel: tracked.topLevel.filter((name) => name !== "kind"),
    inputs: tracked.inputs.filter((name) => name !== "kind"),
    readOnly: [
      ...common,
      ...identityOutputs,
      ...within("properties", [
        "provisioningState",
        "isAttachedCompute",
        "createdOn",
        "modifiedOn",
        "provisioningErrors",
      ]),
    ],
    filledIn: sku,
    unions: ["properties"],
  },
  "azure-native:machinelearningservices:Datastore": {
    apiVersion,
    path: `${workspace}/datastores/{name}`,
    name: { input: "name", kind: "random" },
    required: ["properties"],
    patterns,
    replacedOnChange: [],
    topLevel: ["properties"],
    inputs: ["properties"],
    readOnly: [...common, "properties.isDefault"],
    unions: ["properties"],
  },
  "azure-native:machinelearningservices:ModelVersion": assetVersion("models", [
    "datasets",
    "flavors",
    "jobName",
    "modelType",
    "modelUri",
    "stage",
  ]),
  "azure-native:machinelearningservices:EnvironmentVersion": assetVersion(
    "environments",
    ["autoRebuild", "build", "condaFile", "image", "inferenceConfig", "osType", "stage"],
    ["environmentType"],
  ),
  "azure-native:machinelearningservices:CodeVersion": assetVersion("codes", ["codeUri"]),
};
