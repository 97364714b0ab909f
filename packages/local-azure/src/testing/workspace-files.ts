import { sharedKey } from "../storage/shared-key";
import type { OnlineClient } from "./online";

const version = "?api-version=2024-01-01";

/**
 * A storage account with files, as a deployment's upload makes it, and a datastore `assets` of its container; answers
 * the addresses of a path in both.
 */
export async function uploadFiles(
  { arm, workspace }: OnlineClient,
  files: Record<string, string>,
): Promise<{ at: (path: string) => string; inDatastore: (path: string) => string }> {
  const account = `${arm.resourceGroup}/providers/Microsoft.Storage/storageAccounts/files`;
  const body = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } };
  await arm.ended(await arm.send("PUT", account + version, body));
  await arm.send("PUT", `${account}/blobServices/default/containers/assets${version}`, {});
  const { primaryEndpoints } = (await arm.send("GET", account + version)).body.properties;
  const [{ value: key }] = (await arm.send("POST", `${account}/listKeys${version}`)).body.keys;
  for (const [path, content] of Object.entries(files)) {
    const address = new URL(`${primaryEndpoints.blob}assets/${path}`);
    const headers: Record<string, string> = {
      "x-ms-date": new Date().toUTCString(),
      "x-ms-version": "2021-12-02",
      "x-ms-blob-type": "BlockBlob",
      "content-type": "text/plain",
    };
    const signed = { ...headers, "content-length": String(Buffer.byteLength(content)) };
    const authorization = sharedKey("PUT", address, signed, { account: "files", key });
    const answer = await fetch(address, { method: "PUT", headers: { ...headers, authorization }, body: content });
    if (!answer.ok) {
      throw new Error(`PUT ${address.href}: ${answer.status} ${await answer.text()}`);
    }
  }
  const properties = {
    datastoreType: "AzureBlob",
    accountName: "files",
    containerName: "assets",
    credentials: { credentialsType: "None" },
  };
  await arm.send("PUT", `${workspace}/datastores/assets?api-version=2025-12-01`, { properties });
  const place = workspace.replace("/providers/Microsoft.MachineLearningServices", "");
  return {
    at: (path) => `${primaryEndpoints.blob}assets/${path}`,
    inDatastore: (path) => `azureml:/${place}/datastores/assets/paths/${path}`,
  };
}
