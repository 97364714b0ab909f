import { OnlineClient } from "@azureml-webservice/local-azure/testing/online";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
let online: OnlineClient;
const account = () => `${local.arm.resourceGroup}/providers/Microsoft.Storage/storageAccounts/own`;
const own = () => `${online.workspace}/datastores/workspaceblobstore`;
const blob = (change = {}) => ({
  properties: {
    datastoreType: "AzureBlob",
    accountName: "own",
    containerName: "assets",
    credentials: { credentialsType: "AccountKey", secrets: { secretsType: "AccountKey", key: "secret" } },
    ...change,
  },
});

beforeAll(async () => {
  online = new OnlineClient(local.arm);
  const body = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } };
  await local.arm.ended(await local.arm.send("PUT", `${account()}?api-version=2024-01-01`, body));
  await online.put(online.workspace, { location: "westeurope", properties: { storageAccount: account() } });
});

it("a workspace has one of its own, its default, in a container of its account that is there", async () => {
  const { properties } = (await online.send("GET", online.workspace)).body;
  const found = (await online.send("GET", own())).body;
  const containerName = `azureml-blobstore-${properties.workspaceId}`;
  expect(found).toMatchObject({
    name: "workspaceblobstore",
    type: "Microsoft.MachineLearningServices/workspaces/datastores",
    properties: { datastoreType: "AzureBlob", accountName: "own", containerName, isDefault: true },
  });
  const container = `${account()}/blobServices/default/containers/${containerName}?api-version=2024-01-01`;
  expect((await local.arm.send("GET", container)).status).toBe(200);
  const again = await online.put(online.workspace, { location: "westeurope", properties: {} });
  expect(again.properties.workspaceId).toBe(properties.workspaceId);
});

it("others are made, listed, read without their secrets and removed", async () => {
  const path = `${online.workspace}/datastores/mine`;
  expect((await online.send("PUT", path, blob())).status).toBe(201);
  expect((await online.send("PUT", path, blob({ description: "mine" }))).status).toBe(200);
  const read = await online.send("GET", path);
  expect(read.body.properties).toMatchObject({ isDefault: false, credentials: { credentialsType: "AccountKey" } });
  expect(JSON.stringify(read.body)).not.toContain("secret");
  const listed = async (query = "") => {
    const { body } = await online.send("GET", `${online.workspace}/datastores?api-version=2025-12-01${query}`);
    return body.value.map(({ name }: { name: string }) => name);
  };
  expect(await listed()).toEqual(["mine", "workspaceblobstore"]);
  expect(await listed("&isDefault=true")).toEqual(["workspaceblobstore"]);
  expect((await online.send("DELETE", path)).status).toBe(200);
  expect((await online.send("DELETE", path)).status).toBe(204);
  expect((await online.send("GET", path)).body.error.code).toBe("ResourceNotFound");
});

it.each([
  ["a name with a capital", "Mine", blob(), "InvalidResourceName"],
  ["another kind", "mine", blob({ datastoreType: "Tape" }), "InvalidRequestContent"],
  ["no credentials", "mine", blob({ credentials: undefined }), "InvalidRequestContent"],
])("%s is refused", async (_, name, body, code) => {
  const { status, body: answer } = await online.send("PUT", `${online.workspace}/datastores/${name}`, body);
  expect([status, answer.error.code]).toEqual([400, code]);
});
