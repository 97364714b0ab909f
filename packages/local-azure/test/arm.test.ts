import { get } from "node:http";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { subscriptionId, until, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { base64, caddyGroup, groupOf, python } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure({ journal: true, operationDelayMs: 200 });
type Change = (definition: Answer["body"]) => void;
const sleeper = "import time; time.sleep(600)";

describe("the front door", () => {
  it("wants a bearer token", async () => {
    const answer = await local.arm.send("GET", local.arm.group("any"), undefined, { authorization: "Basic YTpi" });
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe("AuthenticationFailed");
  });

  it.each([
    ["?x=1&api-version=", "MissingApiVersionParameter"],
    ["?api-version=2019-01-01", "InvalidApiVersionParameter"],
  ])("wants an API version that it speaks: %s", async (query, code) => {
    const answer = await local.arm.send("GET", local.arm.group("any") + query);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe(code);
  });

  it("answers under its own name only", async () => {
    const { port } = new URL(local.arm.url);
    const status = await new Promise((resolve) => {
      get(
        { host: "127.0.0.1", port, path: "/", headers: { host: "evil.example", authorization: "Bearer x" } },
        (answer) => resolve(answer.statusCode),
      );
    });
    expect(status).toBe(400);
  });

  it("says what it is for at an address that it does not know", async () => {
    const answer = await local.arm.send("GET", `/subscriptions/${subscriptionId}/providers/Microsoft.Nothing/x`);
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toMatch(/it knows resource groups and .*Microsoft.ContainerInstance, /);
  });

  it("refuses a subscription that is no GUID, a wrong method and a body that is no JSON object", async () => {
    const path = local.arm.resourceGroup;
    expect((await local.arm.send("GET", "/subscriptions/mine/resourceGroups/x")).body.error.code).toBe(
      "InvalidSubscriptionId",
    );
    expect((await local.arm.send("POST", path)).status).toBe(405);
    expect((await local.arm.send("PUT", path, [])).body.error.code).toBe("InvalidRequestContent");
  });

  it("refuses what is larger than Azure takes", async () => {
    const answer = await local.arm.put("large", { x: "x".repeat(4 * 1024 * 1024) });
    expect(answer.status).toBe(413);
  });
});

describe("resource groups", () => {
  const other = `/subscriptions/${subscriptionId}/resourceGroups/Other`;

  it("are created, read in any case, kept in their region, and deleted with what is in them", async () => {
    expect((await local.arm.send("PUT", other, {})).body.error.code).toBe("LocationRequired");
    expect((await local.arm.send("PUT", other, { location: "North Europe", tags: { a: "b" } })).status).toBe(201);
    const read = await local.arm.send("GET", other.toLowerCase());
    expect(read.body).toMatchObject({ name: "Other", location: "northeurope", tags: { a: "b" } });
    expect((await local.arm.send("HEAD", other)).status).toBe(204);
    expect((await local.arm.send("PUT", other, { location: "northeurope" })).status).toBe(200);
    expect((await local.arm.send("PUT", other, { location: "westeurope" })).body.error.code).toBe(
      "InvalidResourceGroupLocation",
    );
    const group = `${other}/providers/Microsoft.ContainerInstance/containerGroups/inside`;
    await local.arm.finished(await local.arm.send("PUT", group, groupOf([python("main", sleeper)])));

    const deletion = await local.arm.send("DELETE", other);
    expect(deletion.status).toBe(202);
    expect((await local.arm.send("PUT", other, { location: "northeurope" })).body.error.code).toBe(
      "ResourceGroupBeingDeleted",
    );
    const result = deletion.headers.get("location") ?? "";
    await until(async () => ((await local.arm.send("GET", result)).status === 204 ? true : undefined));
    expect((await local.arm.send("GET", other)).body.error.code).toBe("ResourceGroupNotFound");
    expect((await local.arm.send("HEAD", other)).status).toBe(404);
    expect((await local.arm.send("GET", group)).body.error).toMatchObject({ code: "ResourceGroupNotFound" });
  });

  it("must exist before a container group", async () => {
    const answer = await local.arm.send(
      "PUT",
      `/subscriptions/${subscriptionId}/resourceGroups/none/providers/Microsoft.ContainerInstance/containerGroups/x`,
      groupOf([python("main", sleeper)]),
    );
    expect(answer.status).toBe(404);
    expect(answer.body.error).toEqual({
      code: "ResourceGroupNotFound",
      message: "Resource group 'none' could not be found.",
    });
  });
});

describe("container groups", () => {
  it("refuse a bad name", async () => {
    const answer = await local.arm.put("Bad_Name", groupOf([python("main", sleeper)]));
    expect(answer.body.error.code).toBe("InvalidContainerGroupName");
  });

  it("are created as a long-running operation, and nothing can be put on top of it", async () => {
    const definition = groupOf([python("main", sleeper)]);
    const created = await local.arm.put("operation", definition);
    expect(created.status).toBe(201);
    expect(created.headers.get("retry-after")).toBe("1");
    expect(created.body.properties).toMatchObject({
      provisioningState: "Creating",
      instanceView: { state: "Pending" },
    });
    const again = await local.arm.put("operation", definition);
    expect(again.status).toBe(409);
    expect(again.body.error.message).toBe(
      "The container group 'operation' is still transitioning, please retry later.",
    );
    expect(await local.arm.finished(created)).toMatchObject({ status: "Succeeded" });
    expect((await local.arm.get("operation")).body.properties).toMatchObject({
      provisioningState: "Succeeded",
      restartPolicy: "Always",
      sku: "Standard",
      instanceView: { state: "Running" },
    });
    await local.arm.remove("operation");
    expect((await local.arm.send("DELETE", local.arm.group("operation"))).status).toBe(204);
  });

  it("never give a secret back", async () => {
    const port = await freePort();
    const definition = caddyGroup(port);
    Object.assign(definition.properties, {
      imageRegistryCredentials: [{ server: "docker.io", username: "user", password: "secret-password" }],
      diagnostics: { logAnalytics: { workspaceId: "workspace", workspaceKey: "secret-workspace" } },
    });
    const created = await local.arm.put("secrets", definition);
    await local.arm.finished(created);
    const read = await local.arm.get("secrets");
    const listed = await local.arm.send("GET", path.posix.dirname(local.arm.group("secrets")));
    for (const text of [created, read, listed].map(({ body }) => JSON.stringify(body))) {
      expect(text).not.toContain("secret-");
      expect(text).not.toContain(base64("secret-key;"));
    }
    const { properties } = read.body;
    expect(properties.volumes).toEqual([
      { name: "gateway", secret: {} },
      { name: "key-files", secret: {} },
    ]);
    expect(properties.containers[0].properties.environmentVariables).toEqual([{ name: "SECRET" }]);
    expect(properties.imageRegistryCredentials).toEqual([{ server: "docker.io", username: "user" }]);
    expect(properties.diagnostics).toEqual({ logAnalytics: { workspaceId: "workspace" } });
    expect(properties.ipAddress).toMatchObject({
      ip: "127.0.0.1",
      fqdn: `label-${port}.westeurope.azurecontainer.io`,
      ports: [{ port, protocol: "TCP" }],
    });
    await local.arm.remove("secrets");
  });

  it("keep a label to themselves, unless a reuse scope keeps the address apart", async () => {
    const withLabel = async (scope?: string) => {
      const port = await freePort();
      return groupOf([python("main", sleeper, { ports: [{ port }] })], {
        ipAddress: {
          type: "Public",
          ports: [{ port }],
          dnsNameLabel: "the-label",
          ...(scope ? { autoGeneratedDomainNameLabelScope: scope } : {}),
        },
      });
    };
    await local.arm.deploy("label-one", await withLabel());
    const taken = await local.arm.put("label-two", await withLabel());
    expect(taken.body.error).toEqual({
      code: "DnsNameLabelAlreadyTaken",
      message:
        "The DNS name label 'the-label' in container group 'label-two' is not available. Try using a different label.",
    });
    const { properties } = await local.arm.deploy("label-two", await withLabel("TenantReuse"));
    expect(properties.ipAddress.fqdn).toMatch(/^the-label\.[0-9a-f]{16}\.westeurope\.azurecontainer\.io$/);
    await local.arm.remove("label-one");
    await local.arm.remove("label-two");
  });

  it.each([
    ["osType", "OsType", (d) => (d.properties.osType = "Windows")],
    ["CPU", "Resources", (d) => (d.properties.containers[0].properties.resources.requests.cpu = 2)],
    ["memory", "Resources", (d) => (d.properties.containers[0].properties.resources.requests.memoryInGB = 2)],
    [
      "CPU limits",
      "Resources",
      (d) => (d.properties.containers[0].properties.resources.limits = { cpu: 1, memoryInGB: 1.5 }),
    ],
    ["Log Analytics", "Diagnostics", (d) => (d.properties.diagnostics.logAnalytics.workspaceId = "other")],
    ["Log Analytics' key", "Diagnostics", (d) => (d.properties.diagnostics.logAnalytics.workspaceKey = "b3RoZXI=")],
    ["restart policy", "RestartPolicy", (d) => (d.properties.restartPolicy = "Never")],
    ["zones", "Zones", (d) => (d.zones = ["1"])],
  ] as [string, string, Change][])("cannot change their %s", async (_, name, change) => {
    const before = groupOf([python("main", sleeper), python("other", sleeper)], {
      diagnostics: { logAnalytics: { workspaceId: "workspace", workspaceKey: "c2VjcmV0" } },
    });
    if ((await local.arm.get("fixed")).status === 404) {
      await local.arm.deploy("fixed", before);
    }
    const after = structuredClone(before);
    change(after);
    const { body } = await local.arm.put("fixed", after);
    // Windows is refused as not runnable here before it can be compared.
    expect(body.error.code).toBe(name === "OsType" ? "NotOnLocalAzure" : "InvalidContainerGroupUpdate");
    expect(body.error.message).toContain(name === "OsType" ? "osType" : `update the ${name} (old`);
    expect(body.error.message).not.toMatch(/c2VjcmV0|b3RoZXI/);
  });

  it("cannot move", async () => {
    const moved = await local.arm.put("fixed", { ...groupOf([python("main", sleeper)]), location: "northeurope" });
    expect(moved.status).toBe(409);
    expect(moved.body.error.code).toBe("InvalidResourceLocation");
    await local.arm.remove("fixed");
  });

  it("restart their containers with each PUT, which leaves their tags alone; PATCH changes these", async () => {
    const definition = groupOf([python("main", sleeper)]);
    const started = (body: Answer["body"]) =>
      body.properties.containers[0].properties.instanceView.currentState.startTime;
    const first = started(await local.arm.deploy("updated", definition));

    const same = await local.arm.deploy("updated", { ...definition, tags: { a: "1" } });
    expect(same.tags).toEqual({});
    expect(started(same)).not.toBe(first);
    const patched = await local.arm.send("PATCH", local.arm.group("updated"), { tags: { b: "2" } });
    expect(patched.body.tags).toEqual({ b: "2" });
    expect(started(patched.body)).toBe(started(same));

    const changed = groupOf([python("main", sleeper, { environmentVariables: [{ name: "A", value: "1" }] })]);
    expect(started(await local.arm.deploy("updated", changed))).not.toBe(started(same));
    await local.arm.remove("updated");
  });
});

it("writes each request into a journal that only the owner can read", () => {
  const file = path.join(local.stateDir, "requests.jsonl");
  const entries = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(entries[0]).toMatchObject({
    method: "PUT",
    url: `${local.arm.resourceGroup}?api-version=2024-05-01-preview`,
    body: { location: "westeurope" },
    status: 201,
  });
  expect(entries.find(({ body }) => body?.properties?.volumes)?.body.properties.volumes[1].secret).toEqual({
    primary: base64("secret-key;"),
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
