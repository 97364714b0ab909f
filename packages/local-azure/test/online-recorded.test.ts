import { decodeJwt } from "jose";
import {
  endpointBody,
  kubernetesBody,
  managedBody,
  OnlineClient,
} from "@azureml-webservice/local-azure/testing/online";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
let online: OnlineClient;

beforeAll(async () => {
  online = new OnlineClient(local.arm);
  await online.prepare();
});

const lastOperation = "AzureAsyncOperationUri";

describe("an endpoint answers as Microsoft's client has recorded it", () => {
  it("names its kind, and has an address when it is there", async () => {
    const created = await online.send("PUT", online.endpoint("kinds"), endpointBody({}, { sku: { name: "Default" } }));
    expect(created.body).toMatchObject({
      kind: "Managed",
      sku: { name: "Default", tier: "Standard" },
      properties: { provisioningState: "Creating", scoringUri: null, swaggerUri: null },
    });
    await local.arm.finished(created);
    expect((await online.send("GET", online.endpoint("kinds"))).body.properties.scoringUri).toMatch(/^http.*\/score$/);
    expect((await online.put(online.endpoint("on-k8s"), endpointBody({ compute: online.compute }))).kind).toBe("K8S");
  });

  it("answers 201 to every PUT, each with an operation of its own, which stands among the properties", async () => {
    const put = async (properties = {}) => {
      const answer = await online.send("PUT", online.endpoint("writes"), endpointBody({ properties }));
      await local.arm.finished(answer);
      return { status: answer.status, address: answer.headers.get("azure-asyncoperation"), body: answer.body };
    };
    const first = await put({ own: "1" });
    const second = await put(first.body.properties.properties);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.properties.properties[lastOperation]).toBe(first.address);
    expect(second.address).not.toBe(first.address);
    const { properties } = (await online.send("GET", online.endpoint("writes"))).body.properties;
    expect(properties).toEqual({
      own: "1",
      "azureml.onlineendpointid": online.endpoint("writes").toLowerCase(),
      [lastOperation]: second.address,
    });
    // What a client has read before somebody else's write is no attempt to alter a property.
    expect((await put(first.body.properties.properties)).status).toBe(201);
  });

  it("its operations are Updating until they end", async () => {
    const control = new LocalAzureControl(local.server.url);
    await control.fail({ kind: "operation-hangs", path: "/onlineEndpoints/hangs$" });
    const created = await online.send("PUT", online.endpoint("hangs"), endpointBody());
    const operation = created.headers.get("azure-asyncoperation") ?? "";
    expect((await local.arm.send("GET", operation)).body).toMatchObject({ status: "Updating", percentComplete: 0 });
    await control.clearFaults();
    expect(await local.arm.finished(created)).toMatchObject({ status: "Succeeded", percentComplete: 100 });
  });

  it("its token is for azureml, lives 24 hours and is to be renewed after 12", async () => {
    await online.put(online.endpoint("by-token"), endpointBody({ authMode: "AMLToken" }));
    const now = Date.now() / 1000;
    const { body } = await online.send("POST", `${online.endpoint("by-token")}/token`);
    expect(decodeJwt(body.accessToken).aud).toBe("azureml");
    expect((body.expiryTimeUtc - now) / 3600).toBeCloseTo(24, 1);
    expect((body.refreshAfterTimeUtc - now) / 3600).toBeCloseTo(12, 1);
  });
});

describe("a deployment answers as it was recorded", () => {
  it("names its kind, its tier and its last operation; on a cluster it always says what it needs", async () => {
    await online.put(online.endpoint("cluster"), endpointBody({ compute: online.compute }));
    await online.done("PUT", `${online.workspace}/codes/score/versions/1`, {
      properties: { codeUri: "https://elsewhere.blob.core.windows.net/code/score" },
    });
    const answer = await online.send("PUT", online.deployment("cluster", "blue"), kubernetesBody(online));
    expect(answer).toMatchObject({
      status: 201,
      body: {
        kind: "K8S",
        sku: { name: "Default", tier: "Standard", capacity: 1 },
        properties: {
          containerResourceRequirements: { containerResourceRequests: null, containerResourceLimits: null },
          properties: { [lastOperation]: answer.headers.get("azure-asyncoperation") },
        },
      },
    });
    await local.arm.finished(answer); // it fails, as its code is elsewhere
    const again = await online.send("PUT", online.deployment("cluster", "blue"), kubernetesBody(online));
    expect(again.status).toBe(201);
    expect(again.body.properties.properties[lastOperation]).not.toBe(answer.headers.get("azure-asyncoperation"));
    await local.arm.finished(again);

    await online.put(online.endpoint("managed"), endpointBody());
    const managed = await online.send("PUT", online.deployment("managed", "blue"), managedBody(online));
    expect(managed.body).toMatchObject({ kind: "Managed" });
    expect(managed.body.properties).not.toHaveProperty("containerResourceRequirements");
    await local.arm.finished(managed);
  });
});

it("a model without flavors has none, not nothing", async () => {
  const path = `${online.workspace}/models/plain/versions/1`;
  const properties = { modelUri: "azureml://datastores/workspaceblobstore/paths/model" };
  expect((await online.send("PUT", path, { properties })).body.properties.flavors).toEqual({});
  expect((await online.send("PUT", path, { properties })).status).toBe(200);
});

it.each(["2022-02-01-preview", "2022-05-01", "2023-04-01-preview", "2023-08-01-preview", "2024-10-01-preview"])(
  "azure-ai-ml's API version %s is spoken",
  async (version) => {
    expect((await online.send("GET", `${online.workspace}?api-version=${version}`)).status).toBe(200);
  },
);
