import { sharedKey } from "./shared-key";

export interface BlobAccount {
  account: string;
  /** Base64. */
  key: string;
  /** Where its blobs are, without a slash at the end. */
  endpoint: string;
}

const serviceVersion = "2021-12-02";

/** The little of a storage account's own interface that ARM's side of it needs. */
export class BlobClient {
  constructor(private readonly account: BlobAccount) {}

  async createContainer(name: string): Promise<"created" | "there"> {
    const answer = await this.send("PUT", `/${name}?restype=container`);
    return answer.status === 409 ? "there" : "created";
  }

  async hasContainer(name: string): Promise<boolean> {
    return (await this.send("GET", `/${name}?restype=container`)).status !== 404;
  }

  async deleteContainer(name: string): Promise<boolean> {
    return (await this.send("DELETE", `/${name}?restype=container`)).status !== 404;
  }

  async containers(): Promise<string[]> {
    const text = await (await this.send("GET", "/?comp=list")).text();
    return [...text.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name = ""]) => name);
  }

  private async send(method: string, place: string): Promise<Response> {
    const address = new URL(`${this.account.endpoint}${place}`);
    const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": serviceVersion };
    const authorization = sharedKey(method, address, headers, this.account);
    const answer = await fetch(address, { method, headers: { ...headers, authorization } });
    if (!answer.ok && ![404, 409].includes(answer.status)) {
      throw new Error(`the blob storage answers ${answer.status} ${answer.headers.get("x-ms-error-code") ?? ""}`);
    }
    return answer;
  }
}
