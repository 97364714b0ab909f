import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { clientCredentialsToken } from "../entra-token";
import { DemoFailure } from "../scenario";

const run = promisify(execFile);
const publicLogin = "https://login.microsoftonline.com";
/** Before this many seconds to its end a token is renewed. */
const marginSeconds = 300;

/** Who deploys, signed in as azure-native's plugin is: by `ARM_*` variables, else by the Azure CLI. */
export interface SignIn {
  readonly description: string;
  /** A token for a resource such as https://management.azure.com. */
  token(resource: string): Promise<string>;
  /** The subscription that goes with it, where one is chosen. */
  subscription(): Promise<string | undefined>;
  /** Secrets that no report may have. */
  readonly secrets: readonly (string | undefined)[];
}

export function signInFrom(env: NodeJS.ProcessEnv, loginUrl = publicLogin): SignIn {
  const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: clientSecret, ARM_TENANT_ID: tenantId } = env;
  if (clientId && clientSecret && tenantId) {
    const who = { clientId, clientSecret, tenantId };
    return {
      description: "the service principal of ARM_CLIENT_ID",
      token: renewed((resource) =>
        clientCredentialsToken(loginUrl, who, `${resource}/.default`).catch((error: Error) => {
          throw new DemoFailure(`signing in with ARM_CLIENT_ID failed: ${error.message}`);
        }),
      ),
      subscription: () => Promise.resolve(env.ARM_SUBSCRIPTION_ID),
      secrets: [clientSecret],
    };
  }
  if (clientId || clientSecret) {
    throw new DemoFailure("of ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID all three are needed, or none");
  }
  return {
    description: "the Azure CLI",
    token: renewed(async (resource) => {
      const { accessToken, expires_on: expires } = await azureCli<{ accessToken: string; expires_on: number }>([
        ...["account", "get-access-token", "--resource", resource],
        ...(env.ARM_SUBSCRIPTION_ID ? ["--subscription", env.ARM_SUBSCRIPTION_ID] : []),
      ]);
      return { token: accessToken, expires: Number(expires) };
    }),
    subscription: async () => env.ARM_SUBSCRIPTION_ID ?? (await azureCli<{ id?: string }>(["account", "show"])).id,
    secrets: [],
  };
}

function renewed(
  fetchToken: (resource: string) => Promise<{ readonly token: string; readonly expires: number }>,
): SignIn["token"] {
  const tokens = new Map<string, { readonly token: string; readonly expires: number }>();
  return async (resource) => {
    const known = tokens.get(resource);
    if (known !== undefined && known.expires - marginSeconds > Date.now() / 1000) {
      return known.token;
    }
    const fetched = await fetchToken(resource);
    tokens.set(resource, fetched);
    return fetched.token;
  };
}

async function azureCli<T>(args: string[]): Promise<T> {
  try {
    const { stdout } = await run("az", [...args, "--output", "json"], { timeout: 60_000 });
    return JSON.parse(stdout) as T;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const said = stderr?.trim().split("\n").at(-1) ?? String(error);
    throw new DemoFailure(
      code === "ENOENT"
        ? "nobody is signed in to Azure: there is no Azure CLI (az) on the PATH, and ARM_CLIENT_ID, ARM_CLIENT_SECRET and " +
            "ARM_TENANT_ID are not set"
        : `nobody is signed in to Azure: \`az ${args.slice(0, 2).join(" ")}\` failed (${said}); run az login`,
    );
  }
}

/** Who a token is of. */
export function claimsOf(token: string): { readonly oid?: string; readonly tid?: string; readonly idtyp?: string } {
  const [, payload] = token.split(".");
  return JSON.parse(Buffer.from(payload ?? "", "base64url").toString() || "{}") as object;
}
