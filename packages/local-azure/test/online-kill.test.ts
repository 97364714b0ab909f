import { rmSync } from "node:fs";
import { spawnLocalAzure, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { ArmClient, until } from "@azureml-webservice/local-azure/testing/arm-client";
import { temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";
import { endpointBody, kubernetesBody, OnlineClient } from "@azureml-webservice/local-azure/testing/online";
import { uploadFiles } from "@azureml-webservice/local-azure/testing/workspace-files";

const script = `
import os
def init():
    pass
def run(data):
    return os.environ.get("TEXT") + " " + str(os.getpid())
`;

let stateDir: string;
let server: SpawnedLocalAzure;
let online: OnlineClient;

beforeAll(async () => {
  stateDir = temporaryFolder();
  await start();
  await online.arm.createResourceGroup();
  await online.prepare();
  const { at } = await uploadFiles(online, { "code/score.py": script });
  await online.done("PUT", `${online.workspace}/codes/score/versions/1`, { properties: { codeUri: at("code") } });
});

afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  // Long enough for a kill in the middle of each operation.
  server = await spawnLocalAzure({ stateDir, operationDelayMs: 300 });
  online = new OnlineClient(new ArmClient(server.url));
}

async function killAndStart(): Promise<void> {
  await server.kill();
  await start();
}

it("SIGKILL in the middle of each operation loses nothing: instances live on, and the work is carried on", async () => {
  const endpoint = () => online.endpoint("survivor");
  const blue = () => online.deployment("survivor", "blue");
  const sku = { name: "Default", capacity: 1 };
  const body = (text: string) =>
    kubernetesBody(online, { environmentVariables: { TEXT: text }, scaleSettings: { scaleType: "Default" } }, { sku });
  const settled = (id: string) =>
    until(async () => {
      const { body: read } = await online.send("GET", id);
      return ["Succeeded", "Failed"].includes(read.properties?.provisioningState) ? read : undefined;
    });
  const properties = { compute: online.compute };

  await online.send("PUT", endpoint(), endpointBody(properties));
  await killAndStart();
  const { scoringUri } = (await settled(endpoint())).properties;
  const keys = (await online.send("POST", `${endpoint()}/listKeys`)).body;
  const call = (key: string) =>
    fetch(scoringUri, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: "1" });
  const text = async () => {
    const answer = await call(keys.primaryKey);
    return answer.ok ? ((await answer.json()) as string) : undefined;
  };

  await online.send("PUT", blue(), body("one"));
  await killAndStart();
  expect((await settled(blue())).properties.provisioningState).toBe("Succeeded");
  const traffic = { ...properties, traffic: { blue: 100 } };
  expect((await online.put(endpoint(), endpointBody(traffic))).properties.scoringUri).toBe(scoringUri);
  const one = await until(text);
  expect(one).toMatch(/^one /);

  const regeneration = await online.send("POST", `${endpoint()}/regenerateKeys`, {
    keyType: "Secondary",
  });
  await killAndStart();
  const result = new URL(regeneration.headers.get("location") ?? "");
  await until(async () => ((await online.send("GET", result.pathname)).status === 204 ? true : undefined));
  expect(await until(text)).toBe(one); // from the same process
  const next = (await online.send("POST", `${endpoint()}/listKeys`)).body.secondaryKey;
  expect([(await call(next)).status, (await call(keys.secondaryKey)).status]).toEqual([200, 401]);

  await online.send("PUT", blue(), body("two"));
  await killAndStart();
  expect((await settled(blue())).properties.provisioningState).toBe("Succeeded");
  expect(await until(text)).toMatch(/^two /);

  await online.send("DELETE", endpoint());
  await killAndStart();
  await until(async () => ((await online.send("GET", endpoint())).status === 404 ? true : undefined));
  expect((await call(keys.primaryKey)).status).toBe(404);
}, 120_000);
