import type { Fault } from "./faults";
import type { Lateness } from "./identities/metadata-hosts";
import type { RequestRecord } from "./journal";

export interface NewPrincipal {
  principalId: string;
  clientId: string;
  clientSecret: string;
  tenantId: string;
}

export interface TokenOptions {
  /** Needed unless the token is for an endpoint. */
  principalId?: string;
  /** Default: Azure Resource Manager's. */
  audience?: string;
  /** Negative for one that has expired. Default 3600. */
  expiresInSeconds?: number;
  /** The ARM id of an online endpoint, for a token as Azure Machine Learning gives it. */
  endpoint?: string;
}

/** Steers a running local Azure: principals and their tokens, faults, and what was asked of it. */
export class LocalAzureControl {
  constructor(private readonly url: string) {}

  createPrincipal(
    name: string,
    type: "ServicePrincipal" | "User" | "Group" = "ServicePrincipal",
  ): Promise<NewPrincipal> {
    return this.send("POST", "principals", { name, type });
  }

  async token({ audience = "https://management.azure.com", ...options }: TokenOptions): Promise<string> {
    const { token } = await this.send<{ token: string }>("POST", "tokens", { ...options, audience });
    return token;
  }

  async fail(fault: Fault): Promise<void> {
    await this.send("POST", "faults", fault);
  }

  /** Forgets all faults, and lets the operations go on that hang by one. */
  async clearFaults(): Promise<void> {
    await this.send("DELETE", "faults");
  }

  /** Makes managed identities late, or refusing, from now on and for the groups that run. */
  async setIdentities(lateness: { startMs: number; until?: Lateness["until"] }): Promise<void> {
    await this.send("PUT", "identities", lateness);
  }

  identities(): Promise<Lateness> {
    return this.send("GET", "identities");
  }

  /** The certificate of the authority that clients of TLS have to trust. */
  async authority(): Promise<string> {
    return (await this.send<{ pem: string }>("GET", "authority")).pem;
  }

  async requests(): Promise<RequestRecord[]> {
    return (await this.send<{ value: RequestRecord[] }>("GET", "requests")).value;
  }

  async clearRequests(): Promise<void> {
    await this.send("DELETE", "requests");
  }

  private async send<T>(method: string, place: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/local/${place}`, {
      method,
      headers: { authorization: "Bearer control", "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} /local/${place}: ${response.status} ${text}`);
    }
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}
