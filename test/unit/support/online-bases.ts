import { aksWebserviceRule, managedWebserviceRule } from "../../../src/online/rules";
import { identityId, oldKey } from "../../support/examples";
import { harmlessAcceptance, harmlessVault } from "../../support/key-vaults";
import type { Subject } from "./late";
import {
  aks,
  codeId,
  endpointId,
  environmentId,
  managed,
  modelId,
  principal,
  roleDefinitionId,
  storage,
} from "./online-examples";

export const aksWebservice: Subject = { component: "AksWebservice", rule: aksWebserviceRule, minimal: aks.minimal };

export const managedWebservice: Subject = {
  component: "ManagedWebservice",
  rule: managedWebserviceRule,
  minimal: managed.minimal,
};

const probe = {
  initialDelaySeconds: 11,
  periodSeconds: 12,
  timeoutSeconds: 13,
  successThreshold: 14,
  failureThreshold: 15,
};

const deployment = {
  modelId,
  modelMountPath: "/var/harmless",
  environmentId,
  codeId,
  entryScript: "harmless/score.py",
  environmentVariables: { HARMLESS: "harmless value" },
  maxConcurrentRequests: 3,
  livenessProbe: probe,
  readinessProbe: { ...probe, failureThreshold: 16 },
  startupProbe: { ...probe, failureThreshold: 17 },
  appInsightsEnabled: true,
  dataCollection: {
    collections: {
      model_inputs: {
        enabled: true,
        samplingRate: 0.5,
        clientId: "9c1f6471-1bf0-4dda-aec3-cb9272f09590",
        dataId: modelId.replace("/models/", "/data/"),
      },
    },
    captureHeaders: ["traceparent"],
    rollingRate: "Day",
  },
  description: "harmless deployment",
  tags: { harmlessTag: "harmless tag" },
  properties: { harmlessProperty: "harmless property" },
  scoringTimeoutMs: 61_234,
};

const local = {
  modelPath: "model",
  image: "contoso.azurecr.io/harmless:1",
  condaFile: "conda.yml",
  inferenceConfig: {
    livenessRoute: { path: "/live", port: 8081 },
    readinessRoute: { path: "/ready", port: 8082 },
    scoringRoute: { path: "/score", port: 8083 },
  },
  sourceDirectory: "code",
  entryScript: "score.py",
};

const localStorage = { ...storage, resourceGroupName: "harmless-storage" };

const service = {
  description: "harmless service",
  location: "westeurope",
  tags: { harmlessTag: "harmless tag" },
  properties: { harmlessProperty: "harmless property" },
  identity: { type: "UserAssigned", userAssignedIdentityIds: [identityId] },
  keys: {
    rotation: { primary: 3, secondary: 2, replaceBothAt: { primary: 5, secondary: 6 } },
    initial: { primary: oldKey, secondary: "0123456789abcdefghij" },
    vault: harmlessVault,
    acceptance: harmlessAcceptance,
  },
  traffic: { blue: 90, green: 10 },
  adopt: { endpointId, deployments: ["blue"] },
  azure: { environment: "china", resourceManagerEndpoint: "http://127.0.0.1:8123", operationTimeoutSeconds: 61 },
};

const asked = { acceptance: { check: "Request" } };

const kinds = { tokenAccess: { portal: principal }, keyRead: { portal: principal } };
const roles = { tokenAccess: roleDefinitionId, keyRead: roleDefinitionId };

/** Valid inputs that together use every setting of a service; those with local files apart, because they cost time. */
export const onlineBases: [subject: Subject, args: object][] = [
  [
    aksWebservice,
    {
      ...aks.minimal,
      ...service,
      authEnabled: false,
      tokenAuthEnabled: true,
      grants: { ...kinds, roleDefinitionIds: roles },
      deployments: {
        blue: {
          ...deployment,
          instanceType: "harmless-type",
          autoscale: { minReplicas: 2, maxReplicas: 7, refreshSeconds: 3, targetUtilization: 61 },
          cpuCores: 0.5,
          memoryGb: 1.25,
          cpuCoresLimit: 2.5,
          memoryGbLimit: 3.25,
          gpuCores: 1,
          maxRequestWaitMs: 612,
        },
        green: { environmentId, numReplicas: 4 },
      },
    },
  ],
  [aksWebservice, { ...aks.minimal, keys: asked, storage: localStorage, deployments: { blue: local } }],
  [
    managedWebservice,
    {
      ...managed.minimal,
      ...service,
      authEnabled: false,
      tokenAuthEnabled: false,
      entraAuthEnabled: true,
      grants: {
        ...kinds,
        scoring: { portal: principal },
        roleDefinitionIds: { ...roles, scoring: roleDefinitionId },
      },
      publicNetworkAccess: "Disabled",
      mirrorTraffic: { red: 10 },
      deployments: {
        blue: {
          ...deployment,
          instanceType: "Standard_F4s_v2",
          autoscale: { minInstances: 2, maxInstances: 7, targetCpuUtilization: 61 },
          egressPublicNetworkAccess: "Disabled",
        },
        green: { ...managed.deployment, instanceCount: 4 },
        red: managed.deployment,
      },
    },
  ],
  [
    managedWebservice,
    {
      ...managed.minimal,
      keys: asked,
      storage: localStorage,
      deployments: { blue: { ...local, instanceType: "Standard_F4s_v2" } },
    },
  ],
];
