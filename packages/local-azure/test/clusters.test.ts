import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import type { Answer } from "@azureml-webservice/local-azure/testing/arm-client";

const local = useLocalAzure();
const cluster = (name = "aks") =>
  `${local.arm.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const extension = (name = "azureml") => `${cluster()}/providers/Microsoft.KubernetesConfiguration/extensions/${name}`;
const setting = (name = "scale") => `${local.arm.resourceGroup}/providers/Microsoft.Insights/autoscaleSettings/${name}`;
const versions = [
  ["Microsoft.KubernetesConfiguration", "2023-05-01"],
  ["Microsoft.ContainerService", "2025-09-01"],
  ["Microsoft.Insights", "2021-05-01-preview"],
] as const;

function send(method: string, path: string, body?: unknown): Promise<Answer> {
  const [, version] = versions.find(([namespace]) => path.includes(namespace)) ?? [];
  return local.arm.send(method, `${path}?api-version=${version}`, body);
}

type Settings = Record<string, string | undefined>;

const inference: Settings = {
  enableTraining: "False",
  enableInference: "True",
  inferenceRouterServiceType: "LoadBalancer",
  allowInsecureConnections: "True",
};
const definition = (settings: Settings, more: Record<string, unknown> = {}) => ({
  identity: { type: "SystemAssigned" },
  properties: { extensionType: "Microsoft.AzureML.Kubernetes", configurationSettings: settings, ...more },
});

beforeAll(async () => {
  await local.arm.finished(await send("PUT", cluster(), { location: "westeurope", properties: {} }));
});

describe("the extension of a cluster", () => {
  it("is created, merged, read without protected settings, and deleted", async () => {
    const secret = { "scoringFe.sslCert": "secret-certificate", "scoringFe.sslKey": "secret-key" };
    const secured = { ...inference, allowInsecureConnections: "False", sslCname: "models.example" };
    const created = await send("PUT", extension(), definition(secured, { configurationProtectedSettings: secret }));
    expect(created.status).toBe(201);
    await local.arm.finished(created);
    const open = await send("PUT", extension(), definition({ ...inference, clusterPurpose: "DevTest" }));
    await local.arm.finished(open);
    const { body } = await send("GET", extension());
    expect(body).toMatchObject({
      name: "azureml",
      type: "Microsoft.KubernetesConfiguration/extensions",
      identity: { type: "SystemAssigned", principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      properties: {
        provisioningState: "Succeeded",
        releaseTrain: "Stable",
        configurationSettings: { clusterPurpose: "DevTest", sslCname: "models.example" },
      },
    });
    expect(body.location).toBeUndefined();
    expect(JSON.stringify([created.body, open.body, body])).not.toContain("secret-");
    await local.arm.ended(await send("DELETE", extension()));
    expect((await send("GET", extension())).status).toBe(404);
  });

  it.each([
    ["nothing to do", definition({ enableTraining: "False" }), /At least one of enableTraining/],
    [
      "no service type",
      definition({ ...inference, inferenceRouterServiceType: undefined }),
      /inferenceRouterServiceType/,
    ],
    ["no certificate", definition({ ...inference, allowInsecureConnections: "False" }), /certificate/],
    ["no name for the certificate", definition({ ...inference, sslSecret: "tls" }), /sslCname is required/],
    [
      "an internal load balancer on node ports",
      definition({ ...inference, inferenceRouterServiceType: "NodePort", internalLoadBalancerProvider: "azure" }),
      /NodePort/,
    ],
    ["a namespace as its scope", definition(inference, { scope: { namespace: {} } }), /cluster scope only/],
    ["a fixed version that upgrades itself", definition(inference, { version: "1.1.0" }), /autoUpgradeMinorVersion/],
    ["a setting that is no text", definition({ enableTraining: true as never }), /a string is expected/],
  ])("is refused with %s", async (_, body, message) => {
    const answer = await send("PUT", extension(), body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });

  it("needs its cluster", async () => {
    const answer = await send("PUT", extension().replace("/aks/", "/none/"), definition(inference));
    expect(answer.body.error).toMatchObject({ code: "ResourceNotFound", message: expect.stringContaining("none") });
  });
});

describe("autoscale settings", () => {
  const rule = {
    metricTrigger: {
      metricName: "CpuUtilizationPercentage",
      metricResourceUri: "/deployment",
      timeGrain: "PT1M",
      statistic: "Average",
      timeWindow: "PT5M",
      timeAggregation: "Average",
      operator: "GreaterThan",
      threshold: 70,
    },
    scaleAction: { direction: "Increase", type: "ChangeCount", value: "1", cooldown: "PT5M" },
  };
  const profile = { name: "load", capacity: { minimum: "1", default: "1", maximum: "3" }, rules: [rule] };
  const scaling = (profiles: unknown[], target = "/deployment") => ({
    location: "westeurope",
    properties: { targetResourceUri: target, profiles },
  });

  it("are kept as they are sent, one for a resource", async () => {
    expect((await send("PUT", setting(), scaling([profile]))).status).toBe(201);
    expect((await send("GET", setting())).body.properties).toEqual({
      enabled: true,
      name: "scale",
      targetResourceUri: "/deployment",
      profiles: [profile],
    });
    expect((await send("PUT", setting("twin"), scaling([profile]))).body.error.message).toContain("already has");
    expect((await send("DELETE", setting())).status).toBe(200);
    expect((await send("DELETE", setting())).status).toBe(204);
  });

  it.each([
    ["no profile", []],
    ["a minimum above the maximum", [{ ...profile, capacity: { minimum: "4", default: "4", maximum: "3" } }]],
    ["11 rules", [{ ...profile, rules: Array(11).fill(rule) }]],
    [
      "a duration in words",
      [{ ...profile, rules: [{ ...rule, scaleAction: { ...rule.scaleAction, cooldown: "5 min" } }] }],
    ],
    ["counts that are numbers", [{ ...profile, capacity: { minimum: 1, default: 1, maximum: 1 } }]],
  ])("are refused with %s", async (_, profiles) => {
    expect((await send("PUT", setting(), scaling(profiles))).status).toBe(400);
  });
});
