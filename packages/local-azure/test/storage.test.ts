import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { sharedKey } from "@azureml-webservice/local-azure/storage/shared-key";
import { spawnLocalAzure } from "@azureml-webservice/local-azure";
import { ArmClient, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";

const version = "?api-version=2024-01-01";
const body = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } };

let stateDir: string;
let arm: ArmClient;
let server: Awaited<ReturnType<typeof spawnLocalAzure>>;

const accounts = () => `${arm.resourceGroup}/providers/Microsoft.Storage/storageAccounts`;
const account = (name: string) => `${accounts()}/${name}`;
const container = (name: string, of = "models") => `${account(of)}/blobServices/default/containers/${name}`;
const send = (method: string, path: string, body?: unknown) => arm.send(method, path + version, body);

beforeAll(async () => {
  stateDir = temporaryFolder();
  await start();
  await arm.createResourceGroup();
  await create("models");
});

afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await spawnLocalAzure({ stateDir });
  arm = new ArmClient(server.url);
}

async function create(name: string): Promise<Answer> {
  const accepted = await send("PUT", account(name), body);
  expect(accepted.status).toBe(202);
  return arm.ended(accepted);
}

/** A request to the blobs themselves, as a storage client makes it. */
async function blob(method: string, name: string, content?: string, of = "models"): Promise<Response> {
  const { primaryEndpoints } = (await send("GET", account(of))).body.properties;
  const [{ value: key }] = (await send("POST", `${account(of)}/listKeys`)).body.keys;
  const address = new URL(`${primaryEndpoints.blob}${name}`);
  const headers: Record<string, string> = {
    "x-ms-date": new Date().toUTCString(),
    "x-ms-version": "2021-12-02",
    ...(content === undefined ? {} : { "x-ms-blob-type": "BlockBlob", "content-type": "text/plain" }),
  };
  const signed = content ? { ...headers, "content-length": String(content.length) } : headers;
  const authorization = sharedKey(method, address, signed, { account: of, key });
  return fetch(address, { method, headers: { ...headers, authorization }, body: content });
}

it("keeps blobs in Azurite, also when local Azure is killed", async () => {
  expect((await send("PUT", container("files"), {})).status).toBe(201);
  expect((await send("PUT", container("files"), {})).status).toBe(200);
  expect((await blob("PUT", "files/folder/model.txt", "weights")).status).toBe(201);
  expect((await fetch((await blob("GET", "files/folder/model.txt")).url)).status).not.toBe(200);
  await server.kill();
  await start();
  const kept = await until(() => blob("GET", "files/folder/model.txt"));
  expect(await kept.text()).toBe("weights");
  expect((await send("GET", container("files"))).body).toMatchObject({ name: "files" });

  // A second account: Azurite begins anew, and the first one's blobs are still there.
  await create("others");
  expect(await (await blob("GET", "files/folder/model.txt")).text()).toBe("weights");
  expect((await send("GET", container("files", "others"))).status).toBe(404);
}, 60_000);

it("shows accounts without their keys, and forgets their blobs with them", async () => {
  const created = await create("gone");
  expect(created.body).toMatchObject({
    name: "gone",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    properties: { provisioningState: "Succeeded" },
  });
  const keys = (await send("POST", `${account("gone")}/listKeys`)).body.keys.map(
    ({ value }: { value: string }) => value,
  );
  expect(new Set(keys).size).toBe(2);
  const shown = JSON.stringify([
    created.body,
    (await send("GET", account("gone"))).body,
    (await send("GET", accounts())).body,
  ]);
  expect(keys.filter((key: string) => shown.includes(key))).toEqual([]);

  await send("PUT", container("files", "gone"), {});
  expect((await send("DELETE", account("gone"))).status).toBe(200);
  expect((await send("GET", account("gone"))).status).toBe(404);
  await create("gone");
  expect((await send("GET", container("files", "gone"))).status).toBe(404);
}, 60_000);

it.each([
  ["a name in capitals", account, "Models", body, "AccountNameInvalid"],
  ["a name of two letters", account, "ab", body, "AccountNameInvalid"],
  ["no sku", account, "good", { ...body, sku: undefined }, "InvalidRequestContent"],
  ["a container in capitals", container, "Files", {}, "InvalidResourceName"],
])("refuses %s", async (_, path, name, sent, code) => {
  expect((await send("PUT", path(name), sent)).body.error.code).toBe(code);
});

it("has each account name once", async () => {
  const other = new ArmClient(server.url, "other");
  await other.createResourceGroup();
  const taken = await other.send(
    "PUT",
    `${other.resourceGroup}/providers/Microsoft.Storage/storageAccounts/models${version}`,
    body,
  );
  expect(taken).toMatchObject({ status: 409, body: { error: { code: "StorageAccountAlreadyTaken" } } });
});

async function until(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer?.ok) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it("has shares of Azure Files, which go with their account", async () => {
  await create("sharing");
  const share = (name: string) => `${account("sharing")}/fileServices/default/shares/${name}`;
  const folder = path.join(stateDir, "files", "sharing", "data");
  expect((await send("GET", share("data"))).status).toBe(404);
  expect((await send("PUT", share("data"), { properties: { shareQuota: 1 } })).status).toBe(201);
  expect(existsSync(folder)).toBe(true);
  expect((await send("PUT", share("data"), {})).status).toBe(200);
  expect((await send("GET", share("data"))).body).toMatchObject({ name: "data" });
  expect((await send("DELETE", share("data"))).status).toBe(200);
  expect((await send("DELETE", share("data"))).status).toBe(204);
  expect((await send("PUT", share("Data"), {})).body.error.code).toBe("InvalidResourceName");
  expect((await send("PUT", share("a--b"), {})).body.error.code).toBe("InvalidResourceName");
  expect((await send("PUT", share("data"), { properties: { quota: 1 } })).status).toBe(400);
  expect((await send("PUT", share("data").replace("sharing", "none"), {})).status).toBe(404);
  await send("PUT", share("data"), {});
  await send("DELETE", account("sharing"));
  expect(existsSync(folder)).toBe(false);
});
