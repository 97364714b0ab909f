import * as pulumi from "@pulumi/pulumi";
import {
  AksComputeTarget,
  type AksComputeTargetArgs,
  InferenceRouterServiceType,
  ManagedIdentityType,
} from "azureml-webservice";

import { checkedCluster } from "../../src/compute/cluster";
import { testCertificate } from "../support/certificate";
import { type ProgramOptions, type Registration, resolved, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { leaks } from "@azureml-webservice/deploy-harness/testing/secrecy";

const component = "azureml-webservice:index:AksComputeTarget";
const extension = "azure-native:kubernetesconfiguration:Extension";
const compute = "azure-native:machinelearningservices:Compute";

const subscription = "/subscriptions/12345678-1234-1234-1234-123456789abc";
const clusterId = `${subscription}/resourceGroups/k8s/providers/Microsoft.ContainerService/managedClusters/blue`;
const minimal: AksComputeTargetArgs = { resourceGroupName: "ml", workspaceName: "team", clusterId };
const reads = {
  "azure-native:machinelearningservices:getWorkspace": {
    id: `${subscription}/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/team`,
    location: "westeurope",
  },
  "azure-native:containerservice:getManagedCluster": {
    location: "northeurope",
    agentPoolProfiles: [{ count: 3, vmSize: "Standard_D4s_v5" }],
  },
};
const outputs = (type: string, principalId: string) => ({
  [type]: { identity: { type: "SystemAssigned", principalId } },
});

const deploy = (args: Partial<AksComputeTargetArgs> = {}, options: ProgramOptions = {}) =>
  runProgram(() => new AksComputeTarget("cluster", { ...minimal, ...args }), {
    reads,
    outputs: options.preview ? {} : { ...outputs(extension, "e"), ...outputs(compute, "c") },
    ...options,
  });

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

const withTls = { tls: { cname: "score.example.com", secretName: "router" } };

// Frozen: a changed name, type or parent replaces the resources of everybody. A rename carries an alias.
describe.each([false, true])("children (preview: %s)", (preview) => {
  test("the extension and the attachment", async () => {
    const { registrations } = await deploy({}, { preview });
    expect(registrations.map((one) => [one.type, one.name, one.parent])).toEqual([
      [component, "cluster", undefined],
      [extension, "cluster-extension", "cluster"],
      [compute, "cluster-compute", "cluster"],
    ]);
    expect(registrations[0]?.inputs).toEqual({
      highAvailability: true,
      installExtension: true,
      isPublic: true,
      tlsEnabled: false,
    });
  });

  test("the attachment alone", async () => {
    const { registrations } = await deploy({ installExtension: false }, { preview });
    expect(registrations.map((one) => one.name)).toEqual(["cluster", "cluster-compute"]);
  });
});

test("the extension as Azure Resource Manager wants it", async () => {
  const { registrations } = await deploy();
  const { inputs, options } = of(registrations, extension);
  expect(inputs).toEqual({
    clusterRp: "Microsoft.ContainerService",
    clusterResourceName: "managedClusters",
    resourceGroupName: "k8s",
    clusterName: "blue",
    extensionName: "azureml",
    extensionType: "Microsoft.AzureML.Kubernetes",
    autoUpgradeMinorVersion: true,
    releaseTrain: "stable",
    scope: { cluster: { releaseNamespace: "azureml" } },
    identity: { type: "SystemAssigned" },
    configurationSettings: {
      enableTraining: "False",
      enableInference: "True",
      clusterId,
      cluster_name: clusterId,
      cluster_name_friendly: "blue",
      "prometheus.prometheusSpec.externalLabels.cluster_name": clusterId,
      domain: "northeurope.cloudapp.azure.com",
      location: "northeurope",
      jobSchedulerLocation: "northeurope",
      "servicebus.enabled": "false",
      "relayserver.enabled": "false",
      "nginxIngress.enabled": "true",
      inferenceRouterServiceType: "LoadBalancer",
      inferenceRouterHA: "True",
      clusterPurpose: "FastProd",
      "scoringFe.serviceType.internalLoadBalancer": "False",
      allowInsecureConnections: "True",
    },
  });
  expect(options).toMatchObject({
    deleteBeforeReplace: true,
    additionalSecretOutputs: ["configurationProtectedSettings"],
  });
});

test.each<[string, Partial<AksComputeTargetArgs>, object]>([
  [
    "a private address",
    { inferenceRouter: { internalLoadBalancer: true } },
    { internalLoadBalancerProvider: "azure", "scoringFe.serviceType.internalLoadBalancer": "True" },
  ],
  [
    "a port of each node",
    { inferenceRouter: { serviceType: InferenceRouterServiceType.NodePort } },
    { inferenceRouterServiceType: "NodePort", "scoringFe.serviceType.nodePort": "True" },
  ],
  [
    "one router, on nodes of its own",
    { inferenceRouter: { highAvailability: false, nodeSelector: { "kubernetes.azure.com/agentpool": "ml" } } },
    { inferenceRouterHA: "False", clusterPurpose: "DevTest", "nodeSelector.kubernetes.azure.com/agentpool": "ml" },
  ],
  [
    "TLS by a secret in the cluster",
    withTls,
    { allowInsecureConnections: "False", sslCname: "score.example.com", "scoringFe.sslSecret": "router" },
  ],
])("settings for %s", async (_, args, settings) => {
  const { inputs } = of((await deploy(args)).registrations, extension);
  expect(inputs.configurationSettings).toMatchObject(settings);
  expect(inputs.configurationProtectedSettings).toBeUndefined();
});

describe.each([false, true])("TLS by PEM (preview: %s)", (preview) => {
  const { certificatePem, privateKeyPem, hostname } = testCertificate;
  const secrets = { privateKeyPem, inBase64: Buffer.from(privateKeyPem).toString("base64") };

  test("goes to the protected settings, in base64, and stands in clear nowhere", async () => {
    const { registrations } = await deploy({ tls: { cname: hostname, certificatePem, privateKeyPem } }, { preview });
    expect(leaks(registrations, secrets)).toEqual([]);
    expect(leaks(log, secrets)).toEqual([]);
    const { inputs } = of(registrations, extension);
    expect(inputs.configurationProtectedSettings).toMatchObject({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: {
        "scoringFe.sslCert": Buffer.from(certificatePem).toString("base64"),
        "scoringFe.sslKey": secrets.inBase64,
      },
    });
    expect(inputs.configurationSettings).toMatchObject({ allowInsecureConnections: "False", sslCname: hostname });
  });
});

test("the attachment, with what Azure ML does not change in place", async () => {
  const { inputs, options } = of((await deploy()).registrations, compute);
  expect(inputs).toEqual({
    resourceGroupName: "ml",
    workspaceName: "team",
    computeName: "cluster",
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: { computeType: "Kubernetes", resourceId: clusterId, properties: { namespace: "default" } },
  });
  expect(options).toMatchObject({
    replaceOnChanges: ["location", "properties.resourceId", "properties.properties.namespace"],
    deleteBeforeReplace: true,
    dependsOn: ["cluster-extension"],
  });
});

test("the attachment with everything", async () => {
  const identityId = `${subscription}/resourceGroups/ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;
  const { inputs } = of(
    (
      await deploy({
        location: "West Europe",
        computeName: "gpus",
        namespace: "models",
        instanceTypes: {
          small: { cpuCores: 0.5, memoryGb: 1 },
          gpu: {
            cpuCores: 4,
            memoryGb: 14,
            cpuCoresLimit: 6,
            memoryGbLimit: 28,
            gpuCores: 1,
            nodeSelector: { sku: "gpu" },
          },
        },
        defaultInstanceType: "small",
        identity: { type: ManagedIdentityType.UserAssigned, userAssignedIdentityIds: [identityId] },
        description: "for scoring",
        tags: { team: "ml" },
      })
    ).registrations,
    compute,
  );
  expect(inputs).toMatchObject({
    computeName: "gpus",
    location: "West Europe",
    tags: { team: "ml" },
    identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
    properties: {
      description: "for scoring",
      properties: {
        namespace: "models",
        defaultInstanceType: "small",
        instanceTypes: {
          small: { resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "500m", memory: "1Gi" } } },
          gpu: {
            nodeSelector: { sku: "gpu" },
            resources: {
              requests: { cpu: "4", memory: "14Gi" },
              limits: { cpu: "6", memory: "28Gi", "nvidia.com/gpu": "1" },
            },
          },
        },
      },
    },
  });
});

test("outputs", async () => {
  const { result } = await deploy();
  expect(await resolved(result.computeId)).toEqual({ known: true, secret: false, value: "cluster-compute-id" });
  expect(await resolved(result.computeName)).toMatchObject({ value: "cluster" });
  expect(await resolved(result.principalId)).toMatchObject({ value: "c" });
  expect(await resolved(result.extensionPrincipalId)).toMatchObject({ value: "e" });
  const alone = await deploy({ installExtension: false });
  expect(await resolved(alone.result.extensionPrincipalId)).toMatchObject({ known: true, value: undefined });
});

test("a preview of something new knows the name, and not what Azure will say", async () => {
  const { result } = await deploy({}, { preview: true });
  expect(await resolved(result.computeName)).toMatchObject({ known: true, value: "cluster" });
  expect(await resolved(result.computeId)).toMatchObject({ known: false });
  expect(await resolved(result.principalId)).toMatchObject({ known: false });
});

describe("the cluster is looked at first", () => {
  const getCluster = "azure-native:containerservice:getManagedCluster";

  // Without children behind it, which would fail once more each.
  const look = (preview: boolean, cluster: Record<string, unknown>) =>
    runProgram(
      () => ({
        failed: resolved(
          checkedCluster(new pulumi.ComponentResource(component, "cluster"), "cluster", minimal, "a"),
        ).then(() => "", String),
      }),
      { preview, reads: { ...reads, [getCluster]: cluster } },
    );

  test.each([false, true])("one that Azure ML cannot use is refused (preview: %s)", async (preview) => {
    const { result } = await look(preview, {
      servicePrincipalProfile: { clientId: "0b1f6471" },
      agentPoolProfiles: [{ count: 1 }],
    });
    const [first, ...problems] = (await result.failed).split("\n");
    expect(first).toBe(
      'Error: AksComputeTarget "cluster" has 2 problems in its inputs; found when an Output became known:',
    );
    expect(problems.map((line) => line.split(": ")[0])).toEqual([
      "  - clusterId",
      "  - inferenceRouter.highAvailability",
    ]);
  });

  test("a warning does not stop anything", async () => {
    const cluster = { ...reads[getCluster], disableLocalAccounts: true };
    const { registrations } = await deploy(withTls, { reads: { ...reads, [getCluster]: cluster } });
    expect(registrations).toHaveLength(3);
    expect(log).toEqual([
      { level: "warn", text: expect.stringContaining("local accounts of the cluster are disabled") as string },
    ]);
  });

  test("one that cannot be read is taken as it is", async () => {
    const { [getCluster]: _, ...others } = reads;
    const { registrations } = await deploy(withTls, { reads: others });
    expect(of(registrations, extension).inputs.configurationSettings).toMatchObject({ location: "westeurope" });
    expect(log).toEqual([]);
  });

  test("in a user's own tests, where nothing answers, all goes on", async () => {
    const { registrations } = await deploy(withTls, {
      reads: { [getCluster]: {}, "azure-native:machinelearningservices:getWorkspace": {} },
    });
    expect(registrations).toHaveLength(3);
  });
});

describe("a router that sends keys over the internet in clear", () => {
  const warning = 'the keys and tokens of the services on "cluster" cross the internet in clear text';

  test("gets a warning", async () => {
    await deploy();
    expect(log).toEqual([{ level: "warn", text: expect.stringContaining(warning) as string }]);
  });

  test.each<[string, Partial<AksComputeTargetArgs>]>([
    ["TLS", withTls],
    ["a private address", { inferenceRouter: { internalLoadBalancer: true } }],
    ["no address", { inferenceRouter: { serviceType: InferenceRouterServiceType.ClusterIP } }],
    ["a router of one's own", { installExtension: false }],
  ])("none with %s", async (_, args) => {
    await deploy(args);
    expect(log).toEqual([]);
  });
});

function of(registrations: Registration[], type: string): Registration {
  const found = registrations.find((one) => one.type === type);
  if (found === undefined) {
    throw new Error(`the program registered no ${type}`);
  }
  return found;
}
