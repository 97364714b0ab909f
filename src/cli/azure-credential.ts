import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

import type { AccessToken, TokenCredential } from "../client";
import { timeOf } from "../client/credentials/token-lifetime";
import { UsageError } from "./usage-error";

/**
 * Whoever asks for tokens, found only when one is needed: by `@azure/identity` where it is installed in the folder or
 * beside this package, else the Azure CLI.
 */
export class AzureCredential implements TokenCredential {
  #found: TokenCredential | undefined;

  async getToken(scopes: string | string[], options?: Parameters<TokenCredential["getToken"]>[1]) {
    this.#found ??= identity() ?? { getToken: cliToken };
    return this.#found.getToken(scopes, options);
  }
}

function identity(): TokenCredential | undefined {
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

async function cliToken(scopes: string | string[]): Promise<AccessToken> {
  const [scope = ""] = [scopes].flat();
  if (!/^[\w:/.-]+$/.test(scope)) {
    throw new UsageError(`the scope ${JSON.stringify(scope)} is not allowed: must be an address`);
  }
  const told = await az(["account", "get-access-token", "--scope", scope, "--output", "json"]);
  const { accessToken, expires_on: seconds, expiresOn } = parsed(told);
  // Older versions only have the local time.
  const expiresOnTimestamp = timeOf(seconds) ?? Date.parse(String(expiresOn));
  if (typeof accessToken !== "string" || Number.isNaN(expiresOnTimestamp)) {
    throw new Error(
      "the Azure CLI (az account get-access-token) gave no token; az version tells whether it is current",
    );
  }
  return { token: accessToken, expiresOnTimestamp };
}

/** The parser's own words show a piece of what it was given, which may be a token. */
function parsed(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function az(args: string[]): Promise<string> {
  const windows = process.platform === "win32";
  try {
    // A command file on Windows, which only a shell runs; the arguments are checked.
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
