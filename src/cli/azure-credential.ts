import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

import type { AccessToken, GetTokenOptions, TokenCredential } from "../client";
import { parseTimestamp } from "../client/credentials/token-lifetime";
import { parseJsonObject } from "../client/internal/parse-json";
import { UsageError } from "./usage-error";

/**
 * The caller's identity, looked for only when it is needed: by `@azure/identity` where it is installed in the folder or
 * beside this package, else by the Azure CLI.
 */
export class AzureCredential implements TokenCredential {
  #credential: TokenCredential | undefined;

  async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
    this.#credential ??= installedIdentity() ?? { getToken: azureCliToken };
    return this.#credential.getToken(scopes, options);
  }
}

function installedIdentity(): TokenCredential | undefined {
  for (const place of [path.join(process.cwd(), "package.json"), __filename]) {
    const load = createRequire(place);
    let file: string;
    try {
      file = load.resolve("@azure/identity");
    } catch {
      continue;
    }
    const { DefaultAzureCredential } = load(file) as { DefaultAzureCredential: new () => TokenCredential };
    return new DefaultAzureCredential();
  }
  return undefined;
}

async function azureCliToken(scopes: string | string[]): Promise<AccessToken> {
  const [scope = ""] = [scopes].flat();
  if (!/^[\w:/.-]+$/.test(scope)) {
    throw new UsageError(`the scope ${JSON.stringify(scope)} is not allowed: must be an address`);
  }
  const stdout = await runAzureCli(["account", "get-access-token", "--scope", scope, "--output", "json"]);
  const { accessToken, expires_on: expiresOnSeconds, expiresOn } = parseJsonObject(stdout);
  // Older versions only have the local time.
  const expiresOnTimestamp = parseTimestamp(expiresOnSeconds) ?? Date.parse(String(expiresOn));
  if (typeof accessToken !== "string" || Number.isNaN(expiresOnTimestamp)) {
    throw new Error(
      "the Azure CLI (az account get-access-token) gave no token; az version tells whether it is current",
    );
  }
  return { token: accessToken, expiresOnTimestamp };
}

async function runAzureCli(args: string[]): Promise<string> {
  const windows = process.platform === "win32";
  try {
    // On Windows it is a command file, which needs a shell; the arguments are validated.
    const { stdout } = await promisify(execFile)(windows ? "az.cmd" : "az", args, { shell: windows, encoding: "utf8" });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT" || /is not recognized/.test(stderr ?? "")) {
      throw new Error(
        "neither @azure/identity nor the Azure CLI is there: npm install @azure/identity in this folder, or install the Azure CLI and az login",
      );
    }
    throw new Error(`the Azure CLI gave no token: ${(stderr ?? "").trim().split("\n").at(-1) || String(code)}`);
  }
}
