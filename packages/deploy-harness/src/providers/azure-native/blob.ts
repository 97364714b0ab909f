import { readAsset } from "../assets";
import { isObject, type Properties, type Value } from "../properties";
import { ProviderError } from "../provider";
import { ArmError, type ArmClient } from "./arm";
import { expand } from "./path";
import { shapeOf } from "./shapes";
import { sharedKey } from "@azureml-webservice/local-azure/storage/shared-key";

const SERVICE_VERSION = "2021-12-02";
const META = "x-ms-meta-";

/**
 * Blobs, which ARM does not have: the plugin asks ARM for the account's first key and speaks to the storage account
 * itself (provider/pkg/resources/customresources, custom_storage_azidentity.go). It makes the account's address from
 * its name; here the account says where it is.
 */
export class Blobs {
  constructor(
    private readonly arm: ArmClient,
    /** The program's folder, where relative paths of assets begin. */
    private readonly folder: string,
  ) {}

  async create(inputs: Properties): Promise<Properties> {
    const kind = String(inputs.type).toLowerCase();
    if (kind !== "block") {
      throw new ProviderError(`the stand-in for azure-native makes block blobs, no ${kind} blobs`);
    }
    const content = isObject(inputs.source) ? readAsset(inputs.source, this.folder) : Buffer.alloc(0);
    const headers = { "x-ms-blob-type": "BlockBlob", ...contentHeaders(inputs), ...metadataHeaders(inputs) };
    await this.demand("PUT", inputs, "", headers, content);
    await this.setTier(inputs);
    return this.readWritten(inputs);
  }

  /** Content, its hash and the kind replace a blob; the rest is set in place, each by a request of its own. */
  async update(inputs: Properties): Promise<Properties> {
    if (inputs.contentType !== undefined) {
      await this.demand("PUT", inputs, "comp=properties", contentHeaders({ contentType: inputs.contentType }));
    }
    const metadata = metadataHeaders(inputs);
    if (Object.keys(metadata).length > 0) {
      await this.demand("PUT", inputs, "comp=metadata", metadata);
    }
    await this.setTier(inputs);
    return this.readWritten(inputs);
  }

  async read(place: Properties): Promise<Properties | undefined> {
    const address = await this.address(place);
    const answer = await this.send("HEAD", address, place, {});
    if (answer.status === 404) {
      return undefined;
    }
    if (!answer.ok) {
      throw refused(answer, place);
    }
    return toBlobOutputs(place, address, answer.headers);
  }

  async delete(place: Properties): Promise<void> {
    const answer = await this.send("DELETE", await this.address(place), place, { "x-ms-delete-snapshots": "include" });
    if (!answer.ok && answer.status !== 404) {
      throw refused(answer, place);
    }
  }

  private async setTier(inputs: Properties): Promise<void> {
    if (inputs.accessTier !== undefined) {
      await this.demand("PUT", inputs, "comp=tier", { "x-ms-access-tier": String(inputs.accessTier) });
    }
  }

  private async readWritten(inputs: Properties): Promise<Properties> {
    const outputs = await this.read(inputs);
    if (outputs === undefined) {
      throw new ProviderError("newly created blob is not found");
    }
    return outputs;
  }

  private async demand(
    method: string,
    place: Properties,
    query: string,
    headers: Record<string, string>,
    content: Buffer = Buffer.alloc(0),
  ): Promise<void> {
    const address = await this.address(place);
    address.search = query;
    const answer = await this.send(method, address, place, headers, content);
    if (!answer.ok) {
      throw refused(answer, place);
    }
  }

  private async send(
    method: string,
    address: URL,
    place: Properties,
    headers: Record<string, string>,
    content: Buffer = Buffer.alloc(0),
  ): Promise<Response> {
    const { path, apiVersion = "" } = shapeOf("azure-native:storage:StorageAccount");
    const { keys } = await this.arm.post(`${expand(path, place)}/listKeys`, apiVersion);
    const first = Array.isArray(keys) ? keys[0] : undefined;
    if (!isObject(first) || typeof first.value !== "string") {
      throw new ProviderError(`no keys for storage account "${String(place.accountName)}"`);
    }
    const sent = { ...headers, "x-ms-date": new Date().toUTCString(), "x-ms-version": SERVICE_VERSION };
    // The length is signed, and sent by `fetch` itself.
    const signed = content.length > 0 ? { ...sent, "content-length": String(content.length) } : sent;
    const authorization = sharedKey(method, address, signed, {
      account: String(place.accountName),
      key: first.value,
    });
    const body = method === "PUT" ? new Uint8Array(content) : undefined;
    return fetch(address, { method, headers: { ...sent, authorization }, body });
  }

  private async address(place: Properties): Promise<URL> {
    const { path, apiVersion = "" } = shapeOf("azure-native:storage:StorageAccount");
    const { properties } = await this.arm.get(expand(path, place), apiVersion);
    const endpoints = isObject(properties) ? properties.primaryEndpoints : undefined;
    if (!isObject(endpoints) || typeof endpoints.blob !== "string") {
      throw new ProviderError(`the storage account "${String(place.accountName)}" has no address for blobs`);
    }
    const name = String(place.blobName).split("/").map(encodeURIComponent).join("/");
    return new URL(`${endpoints.blob.replace(/\/$/, "")}/${String(place.containerName)}/${name}`);
  }
}

function contentHeaders({ contentType, contentMd5 }: Properties): Record<string, string> {
  return {
    ...(typeof contentType === "string" ? { "x-ms-blob-content-type": contentType } : {}),
    ...(typeof contentMd5 === "string" ? { "x-ms-blob-content-md5": contentMd5 } : {}),
  };
}

function metadataHeaders({ metadata }: Properties): Record<string, string> {
  const given = isObject(metadata) ? Object.entries(metadata) : [];
  return Object.fromEntries(given.map(([name, value]) => [`${META}${name.toLowerCase()}`, String(value)]));
}

function toBlobOutputs(place: Properties, address: URL, headers: Headers): Properties {
  const metadata = [...headers].filter(([name]) => name.startsWith(META));
  const accessTier = headers.get("x-ms-access-tier");
  const named = ["resourceGroupName", "accountName", "containerName", "blobName"];
  return {
    ...Object.fromEntries(named.map((name): [string, Value] => [name, place[name] ?? null])),
    name: place.blobName ?? null,
    contentMd5: headers.get("content-md5") ?? "",
    contentType: headers.get("content-type") ?? "",
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(META.length), value])),
    type: (headers.get("x-ms-blob-type") ?? "").replace(/Blob$/, ""),
    url: address.href,
    ...(accessTier ? { accessTier } : {}),
  };
}

function refused(answer: Response, { blobName, containerName, accountName }: Properties): ArmError {
  const code = answer.headers.get("x-ms-error-code") ?? "Unknown";
  const where = `blob "${String(blobName)}" (container "${String(containerName)}" / account "${String(accountName)}")`;
  return new ArmError(answer.status, code, `${where}: Status=${answer.status} Code="${code}"`);
}
