import * as pulumi from "@pulumi/pulumi";

import { validate } from "../../../src/validation/validate";
import { authModeOf } from "../../../src/online/endpoint/auth-switches";
import { identityId, named, oldKey, times, vaultId } from "../../support/examples";
import { acceptances, vaults } from "../../support/key-vaults";
import { aksWebservice, managedWebservice } from "../support/online-bases";
import { aks, codeId, computeId, endpointId, managed, modelId, principal, storage } from "../support/online-examples";
import { inFolderOfOnlineFiles } from "../support/online-files";

inFolderOfOnlineFiles();

type Corpus = Record<string, object[]>;

const guid = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const routes = { path: "/", port: 65_535 };
/** TensorFlow Serving's, each character that RFC 3986 allows, and the longest. */
const paths = [
  "/v1/models/diabetes:predict",
  "/v1/models/diabetes/versions/1:predict",
  "/a-Z.0_9~!$&'()*+,;=:@/%7Bid%7d",
  "/a//b/./../",
  `/${"a".repeat(255)}`,
];

/** Unusual but valid, on both kinds: a validator that refuses everything would pass every test with hostile inputs. */
const services: Corpus = {
  places: [
    ...["abc", "a".repeat(33), "1-2_3", "0__"].map((workspaceName) => ({ workspaceName })),
    ...["Abc", "a".repeat(32), "a--b", "a-1"].map((endpointName) => ({ endpointName })),
    ...["East US 2 EUAP", "usgovvirginia"].map((location) => ({ location })),
    { description: "größe 🚀\nline two" },
    { tags: { "cost center": "R&D <ml> 50%? \\ / {}", empty: "" }, properties: { "a/b.c": "", größe: "ü" } },
    { identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentityIds: times(100, identityId) } },
  ],
  authentication: [
    { authEnabled: true, tokenAuthEnabled: false },
    { authEnabled: false, tokenAuthEnabled: true },
    { tokenAuthEnabled: true, keys: { initial: { primary: oldKey }, rotation: { secondary: 7 } } },
    ...vaults.map((vault) => ({ keys: { vault } })),
    ...acceptances.flatMap((acceptance) => [{ keys: { acceptance } }, { keys: { vault: { vaultId }, acceptance } }]),
    { keys: { rotation: { replaceBothAt: { primary: 1, secondary: 1 } } } },
    { grants: {} },
    { grants: { tokenAccess: {}, roleDefinitionIds: {} } },
    {
      grants: {
        keyRead: { A: principal, "a_-1": { principalId: guid.toUpperCase(), principalType: "Group" } },
        roleDefinitionIds: {
          tokenAccess: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
          keyRead: `/providers/Microsoft.Management/managementGroups/contoso.ml/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
        },
      },
    },
  ],
  surroundings: [
    { storage: {} },
    { storage: { datastoreName: "0_a" } },
    { adopt: { endpointId: endpointId.toUpperCase() }, tokenAuthEnabled: true },
    { adopt: { endpointId, deployments: ["blue"] }, keys: { rotation: { primary: 2, secondary: 2 } } },
    { adopt: { endpointId }, keys: { initial: { primary: "a".repeat(16) }, rotation: { secondary: 7 } } },
    ...[
      "https://management.azure.com/",
      "https://a:1",
      "http://localhost:8080",
      "http://[::1]:1/",
      "https://1.2.3.4",
    ].map((resourceManagerEndpoint) => ({ azure: { resourceManagerEndpoint } })),
    ...["public", "usgovernment", "china"].map((environment) => ({
      azure: { environment, operationTimeoutSeconds: 1 },
    })),
  ],
};

/** Changes of the one deployment. */
const deployments: Corpus = {
  assets: [
    { modelId },
    { modelId: modelId.toLowerCase(), modelMountPath: "/m" },
    { modelId: "azureml://registries/contoso/models/a.b-c_d/labels/latest" },
    { modelId: `azureml://locations/westeurope/workspaces/${guid}/models/m/versions/1.0` },
    { modelId: modelId.replace("/workspaces/", "/registries/"), environmentId: undefined },
    { codeId, entryScript: "a/b-c/_d.e.py" },
    { environmentId: undefined, image: "contoso.azurecr.io/a/b:1", condaFile: "conda.yml" },
    {
      environmentId: undefined,
      image: "a",
      inferenceConfig: { livenessRoute: routes, readinessRoute: routes, scoringRoute: routes },
    },
    ...paths.map((path) => ({
      environmentId: undefined,
      image: "a",
      inferenceConfig: {
        livenessRoute: { ...routes, path },
        readinessRoute: { ...routes, path },
        scoringRoute: { ...routes, path },
      },
    })),
  ],
  serving: [
    { environmentVariables: { "a.b-C_1": "", ".x": "模型 🚀", LONG: "x".repeat(100_000), A: pulumi.secret("y") } },
    { environmentVariables: named(1000, "x") },
    { maxConcurrentRequests: 2_147_483_647, scoringTimeoutMs: 1 },
    { scoringTimeoutMs: 180_000, livenessProbe: {}, startupProbe: { failureThreshold: 1000, periodSeconds: 86_400 } },
    { dataCollection: { collections: { model_inputs: {}, "x-1": { enabled: false, samplingRate: 0.0001 } } } },
    { dataCollection: { collections: named(10, {}), captureHeaders: [], rollingRate: "Minute" } },
  ],
};

const aksDeployments: Corpus = {
  sizes: [
    { cpuCores: 0.001, memoryGb: 0.001, cpuCoresLimit: 0.001, memoryGbLimit: 0.001 },
    { cpuCores: 1 / 3, cpuCoresLimit: 2048, gpuCores: 0 },
    { gpuCores: 8, cpuCoresLimit: 0.1, memoryGbLimit: 0.5 },
    { instanceType: "gpu-v100.large", numReplicas: 1 },
    { autoscale: {} },
    { autoscale: { minReplicas: 10 } },
    { autoscale: { minReplicas: 3, maxReplicas: 3, targetUtilization: 100, refreshSeconds: 86_400 } },
    { scoringTimeoutMs: 300_000, maxRequestWaitMs: 1 },
  ],
};

const managedDeployments: Corpus = {
  sizes: [
    { instanceType: "STANDARD_NC24ADS_A100_V4", instanceCount: 50 },
    { autoscale: { minInstances: 1, maxInstances: 50, targetCpuUtilization: 1 } },
    { autoscale: { minInstances: 2, maxInstances: 2 } },
    { egressPublicNetworkAccess: "Enabled" },
  ],
};

/** With local files. */
const locals = ["model", "model.joblib", "mlflow", "links", "code/../model/"].map((modelPath) => ({ modelPath }));

describe.each([
  { ...aksWebservice, ...aks, own: aksDeployments },
  { ...managedWebservice, ...managed, own: managedDeployments },
])("$component", ({ rule, minimal, deployment, own }) => {
  const problems = (change: object) => validate(rule, { ...minimal, ...change }).problems;
  const blue = (change: object) => ({ deployments: { blue: { ...deployment, ...change } } });

  test.each(listed(services))("%s", (_, change) => {
    expect(problems(atHome(change, minimal))).toEqual([]);
  });

  test.each(listed({ ...deployments, ...own }))("a deployment's %s", (_, change) => {
    expect(problems(blue(change))).toEqual([]);
  });

  test.each([
    ...locals.map((change) => ({ ...change, modelMountPath: "/var/models" })),
    { modelPath: "mlflow", environmentId: undefined },
    { modelPath: "triton" },
    { sourceDirectory: "code", entryScript: "src/main.py" },
  ])("local files: %j", (change) => {
    expect(problems(blue(change))).toEqual([]);
    expect(problems({ ...blue(change), storage })).toEqual([]);
  });

  test.each([
    { "v-1": 100 },
    { "v-1": 0 },
    { blue: 33, green: 33, red: 34 },
    { blue: 0, green: 0 },
    { BLUE: 100, "Blue-1": 0 },
    Object.fromEntries(times(20, 5).map((share, i) => [`deployment-${i}`, share])),
  ])("traffic: %j", (traffic: Record<string, number>) => {
    const all = Object.fromEntries(Object.keys(traffic).map((name) => [name, deployment]));
    expect(problems({ deployments: all, traffic })).toEqual([]);
  });

  test("who gets no live traffic need not be named", () => {
    expect(problems({ deployments: { blue: deployment, green: deployment }, traffic: { blue: 100 } })).toEqual([]);
  });
});

describe("ManagedWebservice alone", () => {
  const { rule, minimal } = managedWebservice;
  const two = { deployments: { blue: managed.deployment, green: managed.deployment }, traffic: { blue: 100 } };

  test.each<[object]>([
    [{ entraAuthEnabled: true, grants: { scoring: { caller: principal } } }],
    [{ authEnabled: false, entraAuthEnabled: true, tokenAuthEnabled: false }],
    [{ publicNetworkAccess: "Disabled" }],
    [{ ...two, mirrorTraffic: {} }],
    [{ ...two, mirrorTraffic: { green: 50 } }],
    [{ ...two, mirrorTraffic: { blue: 0 } }],
    [{ ...two, traffic: { blue: 100, green: 0 }, mirrorTraffic: { green: 1 } }],
  ])("%j", (change) => {
    expect(validate(rule, { ...minimal, ...change }).problems).toEqual([]);
  });
});

test("names of 62 characters together fit into a cluster", () => {
  const change = { endpointName: "e".repeat(32), deployments: { ["d".repeat(30)]: aks.deployment } };
  expect(validate(aksWebservice.rule, { ...aks.minimal, ...change }).problems).toEqual([]);
});

test.each([
  [{}, "Key"],
  [{ authEnabled: true }, "Key"],
  [{ tokenAuthEnabled: false, entraAuthEnabled: false }, "Key"],
  [{ tokenAuthEnabled: true }, "AMLToken"],
  [{ authEnabled: false, tokenAuthEnabled: true }, "AMLToken"],
  [{ entraAuthEnabled: true }, "AADToken"],
  [{ authEnabled: false, entraAuthEnabled: true }, "AADToken"],
])("the authentication of %j is %s", (switches, mode) => {
  expect(validate(managedWebservice.rule, { ...managed.minimal, ...switches }).problems).toEqual([]);
  expect(authModeOf(switches)).toBe(mode);
});

function listed(corpus: Corpus): [title: string, change: object][] {
  return Object.entries(corpus).flatMap(([name, changes]) =>
    changes.map((change, i): [string, object] => [`${name} ${i + 1}`, change]),
  );
}

/** A workspace of another name has its compute there too. */
function atHome(change: { workspaceName?: string }, minimal: object): object {
  const { workspaceName } = change;
  return workspaceName === undefined || !("computeId" in minimal)
    ? change
    : { ...change, computeId: computeId.replace("contoso-ml", workspaceName) };
}
