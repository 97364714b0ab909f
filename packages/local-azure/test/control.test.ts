import { request as httpsRequest } from "node:https";
import { readFileSync, rmSync } from "node:fs";
import { spawnLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { ArmClient, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure({ tls: true });
const version = "?api-version=2025-12-01";
const definition = { location: "westeurope", properties: {} };
const path = (name: string, arm = local.arm) =>
  `${arm.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
let control: LocalAzureControl;

beforeAll(() => {
  control = new LocalAzureControl(local.server.url);
});

afterEach(() => control.clearFaults());

const put = (name: string) => local.arm.send("PUT", path(name) + version, definition);
const get = (name: string) => local.arm.send("GET", path(name) + version);

describe("faults", () => {
  it("answer instead of Azure as often as they were told to", async () => {
    await control.fail({
      kind: "status",
      path: "/workspaces/one$",
      method: "PUT",
      times: 2,
      status: 429,
      retryAfterSeconds: 7,
    });
    for (const refused of [await put("one"), await put("one")]) {
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("7");
    }
    expect((await get("one")).status).toBe(404); // neither refused request was carried out, and a GET never fitted
    await local.arm.finished(await put("one"));
  });

  it("cut the connection before a request is carried out, or after", async () => {
    await control.fail({ kind: "reset-before", path: "/workspaces/before" });
    await expect(put("before")).rejects.toThrow();
    expect((await get("before")).status).toBe(404);
    await control.fail({ kind: "reset-after", path: "/workspaces/after", method: "PUT" });
    await expect(put("after")).rejects.toThrow();
    expect((await get("after")).status).toBe(200);
  });

  it("go on until they are cleared when they have no count", async () => {
    await control.fail({ kind: "status", path: "WORKSPACES/ever", times: 0, status: 500, code: "Broken" });
    for (const broken of [await get("ever"), await get("ever"), await get("ever")]) {
      expect(broken.body.error.code).toBe("Broken");
    }
    await control.clearFaults();
    expect((await get("ever")).status).toBe(404);
  });

  it("let a request wait", async () => {
    await control.fail({ kind: "delay", path: "/workspaces/slow", milliseconds: 1 });
    expect((await get("slow")).status).toBe(404);
    expect((await control.requests()).at(-1)).toMatchObject({ fault: "delay", status: 404 });
  });

  it("make an operation fail, and the next one works", async () => {
    await control.fail({ kind: "operation-fails", path: "/workspaces/fails" });
    expect((await get("fails")).status).toBe(404); // begins no operation, so it does not use the fault up
    expect(await local.arm.finished(await put("fails"))).toMatchObject({
      status: "Failed",
      error: { code: "InternalServerError" },
    });
    expect((await get("fails")).body.properties.provisioningState).toBe("Failed");
    expect(await local.arm.finished(await put("fails"))).toMatchObject({ status: "Succeeded" });
  });

  it("keep a resource group and what is in it when its deletion fails", async () => {
    const other = new ArmClient(local.server.url, "kept");
    await other.createResourceGroup();
    await local.arm.finished(await other.send("PUT", path("inside", other) + version, definition));
    await control.fail({ kind: "operation-fails", path: "/resourceGroups/kept$" });
    const failed = await other.ended(await other.send("DELETE", other.resourceGroup));
    expect(failed.body.error.code).toBe("InternalServerError");
    expect((await other.send("GET", path("inside", other) + version)).status).toBe(200);
    await other.ended(await other.send("DELETE", other.resourceGroup));
    await other.createResourceGroup();
    expect((await other.send("GET", path("inside", other) + version)).status).toBe(404);
  });

  it("make an operation hang until they are cleared", async () => {
    await control.fail({ kind: "operation-hangs", path: "/workspaces/hangs" });
    const accepted = await put("hangs");
    const poll = async () =>
      (await local.arm.send("GET", accepted.headers.get("azure-asyncoperation") ?? "")).body.status;
    expect([await poll(), await poll(), await poll()]).toEqual(Array(3).fill("InProgress"));
    expect((await put("hangs")).status).toBe(409);
    await control.clearFaults();
    expect(await local.arm.finished(accepted)).toMatchObject({ status: "Succeeded" });
  });

  it.each([
    ["an unknown kind", { kind: "fire", path: "x" }],
    ["no path", { kind: "delay", milliseconds: 1 }],
    ["a path that is no expression", { kind: "reset-before", path: "(" }],
    ["a status fault without a status", { kind: "status", path: "x" }],
    ["a delay without a time", { kind: "delay", path: "x" }],
  ])("are refused with %s", async (_, fault) => {
    expect((await local.arm.send("POST", "/local/faults", fault)).status).toBe(400);
  });
});

it("remembers who did what with which permission, without bodies", async () => {
  const { principalId } = await control.createPrincipal("secret-name");
  await control.clearRequests();
  const authorization = `Bearer ${await control.token({ principalId })}`;
  await local.arm.send("PUT", path("seen") + version, { ...definition, tags: { a: "secret-tag" } }, { authorization });
  const requests = await control.requests();
  expect(requests).toContainEqual({
    time: expect.any(String),
    caller: expect.any(String),
    principalId,
    method: "PUT",
    path: path("seen"),
    status: 403,
    action: "Microsoft.MachineLearningServices/workspaces/write",
    scope: path("seen"),
  });
  expect(JSON.stringify(requests)).not.toMatch(/secret-|eyJ/);
});

it("is the Owner's alone", async () => {
  const { principalId } = await control.createPrincipal("curious");
  const authorization = `Bearer ${await control.token({ principalId })}`;
  expect((await local.arm.send("GET", "/local/requests", undefined, { authorization })).status).toBe(403);
  expect((await fetch(`${local.server.url}/local/requests`)).status).toBe(401);
  expect((await local.arm.send("GET", "/local/nothing")).status).toBe(404);
});

describe("TLS", () => {
  function ask(ca?: string): Promise<{ status?: number; location?: string }> {
    return new Promise((resolve, reject) => {
      const address = `${local.server.tlsUrl}${path("tls")}${version}`;
      const request = httpsRequest(address, { method: "PUT", ca, headers: { authorization: "Bearer x" } }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, location: String(answer.headers["azure-asyncoperation"]) });
      });
      request.on("error", reject);
      request.end(JSON.stringify(definition));
    });
  }

  it("is there for whoever trusts its authority, and leads to itself", async () => {
    const { status, location } = await ask(readFileSync(local.server.caFile ?? "", "utf8"));
    expect(status).toBe(201);
    expect(location?.startsWith(`${local.server.tlsUrl}/`)).toBe(true);
    await expect(ask()).rejects.toThrow(/self-signed certificate|unable to verify/);
  });
});

it("keeps faults, tokens, operations and addresses when it is killed", async () => {
  const stateDir = temporaryFolder();
  let server = await spawnLocalAzure({ stateDir, tls: true });
  const before = { url: server.url, tlsUrl: server.tlsUrl };
  let steering = new LocalAzureControl(server.url);
  const arm = new ArmClient(server.url);
  await arm.createResourceGroup();
  const { principalId } = await steering.createPrincipal("app");
  const authorization = `Bearer ${await steering.token({ principalId })}`;
  await steering.fail({ kind: "operation-hangs", path: "/workspaces/" });
  const accepted: Answer = await arm.send("PUT", path("killed", arm) + version, definition);
  expect(accepted.status).toBe(201);
  await steering.fail({ kind: "status", path: "/workspaces/other", status: 503 });

  await server.kill();
  server = await spawnLocalAzure({ stateDir, tls: true });
  expect({ url: server.url, tlsUrl: server.tlsUrl }).toEqual(before);
  steering = new LocalAzureControl(server.url);
  const again = await retried(() => arm.send("GET", path("other", arm) + version));
  expect(again.status).toBe(503);
  const known = await arm.send("GET", path("killed", arm) + version, undefined, { authorization });
  expect(known.body.error.code).toBe("AuthorizationFailed");
  expect((await arm.send("GET", path("killed", arm) + version)).body.properties.provisioningState).toBe("Creating");
  await steering.clearFaults();
  expect(await arm.finished(accepted)).toMatchObject({ status: "Succeeded" });
  expect((await arm.send("GET", path("killed", arm) + version)).body.properties.provisioningState).toBe("Succeeded");
  await server.stop();
  rmSync(stateDir, { recursive: true });
}, 60_000);

/** The first request after a kill may find a connection of the dead server in the pool. */
async function retried(ask: () => Promise<Answer>): Promise<Answer> {
  return ask().catch(ask);
}
