import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
const version = "?api-version=2025-12-01";
const provider = "providers/Microsoft.MachineLearningServices";
const workspace = (name = "work") => `${local.arm.resourceGroup}/${provider}/workspaces/${name}`;
const compute = (name = "cluster") => `${workspace()}/computes/${name}`;
const cluster = "providers/Microsoft.ContainerService/managedClusters/aks";
const clusterId = (subscription = subscriptionId) => `/subscriptions/${subscription}/resourceGroups/tests/${cluster}`;
const attachment = (change = {}) => ({
  location: "westeurope",
  properties: { computeType: "Kubernetes", resourceId: clusterId(), properties: { namespace: "ml" }, ...change },
});

const put = (path: string, body: unknown) => local.arm.send("PUT", path + version, body);
const get = (path: string) => local.arm.send("GET", path + version);
const names = async (path: string) => (await get(path)).body.value.map(({ name }: { name: string }) => name);

beforeAll(async () => {
  const created = await put(workspace(), {
    location: "West Europe",
    identity: { type: "SystemAssigned" },
    properties: { friendlyName: "Work", keyVault: "/vault" },
  });
  expect(created.status).toBe(201);
  expect(created.body.properties.provisioningState).toBe("Creating");
  expect(await local.arm.finished(created)).toMatchObject({ status: "Succeeded" });
});

describe("workspaces", () => {
  it("are read in any case, listed, changed by PUT and PATCH, and keep their identity", async () => {
    const read = (await get(`${local.arm.resourceGroup}/${provider.toUpperCase()}/WORKSPACES/WORK`)).body;
    expect(read).toMatchObject({
      id: workspace(),
      name: "work",
      type: "Microsoft.MachineLearningServices/workspaces",
      location: "westeurope",
      identity: { type: "SystemAssigned", principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      properties: { friendlyName: "Work", provisioningState: "Succeeded" },
    });
    const again = await put(workspace(), read);
    expect(again.status).toBe(200);
    await local.arm.finished(again);
    expect((await get(workspace())).body.identity).toEqual(read.identity);

    const patched = await local.arm.send("PATCH", workspace() + version, { tags: { a: "b" } });
    expect(patched.body).toMatchObject({ tags: { a: "b" }, properties: { friendlyName: "Work" } });
    expect(await names(`${local.arm.resourceGroup}/${provider}/workspaces`)).toEqual(["work"]);
    expect(await names(`/subscriptions/${subscriptionId}/${provider}/workspaces`)).toEqual(["work"]);
  });

  it.each([
    ["a short name", "ab", { location: "westeurope", properties: {} }, "InvalidResourceName"],
    ["no location", "good", { properties: {} }, "LocationRequired"],
    ["an unknown property", "good", { location: "westeurope", properties: { keyvault: "x" } }, "InvalidRequestContent"],
    ["another region", "work", { location: "northeurope", properties: {} }, "InvalidResourceLocation"],
    ["another vault", "work", { location: "westeurope", properties: { keyVault: "/other" } }, "BadRequest"],
  ])("refuse %s", async (_, name, body, code) => {
    expect((await put(workspace(name), body)).body.error.code).toBe(code);
  });

  it("take their computes with them", async () => {
    await local.arm.finished(await put(workspace("gone"), { location: "westeurope", properties: {} }));
    const below = `${workspace("gone")}/computes/cluster`;
    await local.arm.finished(await put(below, attachment()));
    const deletion = await local.arm.send("DELETE", workspace("gone") + version);
    expect(deletion.status).toBe(202);
    await local.arm.ended(deletion);
    expect((await get(below)).body.error.message).toContain("Microsoft.MachineLearningServices/workspaces/gone");
    await local.arm.finished(await put(workspace("gone"), { location: "westeurope", properties: {} }));
    expect(await names(`${workspace("gone")}/computes`)).toEqual([]);
  });
});

describe("computes", () => {
  it("are attached, read without secrets, and detached", async () => {
    const secret = { namespace: "ml", serviceBusConnectionString: "secret-bus", relayConnectionString: "secret-relay" };
    const created = await put(compute(), attachment({ properties: secret }));
    expect(created.status).toBe(201);
    await local.arm.finished(created);
    const { body } = await get(compute());
    expect(body.properties).toMatchObject({
      computeType: "Kubernetes",
      resourceId: clusterId(),
      properties: { namespace: "ml" },
      provisioningState: "Succeeded",
      isAttachedCompute: true,
    });
    expect(JSON.stringify([created.body, body])).not.toContain("secret-");
    expect(await names(`${workspace()}/computes`)).toEqual(["cluster"]);

    const deleting = await local.arm.send("DELETE", `${compute()}${version}&underlyingResourceAction=Delete`);
    expect(deleting.status).toBe(400);
    await local.arm.ended(await local.arm.send("DELETE", `${compute()}${version}&underlyingResourceAction=Detach`));
    expect((await get(compute())).status).toBe(404);
  });

  it("detaches without a word on the cluster, as azure-native asks for it", async () => {
    await local.arm.finished(await put(compute(), attachment()));
    await local.arm.ended(await local.arm.send("DELETE", compute() + version));
    expect((await get(compute())).status).toBe(404);
  });

  it.each([
    ["a name that ends like a number", "cluster-1", attachment(), "InvalidResourceName"],
    ["another kind", "cluster", attachment({ computeType: "AKS" }), "InvalidRequestContent"],
    ["no cluster", "cluster", attachment({ resourceId: undefined }), "BadRequest"],
    ["what is no cluster", "cluster", attachment({ resourceId: "/subscriptions/x" }), "BadRequest"],
    [
      "a cluster of another subscription",
      "cluster",
      attachment({ resourceId: clusterId("99999999-2222-3333-4444-555555555555") }),
      "BadRequest",
    ],
  ])("refuse %s", async (_, name, body, code) => {
    expect((await put(compute(name), body)).body.error.code).toBe(code);
  });

  it("need their workspace", async () => {
    const answer = await put(`${workspace("none")}/computes/cluster`, attachment());
    expect(answer.status).toBe(404);
    expect(answer.body.error.code).toBe("ResourceNotFound");
  });
});
