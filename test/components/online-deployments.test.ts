import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { AksWebserviceArgs, ManagedWebserviceArgs } from "../../src/online/args";
import { onlineDeployments } from "../../src/online/deployment/deployments";
import { type ProgramOptions, type Registration, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";

const ml = "azure-native:machinelearningservices";
const deployment = `${ml}:OnlineDeployment`;
const modelVersion = `${ml}:ModelVersion`;
const codeVersion = `${ml}:CodeVersion`;
const environmentVersion = `${ml}:EnvironmentVersion`;
const blob = "azure-native:storage:Blob";
const autoscale = "azure-native:monitor:AutoscaleSetting";
const randomId = "random:index/randomId:RandomId";

const workspace = `/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/contoso`;
const address = { resourceGroupName: "ml", workspaceName: "contoso", endpointName: "diabetes" };
const container = { accountName: "contosoml", containerName: "azureml" };
const paths = `azureml://subscriptions/12345678-1234-1234-1234-123456789abc/resourcegroups/ml/workspaces/contoso/datastores/workspaceblobstore/paths`;

let folder: string;
let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "online-deployments-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

function write(file: string, content: string): string {
  const absolute = path.join(folder, file);
  fs.mkdirSync(path.dirname(absolute), { recursive: true });
  fs.writeFileSync(absolute, content);
  return absolute;
}

/** What Azure says of the resources. */
const outputs: ProgramOptions["outputs"] = {
  [randomId]: { hex: "0a1b2c3d" },
  [blob]: ({ accountName, containerName, blobName }) => ({
    url: `https://${String(accountName)}.blob.core.windows.net/${String(containerName)}/${String(blobName)}`,
  }),
};

let reads: Record<string, Record<string, unknown>>;
beforeEach(() => {
  reads = {
    [`${ml}:getWorkspace`]: { id: workspace, location: "westeurope" },
    [`${ml}:getDatastore`]: { properties: { datastoreType: "AzureBlob", ...container } },
    [`${ml}:getOnlineDeployment`]: {},
  };
});

/** The deployments of a service `svc`, behind an endpoint and a guard that stand for the real ones. */
function deploy(
  args: Omit<AksWebserviceArgs, keyof typeof address> | Omit<ManagedWebserviceArgs, keyof typeof address>,
  preview = false,
) {
  const program = () => {
    const component = new pulumi.ComponentResource("test:index:Service", "svc");
    const endpoint = new pulumi.Stash("svc-endpoint", { input: "" }, { parent: component });
    const facts = { endpoint, dependsOn: [], location: "westeurope" };
    const all = { ...address, ...args } as AksWebserviceArgs & { endpointName: string };
    return onlineDeployments("svc", all, facts, component, (fixed) => {
      return new pulumi.Stash("svc-rollout", { input: fixed }, { parent: component });
    });
  };
  return runProgram(program, { preview, outputs: preview ? {} : outputs, reads });
}

const aks = (deployments: AksWebserviceArgs["deployments"], more: Partial<AksWebserviceArgs> = {}) => ({
  computeId: `${workspace}/computes/cluster`,
  deployments,
  ...more,
});

function one(registrations: Registration[], name: string): Registration {
  const found = registrations.filter((registration) => registration.name === name);
  expect(found).toHaveLength(1);
  return found[0] as Registration;
}

/** Types and names of everything but the endpoint and the guard. */
function children(registrations: Registration[]) {
  return registrations
    .filter(({ name }) => name.startsWith("svc-deployment-"))
    .map(({ type, name, parent }) => [type, name, parent])
    .sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
}

function localArgs() {
  write("model/weights/1.bin", "weights");
  write("model/labels.txt", "yes no");
  write("src/score.py", "def init(): pass");
  return {
    modelPath: path.join(folder, "model"),
    sourceDirectory: path.join(folder, "src"),
    entryScript: "score.py",
    image: "contoso.azurecr.io/base:1",
    condaFile: write("conda.yml", "name: scoring"),
  };
}

// Frozen: a changed name, type or parent replaces the resources of everybody. A rename carries an alias.
test.each([false, true])("have their frozen children (preview: %s)", async (preview) => {
  const { registrations } = await deploy(aks({ blue: localArgs(), green: {} }), preview);
  const blue = "svc-deployment-blue";
  expect(children(registrations)).toEqual([
    [deployment, blue, "svc"],
    [codeVersion, `${blue}-code`, "svc"],
    [blob, `${blue}-code-file-score.py`, "svc"],
    [randomId, `${blue}-code-version`, "svc"],
    [environmentVersion, `${blue}-environment`, "svc"],
    [randomId, `${blue}-environment-version`, "svc"],
    [modelVersion, `${blue}-model`, "svc"],
    [blob, `${blue}-model-file-labels.txt`, "svc"],
    [blob, `${blue}-model-file-weights/1.bin`, "svc"],
    [randomId, `${blue}-model-version`, "svc"],
    [deployment, "svc-deployment-green", "svc"],
  ]);
});

test("what is given by id is passed on, and nothing is made for it", async () => {
  const { registrations } = await deploy(
    aks({ blue: { modelId: "model", environmentId: "environment", codeId: "code", entryScript: "score.py" } }),
  );
  expect(children(registrations).map(([type]) => type)).toEqual([deployment]);
  expect(one(registrations, "svc-deployment-blue").inputs).toMatchObject({
    ...address,
    deploymentName: "blue",
    location: "westeurope",
    properties: { model: "model", environmentId: "environment", codeConfiguration: { codeId: "code" } },
  });
});

describe("a deployment", () => {
  test("comes after endpoint and guard, goes with the endpoint, and is replaced where Azure changes nothing", async () => {
    const { registrations } = await deploy(aks({ blue: { numReplicas: 2 } }));
    const { options } = one(registrations, "svc-deployment-blue");
    expect(options).toMatchObject({
      dependsOn: ["svc-endpoint", "svc-rollout"],
      deletedWith: "svc-endpoint",
      replaceWith: ["svc-endpoint"],
      replaceOnChanges: ["location", "properties.instanceType", "properties.codeConfiguration"],
      deleteBeforeReplace: true,
      ignoreChanges: [],
      importId: "",
      retainOnDelete: false,
    });
  });

  test.each([
    ["fixed", aks({ blue: { numReplicas: 2 } }), []],
    ["the router's", aks({ blue: {} }), ["sku.capacity"]],
    ["fixed", { deployments: { blue: { instanceType: "Standard_DS3_v2", instanceCount: 2 } } }, []],
    [
      "Azure Monitor's",
      {
        deployments: {
          blue: { instanceType: "Standard_DS3_v2", autoscale: { minInstances: 1, maxInstances: 3 } },
        },
      },
      ["sku.capacity"],
    ],
  ])("leaves the number of instances alone where it is not its own (%s)", async (_, args, ignored) => {
    const { registrations } = await deploy(args);
    expect(one(registrations, "svc-deployment-blue").options.ignoreChanges).toEqual(ignored);
  });

  test.each([false, true])("keeps the live number of computers where none is given (preview: %s)", async (preview) => {
    reads[`${ml}:getOnlineDeployment`] = { sku: { name: "Default", capacity: 3 } };
    const blue = { instanceType: "Standard_DS3_v2" };
    const capacity = async (args: object) => {
      const { registrations } = await deploy({ deployments: { blue: { ...blue, ...args } } }, preview);
      return one(registrations, "svc-deployment-blue").inputs.sku;
    };
    expect(await capacity({})).toEqual({ name: "Default", capacity: 3 });
    expect(log.map(({ text }) => text)).toEqual([
      "deployments.blue: 3 instances are live and stay, because instanceCount is not given",
    ]);
    expect(await capacity({ instanceCount: 2 })).toEqual({ name: "Default", capacity: 2 });
    expect(await capacity({ autoscale: { minInstances: 2, maxInstances: 5 } })).toEqual({
      name: "Default",
      capacity: 2,
    });
    expect(log).toHaveLength(1);
  });

  test("is of the kind of its service", async () => {
    const onCluster = await deploy(aks({ blue: {} }));
    expect(one(onCluster.registrations, "svc-deployment-blue").inputs).toMatchObject({
      sku: { name: "Default" },
      properties: { endpointComputeType: "Kubernetes" },
    });
    const managed = await deploy({ deployments: { blue: { instanceType: "Standard_DS3_v2" } } });
    expect(one(managed.registrations, "svc-deployment-blue").inputs).toMatchObject({
      sku: { name: "Default", capacity: 1 },
      properties: { endpointComputeType: "Managed", instanceType: "Standard_DS3_v2" },
    });
  });

  test("has the service's tags with its own on top", async () => {
    const tags = { team: "forecasts", stage: "test" };
    const { registrations } = await deploy(aks({ blue: { tags: { stage: "live" } }, green: {} }, { tags }));
    expect(one(registrations, "svc-deployment-blue").inputs.tags).toEqual({ team: "forecasts", stage: "live" });
    expect(one(registrations, "svc-deployment-green").inputs.tags).toEqual(tags);
  });

  test("that exists is taken over as it is, but only with what could never be changed", async () => {
    const adopt = { endpointId: `${workspace}/onlineEndpoints/diabetes`, deployments: ["blue"] };
    const { registrations } = await deploy(aks({ blue: {}, green: { numReplicas: 1 } }, { adopt }));
    const { importId, ignoreChanges } = one(registrations, "svc-deployment-blue").options;
    expect(importId).toBe(`${workspace}/onlineEndpoints/diabetes/deployments/blue`);
    expect(ignoreChanges).toEqual(expect.arrayContaining(["sku", "tags", "properties.model", "properties.properties"]));
    expect(ignoreChanges).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/instanceType|codeConf|^properties$/)]),
    );
    expect(one(registrations, "svc-deployment-green").options).toMatchObject({ importId: "", ignoreChanges: [] });
    expect(log.map(({ text }) => text)).toEqual([
      'the deployment blue of "svc" is adopted as it is, and changes of its inputs have no effect; remove it from adopt.deployments once it is in the state',
    ]);
  });
});

describe("the guard learns what cannot be changed", () => {
  const facts = async (args: ReturnType<typeof aks>) =>
    one((await deploy(args)).registrations, "svc-rollout").inputs.input;

  test("of ids and names as they are", async () => {
    expect(
      await facts(aks({ blue: { instanceType: "gpu", codeId: "code", entryScript: "score.py" }, green: {} })),
    ).toEqual({ blue: { instanceType: "gpu", codeId: "code", entryScript: "score.py" }, green: {} });
  });

  test("of local code its content, known in a preview too", async () => {
    const args = localArgs();
    const before = (await facts(aks({ blue: args }))) as Record<string, Record<string, string>>;
    const { registrations } = await deploy(aks({ blue: args }), true);
    expect(one(registrations, "svc-rollout").inputs.input).toEqual(before);
    expect(before.blue?.sourceDirectory).toMatch(/^[0-9a-f]{64}$/);
    write("src/score.py", "def init(): return 1");
    write("model/labels.txt", "no yes");
    const after = (await facts(aks({ blue: args }))) as Record<string, Record<string, string>>;
    expect(Object.keys(after.blue ?? {}).filter((fact) => after.blue?.[fact] !== before.blue?.[fact])).toEqual([
      "sourceDirectory",
    ]);
  });
});

describe("assets of local files and images", () => {
  test("lie in a folder of their version, and are registered with its address", async () => {
    const { registrations } = await deploy(aks({ blue: localArgs() }));
    const version = String(one(registrations, "svc-deployment-blue-model").inputs.version);
    expect(version).toMatch(/^[0-9a-f]{16}0a1b2c3d$/);
    const base = `azureml-webservice/diabetes/blue/model/${version}/model`;
    expect(one(registrations, "svc-deployment-blue-model-file-weights/1.bin").inputs).toMatchObject({
      resourceGroupName: "ml",
      ...container,
      type: "Block",
      blobName: `${base}/weights/1.bin`,
    });
    expect(one(registrations, "svc-deployment-blue-model").inputs).toMatchObject({
      resourceGroupName: "ml",
      workspaceName: "contoso",
      name: "diabetes-blue",
      properties: {
        modelType: "custom_model",
        modelUri: `${paths}/${base}`,
      },
    });
    const { version: code, properties } = one(registrations, "svc-deployment-blue-code").inputs;
    expect(properties).toMatchObject({
      codeUri: `https://contosoml.blob.core.windows.net/azureml/azureml-webservice/diabetes/blue/code/${String(code)}/src`,
    });
  });

  test("are what the deployment runs", async () => {
    const { registrations } = await deploy(aks({ blue: localArgs() }));
    expect(one(registrations, "svc-deployment-blue").inputs.properties).toMatchObject({
      model: "svc-deployment-blue-model-id",
      environmentId: "svc-deployment-blue-environment-id",
      codeConfiguration: { codeId: "svc-deployment-blue-code-id", scoringScript: "score.py" },
    });
  });

  test("a model of one file is registered as that file", async () => {
    const modelPath = write("model.pkl", "weights");
    const { registrations } = await deploy(aks({ blue: { modelPath } }));
    const { version, properties } = one(registrations, "svc-deployment-blue-model").inputs;
    expect(properties).toMatchObject({
      modelUri: `${paths}/azureml-webservice/diabetes/blue/model/${String(version)}/model.pkl`,
    });
  });

  test("a folder with MLmodel is an MLflow model", async () => {
    write("mlflow/MLmodel", "flavors: {}");
    const { registrations } = await deploy(aks({ blue: { modelPath: path.join(folder, "mlflow") } }));
    expect(one(registrations, "svc-deployment-blue-model").inputs.properties).toMatchObject({
      modelType: "mlflow_model",
    });
  });

  test("an image comes with conda file and routes", async () => {
    const route = (at: string) => ({ path: at, port: 8501 });
    const inferenceConfig = {
      livenessRoute: route("/live"),
      readinessRoute: route("/ready"),
      scoringRoute: route("/"),
    };
    const { condaFile, image } = localArgs();
    const { registrations } = await deploy(aks({ blue: { image, condaFile, inferenceConfig } }));
    expect(one(registrations, "svc-deployment-blue-environment").inputs).toMatchObject({
      name: "diabetes-blue",
      version: expect.stringMatching(/^[0-9a-f]{16}0a1b2c3d$/),
      properties: { image, condaFile: "name: scoring", inferenceConfig, osType: "Linux" },
    });
  });

  test("new ones come before the old ones would go, and those stay", async () => {
    const { registrations } = await deploy(aks({ blue: localArgs() }));
    const assets = registrations.filter(({ type }) =>
      [modelVersion, codeVersion, environmentVersion, blob].includes(type),
    );
    expect(assets).toHaveLength(6);
    for (const { options } of assets) {
      expect(options).toMatchObject({
        deleteBeforeReplace: false,
        deleteBeforeReplaceSaid: true,
        retainOnDelete: true,
      });
    }
  });

  test("versions wait for their files", async () => {
    const { registrations } = await deploy(aks({ blue: localArgs() }));
    expect(one(registrations, "svc-deployment-blue-model").options.dependsOn).toEqual(
      expect.arrayContaining([
        "svc-deployment-blue-model-file-labels.txt",
        "svc-deployment-blue-model-file-weights/1.bin",
      ]),
    );
    expect(one(registrations, "svc-deployment-blue-code").options.dependsOn).toContain(
      "svc-deployment-blue-code-file-score.py",
    );
  });

  const keepers = async (args: ReturnType<typeof aks>) => {
    const { registrations } = await deploy(args);
    return Object.fromEntries(
      registrations.filter(({ type }) => type === randomId).map(({ name, inputs }) => [name, inputs.keepers]),
    );
  };

  test.each<[string, (args: ReturnType<typeof localArgs>) => ReturnType<typeof aks>, string[]]>([
    ["nothing", (args) => aks({ blue: args }), []],
    ["a variable", (args) => aks({ blue: { ...args, environmentVariables: { A: "1" } } }), []],
    ["the image", (args) => aks({ blue: { ...args, image: "contoso.azurecr.io/base:2" } }), ["environment"]],
    [
      "a byte of the model",
      (args) => {
        write("model/labels.txt", "no yes");
        return aks({ blue: args });
      },
      ["model"],
    ],
    [
      "a byte of the conda file",
      (args) => {
        write("conda.yml", "name: other");
        return aks({ blue: args });
      },
      ["environment"],
    ],
    [
      "a file of the code",
      (args) => {
        write("src/more.py", "");
        return aks({ blue: args });
      },
      ["code"],
    ],
    [
      "the place",
      (args) => {
        reads[`${ml}:getDatastore`] = { properties: { ...container, containerName: "other" } };
        return aks({ blue: args });
      },
      ["code", "model"],
    ],
    [
      "another name of the same place",
      (args) => aks({ blue: args }, { storage: { datastoreName: "mine" } }),
      ["model"],
    ],
  ])("%s makes a new version of what it belongs to and of nothing else", async (_, change, changed) => {
    const args = localArgs();
    const before = await keepers(aks({ blue: args }));
    const after = await keepers(change(args));
    const names = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    expect(names.sort()).toEqual(changed.map((kind) => `svc-deployment-blue-${kind}-version`));
  });
});

describe("autoscale of managed computers", () => {
  const managed = (instances: object, more: Partial<ManagedWebserviceArgs> = {}) =>
    deploy({ deployments: { blue: { instanceType: "Standard_DS3_v2", ...instances } }, ...more });

  test("is a setting of Azure Monitor on the deployment, by the load of its CPUs", async () => {
    const { registrations } = await managed({ autoscale: { minInstances: 2, maxInstances: 5 } }, { tags: { a: "b" } });
    const { inputs, type, parent, options } = one(registrations, "svc-deployment-blue-autoscale");
    expect([type, parent]).toEqual([autoscale, "svc"]);
    const target = "svc-deployment-blue-id";
    const metric = {
      metricName: "CpuUtilizationPercentage",
      metricResourceUri: target,
      timeGrain: "PT1M",
      timeWindow: "PT5M",
      statistic: "Average",
      timeAggregation: "Average",
    };
    const step = { type: "ChangeCount", cooldown: "PT5M" };
    expect(inputs).toEqual({
      resourceGroupName: "ml",
      autoscaleSettingName: "autoscale-contoso-diabetes-blue",
      location: "westeurope",
      tags: { a: "b" },
      enabled: true,
      targetResourceUri: target,
      profiles: [
        {
          name: "cpu",
          capacity: { minimum: "2", maximum: "5", default: "2" },
          rules: [
            {
              metricTrigger: { ...metric, operator: "GreaterThan", threshold: 70 },
              scaleAction: { ...step, direction: "Increase", value: "2" },
            },
            {
              metricTrigger: { ...metric, operator: "LessThan", threshold: 30 },
              scaleAction: { ...step, direction: "Decrease", value: "1" },
            },
          ],
        },
      ],
    });
    expect(options).toMatchObject({ replaceWith: ["svc-deployment-blue"], deleteBeforeReplace: true });
  });

  test("is nothing where the number is fixed", async () => {
    const { registrations } = await managed({ instanceCount: 2 });
    expect(children(registrations).map(([type]) => type)).toEqual([deployment]);
  });

  test("aims at another load", async () => {
    const { registrations } = await managed({
      autoscale: { minInstances: 1, maxInstances: 2, targetCpuUtilization: pulumi.output(50) },
    });
    const [profile] = one(registrations, "svc-deployment-blue-autoscale").inputs.profiles as {
      rules: { metricTrigger: { threshold: number } }[];
    }[];
    expect(profile?.rules.map(({ metricTrigger }) => metricTrigger.threshold)).toEqual([50, 21]);
  });
});
