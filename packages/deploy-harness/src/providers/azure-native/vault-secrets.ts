import http from "node:http";
import https from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { isObject, type Properties, type Value } from "../properties";
import { ProviderError } from "../provider";
import { ArmClient, ArmError } from "./arm";
import { expand } from "./path";
import { shapeOf } from "./shapes";

const DATA_API_VERSION = "7.6";
/** As often as the plugin tries where nothing soft-deleted explains the conflict; it waits 5 seconds in between. */
const CONFLICTS = 6;
const RETRY_DELAY_MS = 50;

interface Answer {
  status: number;
  code: string;
  message: string;
}

/**
 * What the plugin does with secrets by the vault's data plane (provider/pkg/resources/customresources,
 * custom_keyvault.go as of pull request 4759, which 3.28 has): it deletes them there, because ARM cannot, and recovers a
 * soft-deleted one of the same name when ARM answers a creation with a conflict. It makes the vault's address from its
 * name; here the vault says where it is, and local Azure which authority vouches for it.
 */
export class VaultSecrets {
  private readonly owner: ArmClient;

  constructor(
    private readonly endpoint: string,
    private readonly token: string,
  ) {
    this.owner = new ArmClient(endpoint, "stand-in");
  }

  /** 404 is as good as deleted. */
  async delete(place: Properties): Promise<void> {
    const answer = await this.send("DELETE", place, `/secrets/${String(place.secretName)}`);
    if (answer.status >= 400 && answer.status !== 404) {
      throw refused("DELETE", place, answer);
    }
  }

  /** Creates by `put`; what was soft-deleted comes back first, and then gets what `put` sends as a new version. */
  async create<T>(place: Properties, put: () => Promise<T>): Promise<T> {
    for (let conflicts = 0; ;) {
      try {
        return await put();
      } catch (error) {
        if (!(error instanceof ArmError) || error.status !== 409) {
          throw error;
        }
        conflicts = (await this.recover(place)) ? 0 : conflicts + 1;
        if (conflicts === CONFLICTS) {
          throw error;
        }
        await wait(RETRY_DELAY_MS);
      }
    }
  }

  /** Whether there was one to recover; a refusal to look is taken for none, a refusal to recover is an error. */
  private async recover(place: Properties): Promise<boolean> {
    const path = `/deletedsecrets/${String(place.secretName)}`;
    if ((await this.send("GET", place, path)).status !== 200) {
      return false;
    }
    const answer = await this.send("POST", place, `${path}/recover`);
    if (answer.status >= 400) {
      throw new ProviderError(
        `failed to recover soft-deleted secret ${String(place.secretName)}: ${refused("POST", place, answer).message}`,
      );
    }
    return true;
  }

  private async send(method: string, place: Properties, path: string): Promise<Answer> {
    const url = new URL(path, await this.address(place));
    url.searchParams.set("api-version", DATA_API_VERSION);
    const secure = url.protocol === "https:";
    const ca = secure ? await this.authority() : undefined;
    const headers = { authorization: `Bearer ${await this.vaultToken()}`, accept: "application/json" };
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, { method, headers, ca, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, ...errorOf(Buffer.concat(chunks).toString("utf8")) }),
        );
      });
      request.on("error", (error) => reject(new ProviderError(`${method} ${url.href}: ${error.message}`)));
      request.end();
    });
  }

  private async address(place: Properties): Promise<string> {
    const { path, apiVersion = "" } = shapeOf("azure-native:keyvault:Vault");
    const { properties } = await this.owner.get(expand(path, place), apiVersion);
    const address = isObject(properties) ? properties.vaultUri : undefined;
    if (typeof address !== "string") {
      throw new ProviderError(`the vault "${String(place.vaultName)}" has no address`);
    }
    return address;
  }

  private async authority(): Promise<string> {
    const { pem } = await this.local("GET", "authority");
    return String(pem);
  }

  /** The plugin's credential gets a token for the vault as it got the one for ARM; the Owner's word is good for both. */
  private async vaultToken(): Promise<string> {
    const [, payload, signature] = this.token.split(".");
    if (payload === undefined || signature === undefined) {
      return this.token;
    }
    const { oid } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Properties;
    const { token } = await this.local("POST", "tokens", {
      principalId: oid as Value,
      audience: "https://vault.azure.net",
    });
    return String(token);
  }

  private async local(method: string, what: string, body?: Properties): Promise<Properties> {
    const response = await fetch(`${this.endpoint.replace(/\/$/, "")}/local/${what}`, {
      method,
      headers: { authorization: "Bearer stand-in", "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) {
      throw new ProviderError(`the address ${this.endpoint} is no local Azure: /local/${what} is ${response.status}`);
    }
    return (await response.json()) as Properties;
  }
}

function errorOf(text: string): { code: string; message: string } {
  let body: Value | undefined;
  try {
    body = JSON.parse(text) as Value;
  } catch {
    body = undefined;
  }
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  return { code: String(error.code ?? ""), message: String(error.message ?? "") };
}

function refused(method: string, place: Properties, { status, code, message }: Answer): ProviderError {
  const where = `secret "${String(place.secretName)}" (vault "${String(place.vaultName)}")`;
  return new ProviderError(`${method} ${where}: Status=${status} Code="${code}" Message="${message}"`);
}
