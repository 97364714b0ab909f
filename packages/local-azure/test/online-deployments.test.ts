import { setTimeout as sleep } from "node:timers/promises";
import {
  endpointBody,
  kubernetesBody,
  managedBody,
  OnlineClient,
} from "@azureml-webservice/local-azure/testing/online";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { uploadFiles } from "@azureml-webservice/local-azure/testing/workspace-files";

const local = useLocalAzure();
let online: OnlineClient;

const score = `
import json, os
def init():
    global model
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "weights.txt")) as file:
        model = file.read()
    print("model", model, "is loaded")
def run(data):
    return {"model": model, "text": os.environ.get("TEXT"), "mount": os.environ.get("MOUNT"), "pid": os.getpid()}
`;

beforeAll(async () => {
  online = new OnlineClient(local.arm);
  await online.prepare();
  const { at, inDatastore } = await uploadFiles(online, {
    "one/score/score.py": score,
    "one/score/helper/__init__.py": "# nothing\n",
    "two/weights.txt": "heavy",
    "three/broken/score.py": "raise ValueError('cannot be loaded')\n",
  });
  const { workspace } = online;
  await online.done("PUT", `${workspace}/codes/score/versions/1`, { properties: { codeUri: at("one/score") } });
  await online.done("PUT", `${workspace}/codes/broken/versions/1`, { properties: { codeUri: at("three/broken") } });
  await online.done("PUT", `${workspace}/models/weights/versions/7`, {
    properties: { modelUri: inDatastore("two/weights.txt") },
  });
  await online.done("PUT", `${workspace}/models/lost/versions/1`, { properties: { modelUri: inDatastore("none") } });
  const flow = { modelUri: inDatastore("two"), modelType: "mlflow_model" };
  await online.done("PUT", `${workspace}/models/flow/versions/1`, { properties: flow });
  await online.done("PUT", `${workspace}/environments/foreign/versions/1`, { properties: { image: "python:3.12" } });
  await online.put(online.endpoint("managed"), endpointBody());
  await online.put(online.endpoint("cluster"), endpointBody({ compute: online.compute }));
}, 120_000);

type Body = ReturnType<typeof managedBody>;
type Change = (body: Body) => unknown;

const set = (properties: Record<string, unknown>): Change => {
  return (body) => Object.assign(body.properties, properties);
};
const resources = (requests: unknown, limits?: unknown): Change =>
  set({ containerResourceRequirements: { containerResourceRequests: requests, containerResourceLimits: limits } });

describe("a deployment is refused", () => {
  const requests = (settings: unknown) => set({ requestSettings: settings });
  const probe = (settings: unknown) => set({ livenessProbe: settings });
  const scale = (settings: unknown) => set({ scaleSettings: settings });

  it.each([
    ["no instanceType", /needs an instanceType/, set({ instanceType: undefined })],
    [
      "the wrong kind of compute",
      /on Managed compute, the deployment says 'Kubernetes'/,
      set({ endpointComputeType: "Kubernetes" }),
    ],
    ["no sku", /name of the sku must be 'Default'/, (body) => delete body["sku"]],
    ["another sku", /name of the sku must be 'Default'/, (body) => (body["sku"] = { name: "Small", capacity: 1 })],
    ["no capacity", /capacity of the sku is missing/, (body) => (body["sku"] = { name: "Default" })],
    ["no instance", /capacity of the sku is 0/, (body) => (body["sku"] = { name: "Default", capacity: 0 })],
    ["51 instances", /at most 50/, (body) => (body["sku"] = { name: "Default", capacity: 51 })],
    ["target utilization", /supports DefaultScaleSettings only/, scale({ scaleType: "TargetUtilization" })],
    ["no environment", /needs an environment/, set({ environmentId: undefined })],
    [
      "neither model nor code",
      /needs a model, code, or an image with an inferenceConfig/,
      set({ codeConfiguration: undefined }),
    ],
    ["an environment that is not there", /was not found/, set({ environmentId: "azureml:none:1" })],
    ["a model that is not there", /was not found/, set({ model: "azureml:none:1" })],
    ["a model that is no id", /neither the id of a version/, set({ model: "weights" })],
    ["no script", /scoringScript of codeConfiguration is missing/, set({ codeConfiguration: { scoringScript: "." } })],
    ["no concurrency", /maxConcurrentRequestsPerInstance/, requests({ maxConcurrentRequestsPerInstance: 0 })],
    ["a timeout of 181 s", /at most 180 s on Managed compute/, requests({ requestTimeout: "PT181S" })],
    ["a timeout of nothing", /above 0/, requests({ requestTimeout: "PT0S" })],
    ["a wait that is no duration", /maxQueueWait 'long' is no ISO 8601/, requests({ maxQueueWait: "long" })],
    ["a probe without delay", /initialDelay of livenessProbe/, probe({ initialDelay: "PT0.5S" })],
    ["a probe that may not fail", /failureThreshold of livenessProbe/, probe({ failureThreshold: 0 })],
    ["a sampling rate of 2", /from 0 to 1/, set({ dataCollector: { collections: { x: { samplingRate: 2 } } } })],
  ] as [string, RegExp, Change][])("on managed compute with %s", async (_, message, change) => {
    const body = managedBody(online);
    change(body);
    const answer = await online.send("PUT", online.deployment("managed", "refused"), body);
    expect([answer.status, answer.body.error.code]).toEqual([400, "BadArgument"]);
    expect(answer.body.error.message).toMatch(message);
    expect((await online.send("GET", online.deployment("managed", "refused"))).status).toBe(404);
  });

  const oneCpu = { cpu: "1", memory: "1Gi" };
  it.each([
    ["an instance type that the compute has not", /has no instance type 'big'/, set({ instanceType: "big" })],
    ["a timeout of 301 s", /at most 300 s on Kubernetes/, requests({ requestTimeout: "PT301S" })],
    ["private egress", /on managed compute only/, set({ egressPublicNetworkAccess: "Disabled" })],
    ["more minimum than maximum", /not above the maximum/, scale({ scaleType: "TargetUtilization", minInstances: 2 })],
    ["half a second of polling", /whole seconds/, scale({ scaleType: "TargetUtilization", pollingInterval: "PT1.5S" })],
    ["101 %", /from 1 to 100/, scale({ scaleType: "TargetUtilization", targetUtilizationPercentage: 101 })],
    [
      "Default scaling without capacity",
      /capacity of the sku is missing/,
      (body) => Object.assign(body, { sku: { name: "Default" } }),
    ],
    ["a success threshold of 2", /successThreshold of livenessProbe must be 1/, probe({ successThreshold: 2 })],
    ["no memory", /need both cpu and memory/, resources({ cpu: "1" })],
    ["no quantity", /'much', which is no positive/, resources({ cpu: "much", memory: "1Gi" })],
    ["little memory", /at least 1 MB/, resources({ cpu: "1", memory: "1k" })],
    ["a gpu as request", /only be given as a limit/, resources({ ...oneCpu, gpu: "1" })],
    ["a limit below the request", /cpu limit 500m is below the request 1/, resources(oneCpu, { cpu: "500m" })],
    [
      "more than its instance type",
      /does not fit the instance type 'defaultinstancetype'/,
      resources({ cpu: "3", memory: "1Gi" }),
    ],
    [
      "more than its own instance type",
      /does not fit the instance type 'small'/,
      (body) => {
        resources({ cpu: "1500m", memory: "1Gi" })(body);
        set({ instanceType: "small" })(body);
      },
    ],
  ] as [string, RegExp, Change][])("on Kubernetes with %s", async (_, message, change) => {
    const body = kubernetesBody(online, { scaleSettings: { scaleType: "Default" } });
    change(body);
    const answer = await online.send("PUT", online.deployment("cluster", "refused"), body);
    expect([answer.status, answer.body.error.code]).toEqual([400, "BadArgument"]);
    expect(answer.body.error.message).toMatch(message);
  });

  it.each([
    ["a property of Kubernetes on managed compute", { containerResourceRequirements: {} }, /Could not find member/],
    ["another kind of compute", { endpointComputeType: "AzureMLCompute" }, /on Managed compute/],
    ["an unknown property", { replicas: 3 }, /Could not find member 'replicas'/],
  ])("with %s", async (_, properties, message) => {
    const { status, body } = await online.send(
      "PUT",
      online.deployment("managed", "refused"),
      managedBody(online, properties),
    );
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
  });

  it("with a name that is too long together with its endpoint's", async () => {
    const long = "a".repeat(32);
    await online.put(online.endpoint(long), endpointBody({ compute: online.compute }));
    const answer = await online.send("PUT", online.deployment(long, long), kubernetesBody(online));
    expect(answer.body.error.message).toContain("together must have 6 to 62 characters on Kubernetes; they have 64");
  });
});

describe("a deployment of an image alone", () => {
  const route = (path: string) => ({ path, port: 8080 });

  // Azure/azureml-examples, custom-container: vLLM, text generation inference and TensorFlow Serving come so.
  it.each([
    ["on managed compute", "managed", managedBody],
    ["on a cluster", "cluster", kubernetesBody],
  ])("answers where its environment says, %s", async (_, endpoint, definition) => {
    const inferenceConfig = {
      livenessRoute: route("/v1/models/hpt"),
      readinessRoute: route("/v1/models/hpt"),
      scoringRoute: route("/v1/models/hpt:predict"),
    };
    const properties = { image: "docker.io/mendhak/http-https-echo:37", inferenceConfig };
    await online.done("PUT", `${online.workspace}/environments/own/versions/1`, { properties });
    const alone = online.deployment(endpoint, "alone");
    const given = { environmentId: "azureml:own:1", codeConfiguration: undefined };
    const scaleSettings = { scaleType: "Default" };
    const { properties: made } = await online.put(alone, definition(online, { ...given, scaleSettings }));
    expect(made).toMatchObject({ provisioningState: "Succeeded" });
    const { scoringUri } = (await online.send("GET", online.endpoint(endpoint))).body.properties;
    const { primaryKey } = (await online.send("POST", `${online.endpoint(endpoint)}/listKeys`)).body;
    const headers = { authorization: `Bearer ${primaryKey}`, "azureml-model-deployment": "alone" };
    const answer = await fetch(scoringUri, { method: "POST", headers, body: "{}" });
    expect([answer.status, await answer.text()]).toEqual([200, "POST /v1/models/hpt:predict"]);
    await online.remove(alone);
  });
});

describe("a deployment fails", () => {
  it.each([
    [
      "its image is not here",
      { environmentId: "azureml:foreign:1" },
      "BadArgument",
      /^Unable to download user container image 'python:3\.12'/,
    ],
    [
      "its model is not there",
      { model: "azureml:lost:1" },
      "BadArgument",
      /^Unable to download user model or code from .*: the storage answers 404 BlobNotFound/,
    ],
    [
      "its script does not load, with the last line of its log",
      { codeConfiguration: { codeId: "azureml:broken:1", scoringScript: "score.py" } },
      "ResourceNotReady",
      /^User container has crashed or terminated\. The last of its log: ValueError: cannot be loaded$/,
    ],
  ])("when %s", async (_, properties, code, message) => {
    const failed = online.deployment("managed", "failing");
    const { status, body } = await online.done("PUT", failed, managedBody(online, properties));
    expect([status, body.error.code]).toEqual([409, code]);
    expect(body.error.message).toMatch(message);
    expect((await online.send("GET", failed)).body.properties.provisioningState).toBe("Failed");
    const logs = await online.send("POST", `${failed}/getLogs`, { tail: 100 });
    expect(logs.body.content.includes("ValueError: cannot be loaded")).toBe(code === "ResourceNotReady");
    await online.remove(failed);
  });
});

describe("a deployment", () => {
  const model = () => `${online.workspace}/models/weights/versions/7`;
  const blue = () => online.deployment("managed", "blue");
  const body = (properties = {}, more = {}) =>
    managedBody(online, { model: model(), environmentVariables: { TEXT: "one" }, ...properties }, more);
  const traffic = (shares: Record<string, number>) =>
    online.put(online.endpoint("managed"), endpointBody({ traffic: shares }));
  let uri: string;
  let key: string;
  const call = () => fetch(uri, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: "{}" });
  const result = async () => (await (await call()).json()) as Record<string, unknown>;

  /** Calls again and again while something is done; answers the statuses that came, and the texts in their order. */
  async function during(work: () => Promise<unknown>): Promise<{ statuses: number[]; texts: unknown[] }> {
    let done = false;
    const seen = { statuses: new Set<number>(), texts: new Set<unknown>() };
    const working = work().finally(() => (done = true));
    while (!done) {
      const answer = await call();
      seen.statuses.add(answer.status);
      seen.texts.add(((await answer.json()) as { text: unknown }).text);
      await sleep(5);
    }
    await working;
    return { statuses: [...seen.statuses], texts: [...seen.texts] };
  }

  beforeAll(async () => {
    await online.put(blue(), body());
    const { properties } = await traffic({ blue: 100 });
    uri = properties.scoringUri;
    key = (await online.send("POST", `${online.endpoint("managed")}/listKeys`)).body.primaryKey;
  }, 120_000);

  it("runs its code with its model and its variables", async () => {
    expect(await result()).toMatchObject({ model: "heavy", text: "one" });
    const { body: read } = await online.send("GET", blue());
    expect(read).toMatchObject({ id: blue(), sku: { name: "Default", capacity: 1 } });
    expect(read.properties).toMatchObject({
      provisioningState: "Succeeded",
      environmentVariables: { TEXT: "one" },
      scaleSettings: { scaleType: "Default" },
    });
    const logs = (type: string) => online.send("POST", `${blue()}/getLogs`, { containerType: type });
    expect((await logs("InferenceServer")).body.content).toContain("model heavy is loaded");
    expect((await logs("StorageInitializer")).body.content).toContain("downloaded score/helper/__init__.py");
    expect((await online.send("GET", `${blue()}/skus`)).body.value).toEqual([
      expect.objectContaining({ sku: { name: "Default", tier: "Standard" } }),
    ]);
    const listed = (await online.send("GET", `${online.endpoint("managed")}/deployments`)).body.value;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(["blue"]);
  });

  it.each([
    ["instanceType", { instanceType: "Standard_F2s_v2" }],
    ["codeConfiguration", { codeConfiguration: { codeId: "azureml:broken:1", scoringScript: "score.py" } }],
  ])("keeps its %s", async (name, properties) => {
    const { status, body: answered } = await online.send("PUT", blue(), body(properties));
    expect([status, answered.error.message]).toEqual([
      400,
      expect.stringContaining(`The ${name} of deployment 'blue'`),
    ]);
  });

  it("is updated without a failed request, and so goes a change that never comes up", async () => {
    const variables = { environmentVariables: { TEXT: "two", MOUNT: "/model/weights.txt" }, modelMountPath: "/model" };
    const update = await during(() => online.put(blue(), body(variables)));
    expect(update).toEqual({ statuses: [200], texts: ["one", "two"] });
    expect((await result())["mount"]).toMatch(/\/root\/model\/weights\.txt$/);

    const unready = { environmentId: "azureml:foreign:1" };
    const failure = await during(() => online.done("PUT", blue(), body(unready)));
    expect(failure).toEqual({ statuses: [200], texts: ["two"] });
    expect((await online.send("GET", blue())).body.properties.provisioningState).toBe("Failed");
    await online.put(blue(), body(variables));
  });

  it("is scaled, and its requests are set, without a restart", async () => {
    const { pid } = await result();
    const scaled = await online.send("PATCH", blue(), { sku: { capacity: 2 } });
    expect(scaled.status).toBe(202);
    await local.arm.ended(scaled);
    const pids = new Set<unknown>();
    for (let i = 0; i < 20 && pids.size < 2; i++) {
      (await Promise.all([result(), result()])).forEach((answer) => pids.add(answer["pid"]));
    }
    expect(pids.size).toBe(2);
    expect(pids).toContain(pid);
    const tags = await online.send("PATCH", blue(), { tags: { a: "1" } });
    expect([tags.status, tags.body.sku.capacity, tags.body.tags]).toEqual([200, 2, { a: "1" }]);
    await local.arm.ended(await online.send("PATCH", blue(), { sku: { name: "Default", capacity: 1 } }));
    expect((await result())["pid"]).toBe(pid);

    const { properties } = (await online.send("GET", blue())).body;
    const requestSettings = { maxConcurrentRequestsPerInstance: 4, requestTimeout: "PT60S" };
    await online.put(blue(), body({ ...properties, requestSettings }));
    expect((await result())["pid"]).toBe(pid);
  });

  it("answers while keys are regenerated, with the one that stays", async () => {
    const endpoint = online.endpoint("managed");
    const rotation = await during(() => online.done("POST", `${endpoint}/regenerateKeys`, { keyType: "Secondary" }));
    expect(rotation.statuses).toEqual([200]);
    key = (await online.send("POST", `${endpoint}/listKeys`)).body.secondaryKey;
    expect(
      (await during(() => online.done("POST", `${endpoint}/regenerateKeys`, { keyType: "Primary" }))).statuses,
    ).toEqual([200]);
  });

  it("loses its traffic to a PUT of the endpoint that leaves it out", async () => {
    expect((await call()).status).toBe(200);
    expect((await online.put(online.endpoint("managed"), endpointBody())).properties.traffic).toEqual({});
    expect((await call()).status).toBe(404);
    for (const [shares, message] of [
      [{ blue: 50 }, "they sum to 50"],
      [{ blue: 150 }, "from 0 to 100"],
      [{ blue: 50, green: 50 }, "'green' in traffic does not exist"],
    ] as const) {
      const { body: answered } = await online.send(
        "PUT",
        online.endpoint("managed"),
        endpointBody({ traffic: shares }),
      );
      expect(answered.error.message).toContain(message);
    }
    for (const [mirrorTraffic, message] of [
      [{ blue: 10 }, "cannot receive both live and mirrored traffic"],
      [{ green: 10 }, "'green' in mirrorTraffic does not exist"],
      [{ blue: 10, green: 10 }, "to one deployment only"],
    ] as const) {
      const wanted = endpointBody({ traffic: { Blue: 100 }, mirrorTraffic });
      const { body: answered } = await online.send("PUT", online.endpoint("managed"), wanted);
      expect(answered.error.message).toContain(message);
    }
    const tooMuch = endpointBody({ mirrorTraffic: { blue: 51 } });
    expect((await online.send("PUT", online.endpoint("managed"), tooMuch)).body.error.message).toContain(
      "from 0 to 50",
    );
  });

  it("takes its traffic with it when it is deleted", async () => {
    await traffic({ BLUE: 100 });
    expect((await call()).status).toBe(200);
    const deletion = await online.send("DELETE", blue());
    expect(deletion.status).toBe(202);
    await local.arm.ended(deletion);
    expect((await call()).status).toBe(404);
    expect((await online.send("GET", online.endpoint("managed"))).body.properties.traffic).toEqual({});
    expect((await online.send("DELETE", blue())).status).toBe(204);
  });
});
