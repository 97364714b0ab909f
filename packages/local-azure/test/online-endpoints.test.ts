import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { endpointBody, OnlineClient } from "@azureml-webservice/local-azure/testing/online";
import { until } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure({ amlTokenSeconds: 2 });
let online: OnlineClient;
let control: LocalAzureControl;

beforeAll(async () => {
  online = new OnlineClient(local.arm);
  control = new LocalAzureControl(local.server.url);
  await online.prepare();
});

const on = (name: string) => online.endpoint(name);
const kubernetes = () => ({ compute: online.compute });

describe("a new endpoint", () => {
  it("is made in a long-running operation, and shows what it is, without keys", async () => {
    const body = endpointBody(
      { keys: { primaryKey: "given-primary-key" }, description: "first" },
      { tags: { a: "1" } },
    );
    const created = await online.send("PUT", on("first"), body);
    expect(created.status).toBe(201);
    expect(created.body.properties.provisioningState).toBe("Creating");
    expect(await local.arm.finished(created)).toMatchObject({ status: "Succeeded" });
    const { body: read } = await online.send("GET", on("FIRST"));
    expect(read).toMatchObject({
      id: on("first"),
      name: "first",
      location: "westeurope",
      tags: { a: "1" },
      identity: { type: "SystemAssigned", principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      properties: {
        authMode: "Key",
        keys: null,
        compute: null,
        description: "first",
        traffic: {},
        publicNetworkAccess: "Enabled",
        provisioningState: "Succeeded",
        scoringUri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/managed\/first\.westeurope\/score$/),
        swaggerUri: expect.stringMatching(/\/managed\/first\.westeurope\/swagger\.json$/),
      },
    });
    const keys = (await online.send("POST", `${on("first")}/listKeys`)).body;
    // What is given is not taken: Azure makes its own.
    const made = expect.stringMatching(/^[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}$/);
    expect(keys).toEqual({ primaryKey: made, secondaryKey: made });
    expect(JSON.stringify([created.body, read])).not.toContain(keys.secondaryKey);
  });

  it("on a cluster has another address", async () => {
    const { properties } = await online.put(on("on-cluster"), endpointBody(kubernetes()));
    expect(properties.scoringUri).toMatch(/\/api\/v1\/endpoint\/on-cluster\/score$/);
    expect(properties.compute).toBe(online.compute);
  });

  it("has an address of its own in its region", async () => {
    await online.put(on("region"), endpointBody());
    const other = new OnlineClient(local.arm, "other");
    await other.done("PUT", other.workspace, { location: "westeurope", properties: {} });
    const { status, body } = await other.send("PUT", other.endpoint("region"), endpointBody());
    expect([status, body.error.message]).toEqual([400, expect.stringContaining("The name 'region' is taken")]);
    const elsewhere = { location: "northeurope" };
    expect((await other.done("PUT", other.endpoint("region"), endpointBody({}, elsewhere))).status).toBe(201);
  });

  // What is not in the specification's form: the code is ARM's own.
  it.each([
    ["no authMode", { authMode: undefined }, /Required property 'authMode'/],
    ["an unknown authMode", { authMode: "None" }, /must be one of AMLToken, Key, AADToken/],
    ["an unknown property", { color: "blue" }, /Could not find member 'color'/],
  ])("must have the form of the specification: %s", async (_, change, message) => {
    const { status, body } = await online.send("PUT", on("refused"), endpointBody(change));
    expect([status, body.error.code]).toEqual([400, "InvalidRequestContent"]);
    expect(body.error.message).toMatch(message);
  });

  it.each([
    ["a short name", "ab", {}, {}, /at least 3 and at most 32 characters long/],
    ["a name that ends with a dash", "abc-", {}, {}, /must start with an upper- or lowercase letter/],
    ["Entra on a cluster", "refused", { authMode: "AADToken", compute: true }, {}, /for managed online endpoints only/],
    ["no public access on a cluster", "refused", { publicNetworkAccess: "Disabled", compute: true }, {}, /managed/],
    ["a compute that is not there", "refused", { compute: "/subscriptions/s/none" }, {}, /was not found/],
    ["the workspace as compute", "refused", { compute: "workspace" }, {}, /was not found/],
    ["no identity", "refused", {}, { identity: { type: "None" } }, /needs a system-assigned or a user-assigned/],
    ["traffic to what is not there yet", "refused", { traffic: { blue: 100 } }, {}, /'blue' in traffic does not exist/],
    ["mirrored traffic on a cluster", "refused", { mirrorTraffic: { blue: 10 }, compute: true }, {}, /not supported/],
  ])("is refused with %s", async (_, name, properties, more, message) => {
    const compute = { true: online.compute, workspace: online.workspace }[String((properties as Named).compute)];
    const { status, body } = await online.send(
      "PUT",
      on(name),
      endpointBody(compute === undefined ? properties : { ...properties, compute }, more),
    );
    expect([status, body.error.code]).toEqual([400, "BadArgument"]);
    expect(body.error.message).toMatch(message);
    expect((await online.send("GET", on(name))).status).toBe(404);
  });

  it("needs its workspace", async () => {
    const none = new OnlineClient(local.arm, "none");
    const { status, body } = await none.send("PUT", none.endpoint("orphan"), endpointBody());
    expect([status, body.error.code]).toEqual([404, "ResourceNotFound"]);
  });
});

interface Named {
  compute?: unknown;
}

describe("an endpoint that exists", () => {
  beforeAll(() => online.put(on("fixed"), endpointBody({ properties: { own: "1" } })));

  it.each([
    ["compute", { compute: true }, {}, 400, /The compute of endpoint 'fixed' cannot be changed/],
    ["identity", {}, { identity: { type: "UserAssigned" } }, 400, /identity of endpoint 'fixed' cannot be changed/],
    ["region", {}, { location: "northeurope" }, 409, /already exists in location 'westeurope'/],
    ["properties", { properties: { own: "2" } }, {}, 400, /The property 'own' of 'fixed' cannot be altered/],
  ])("keeps its %s", async (_, properties, more, status, message) => {
    const change = "compute" in properties ? kubernetes() : properties;
    const answer = await online.send("PUT", on("fixed"), endpointBody(change, more));
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it("takes what it has answered, and properties in addition", async () => {
    const { body } = await online.send("GET", on("fixed"));
    const after = await online.put(on("fixed"), {
      ...body,
      properties: { ...body.properties, properties: { more: "2" } },
    });
    expect(after.properties.properties).toMatchObject({ own: "1", more: "2" });
    expect(after.identity).toEqual(body.identity);
  });

  it("is patched in its tags and nothing else", async () => {
    const patched = await online.send("PATCH", on("fixed"), { tags: { b: "2" }, identity: { type: "SystemAssigned" } });
    expect([patched.status, patched.body.tags]).toEqual([200, { b: "2" }]);
    expect((await online.send("PATCH", on("fixed"), { properties: {} })).body.error.code).toBe("InvalidRequestContent");
    const identity = { identity: { type: "UserAssigned" } };
    expect((await online.send("PATCH", on("fixed"), identity)).body.error.code).toBe("BadArgument");
  });

  it("has one operation at a time", async () => {
    await control.fail({ method: "PUT", path: "onlineEndpoints/fixed", kind: "operation-hangs" });
    const first = await online.send("PUT", on("fixed"), endpointBody());
    for (const [method, path, body] of [
      ["PUT", on("fixed"), endpointBody()],
      ["PATCH", on("fixed"), { tags: {} }],
      ["DELETE", on("fixed"), undefined],
      ["POST", `${on("fixed")}/regenerateKeys`, { keyType: "Primary" }],
      ["PUT", `${on("fixed")}/deployments/blue`, {}],
    ] as const) {
      expect([method, (await online.send(method, path, body)).status]).toEqual([method, 409]);
    }
    expect((await online.send("GET", on("fixed"))).body.properties.provisioningState).toBe("Updating");
    await control.clearFaults();
    expect(await local.arm.finished(first)).toMatchObject({ status: "Succeeded" });
  });

  it("says Failed after an operation that failed, and goes by what it was", async () => {
    const fault = { method: "PUT", path: "onlineEndpoints/fixed", kind: "operation-fails" } as const;
    await control.fail(fault);
    const { body } = await online.done("PUT", on("fixed"), endpointBody({ authMode: "AMLToken" }));
    expect(body.error.code).toBe("InternalServerError");
    const { properties } = (await online.send("GET", on("fixed"))).body;
    expect(properties).toMatchObject({ provisioningState: "Failed", authMode: "AMLToken" });
    const { primaryKey } = (await online.put(on("fixed"), endpointBody())) && (await keysOf("fixed"));
    expect((await swagger(properties.swaggerUri, primaryKey)).status).toBe(404); // no deployment, but let in
  });

  it("is deleted, and then its name is free", async () => {
    await online.put(on("leaving"), endpointBody());
    const deletion = await online.send("DELETE", on("leaving"));
    expect([deletion.status, deletion.headers.get("retry-after")]).toEqual([202, "1"]);
    await local.arm.ended(deletion);
    expect((await online.send("GET", on("leaving"))).body.error.code).toBe("ResourceNotFound");
    expect((await online.send("DELETE", on("leaving"))).status).toBe(204);
    await online.put(on("leaving"), endpointBody(kubernetes()));
  });
});

const keysOf = async (name: string) => (await online.send("POST", `${on(name)}/listKeys`)).body;

function swagger(uri: string, credential: string): Promise<Response> {
  return fetch(uri, { headers: { authorization: `Bearer ${credential}` } });
}

describe("keys", () => {
  let uri: string;
  beforeAll(async () => {
    uri = (await online.put(on("keyed"), endpointBody())).properties.swaggerUri;
  });
  // Without a deployment a right credential gets to the point where one is missing.
  const opens = async (key: string) => (await swagger(uri, key)).status === 404;

  it("are not set by a PUT", async () => {
    const before = await keysOf("keyed");
    await online.put(on("keyed"), endpointBody({ keys: { primaryKey: "another-primary-key" } }));
    expect(await keysOf("keyed")).toEqual(before);
  });

  it("are regenerated one by one, and count from the end of the operation", async () => {
    const before = await keysOf("keyed");
    await control.fail({ path: "regenerateKeys", kind: "operation-hangs" });
    const accepted = await online.send("POST", `${on("keyed")}/regenerateKeys`, {
      keyType: "Secondary",
      keyValue: "secondary-key-two",
    });
    expect([accepted.status, accepted.body, accepted.headers.get("retry-after")]).toEqual([202, null, null]);
    expect((await online.send("GET", accepted.headers.get("location") ?? "")).status).toBe(202);
    expect(await opens(before.secondaryKey)).toBe(true);
    await control.clearFaults();
    await local.arm.ended(accepted);
    const after = await keysOf("keyed");
    expect(after).toEqual({ ...before, secondaryKey: expect.stringMatching(/^[A-Za-z0-9]{84}$/) });
    const all = [before.secondaryKey, "secondary-key-two", after.secondaryKey, before.primaryKey];
    expect(await Promise.all(all.map(opens))).toEqual([false, false, true, true]);
    await online.done("POST", `${on("keyed")}/regenerateKeys`, { keyType: "Primary", keyValue: null });
    expect((await keysOf("keyed")).primaryKey).not.toBe(before.primaryKey);
  });

  it("stay as they are when their operation fails", async () => {
    const before = await keysOf("keyed");
    await control.fail({ path: "regenerateKeys", kind: "operation-fails" });
    const failed = await online.done("POST", `${on("keyed")}/regenerateKeys`, { keyType: "Primary" });
    expect(failed.body.error.code).toBe("InternalServerError");
    expect(await keysOf("keyed")).toEqual(before);
  });

  it.each([
    [{}, "InvalidRequestContent"],
    [{ keyType: "Third" }, "InvalidRequestContent"],
    [{ keyType: "Primary", keyValue: "two words" }, "BadArgument"],
  ])("are not regenerated by %j", async (body, code) => {
    expect((await online.send("POST", `${on("keyed")}/regenerateKeys`, body)).body.error.code).toBe(code);
  });

  it("are for key mode alone, and lost when it is left", async () => {
    const before = await keysOf("keyed");
    await online.put(on("keyed"), endpointBody({ authMode: "AMLToken" }));
    expect(await keysOf("keyed")).toEqual({ primaryKey: null, secondaryKey: null });
    const { status, body } = await online.send("POST", `${on("keyed")}/regenerateKeys`, { keyType: "Primary" });
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringContaining("auth mode Key; this one has AMLToken"),
    ]);
    expect(await opens(before.primaryKey)).toBe(false);
    await online.put(on("keyed"), endpointBody());
    expect(await opens(before.primaryKey)).toBe(false);
    expect(await opens((await keysOf("keyed")).primaryKey)).toBe(true);
  });
});

describe("tokens", () => {
  let uri: string;
  beforeAll(async () => {
    uri = (await online.put(on("by-token"), endpointBody({ authMode: "AMLToken" }))).properties.swaggerUri;
    await online.put(on("by-token-too"), endpointBody({ authMode: "AMLToken" }));
  });
  const statusWith = async (token: string) => (await swagger(uri, token)).status;

  it("open their endpoint until they expire", async () => {
    const { status, body } = await online.send("POST", `${on("by-token")}/token`);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.stringMatching(/^eyJ/),
      tokenType: "Bearer",
      expiryTimeUtc: expect.any(Number),
      refreshAfterTimeUtc: body.expiryTimeUtc - 1,
    });
    expect(Math.abs(body.expiryTimeUtc - 2 - Date.now() / 1000)).toBeLessThan(60);
    expect(await statusWith(body.accessToken)).toBe(404);
    await until(async () => ((await statusWith(body.accessToken)) === 401 ? true : undefined));
  });

  it.each([
    ["another endpoint", 401, () => control.token({ endpoint: on("by-token-too") })],
    ["yesterday", 401, () => control.token({ endpoint: on("by-token"), expiresInSeconds: -1 })],
    ["this one", 404, () => control.token({ endpoint: on("by-token"), expiresInSeconds: 60 })],
    ["nobody", 401, () => Promise.resolve("eyJhbGciOiJub25lIn0.eyJlbmRwb2ludCI6IngifQ.")],
  ])("of %s: %i", async (_, status, make) => expect(await statusWith(await make())).toBe(status));

  it("of Entra do not open it, and the service gives out none in key mode", async () => {
    const { principalId } = await control.createPrincipal("caller");
    expect(await statusWith(await control.token({ principalId, audience: "https://ml.azure.com" }))).toBe(401);
    expect((await online.send("POST", `${on("first")}/token`)).body.error.message).toContain("auth mode AMLToken");
  });
});

describe("Entra", () => {
  const role = {
    roleName: "Scoring",
    assignableScopes: ["/subscriptions/11111111-2222-3333-4444-555555555555"],
    permissions: [{ actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"] }],
  };

  it("lets in whoever has the right to score there, with a token for Azure ML", async () => {
    const uri = (await online.put(on("by-entra"), endpointBody({ authMode: "AADToken" }))).properties.swaggerUri;
    const { principalId } = await control.createPrincipal("scorer");
    const ml = { principalId, audience: "https://ml.azure.com" };
    const status = async (options: Parameters<typeof control.token>[0]) =>
      (await swagger(uri, await control.token(options))).status;
    expect(await status(ml)).toBe(401); // valid, without the right

    const subscription = local.arm.resourceGroup.split("/resourceGroups")[0];
    const roles = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/aaaaaaaa-0000-4000-8000-000000000001`;
    const assignment = `${on("by-entra")}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-000000000002`;
    await local.arm.send("PUT", `${roles}?api-version=2022-04-01`, { properties: { ...role, type: "CustomRole" } });
    const assigned = await local.arm.send("PUT", `${assignment}?api-version=2022-04-01`, {
      properties: { roleDefinitionId: roles, principalId, principalType: "ServicePrincipal" },
    });
    expect(assigned.status).toBe(201);
    expect(await status(ml)).toBe(404);
    expect(await status({ principalId, audience: "https://management.azure.com" })).toBe(401);
    expect(await status({ ...ml, expiresInSeconds: -1 })).toBe(401);
    expect(await status({ endpoint: on("by-entra") })).toBe(401);
  });
});

describe("a list", () => {
  it("comes in pages when a count is given, and can be narrowed", async () => {
    const wide = new OnlineClient(local.arm, "listed");
    await wide.done("PUT", wide.workspace, { location: "westeurope", properties: {} });
    for (const [index, name] of ["one", "two", "three"].entries()) {
      await wide.put(wide.endpoint(`list-${name}`), endpointBody({}, { tags: { index: String(index) } }));
    }
    const names = async (query: string) => {
      const { body } = await wide.send("GET", `${wide.workspace}/onlineEndpoints?api-version=2025-12-01${query}`);
      return { names: body.value.map(({ name }: { name: string }) => name), next: body.nextLink };
    };
    expect(await names("")).toEqual({ names: ["list-one", "list-three", "list-two"], next: undefined });
    expect((await names("&tags=index=1")).names).toEqual(["list-two"]);
    expect((await names("&orderBy=CreatedAtDesc")).names).toEqual(["list-three", "list-two", "list-one"]);
    expect((await names("&computeType=Kubernetes")).names).toEqual([]);
    const first = await names("&count=2");
    expect(first.names).toEqual(["list-one", "list-three"]);
    const second = (await wide.arm.send("GET", first.next)).body;
    expect([second.value.map(({ name }: { name: string }) => name), second.nextLink]).toEqual([
      ["list-two"],
      undefined,
    ]);
  });
});

it("a workspace takes its endpoints with it", async () => {
  const other = new OnlineClient(local.arm, "leaving");
  await other.done("PUT", other.workspace, { location: "westeurope", properties: {} });
  const { properties } = await other.put(other.endpoint("inside"), endpointBody());
  await other.remove(other.workspace);
  expect((await fetch(properties.swaggerUri)).status).toBe(404);
});
