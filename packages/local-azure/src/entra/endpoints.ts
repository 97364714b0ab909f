import type { ArmResponse } from "../arm/http";
import type { Entra } from "./entra";
import { hasSecret, tenantId, type Principals } from "./principals";

/** The lifetime that Entra gives at least: Microsoft, "Configurable token lifetimes" (60 to 90 minutes). */
const lifetimeSeconds = 3600;

/** What local Entra gives tokens for: Azure Resource Manager and Azure Machine Learning in the three clouds, Key Vault, storage. */
const resources = [
  "https://management.azure.com",
  "https://management.core.windows.net",
  "https://management.usgovcloudapi.net",
  "https://management.chinacloudapi.cn",
  "https://ml.azure.com",
  "https://ml.azure.us",
  "https://ml.azure.cn",
  "https://vault.azure.net",
  "https://vault.azure.cn",
  "https://vault.usgovcloudapi.net",
  "https://storage.azure.com",
];

/** Whether local Entra knows the application that a token is asked for. */
export function isKnownResource(audience: string): boolean {
  return resources.includes(audience.replace(/\/$/, ""));
}

export class EntraEndpoints {
  constructor(
    private readonly entra: Entra,
    private readonly principals: Principals,
  ) {}

  /** The answer at an address of Entra, which asks for no bearer; undefined anywhere else. */
  async answer(method: string, segments: string[], body: string, origin: string): Promise<ArmResponse | undefined> {
    const [tenant = "", ...rest] = segments;
    const place = rest.join("/").toLowerCase();
    const handlers: Record<string, () => ArmResponse | Promise<ArmResponse>> = {
      "POST oauth2/v2.0/token": () => this.token(new URLSearchParams(body), origin),
      "GET v2.0/.well-known/openid-configuration": () => ({ status: 200, body: this.configuration(origin) }),
      "GET discovery/v2.0/keys": async () => ({ status: 200, body: await this.entra.jwks() }),
    };
    const handler = handlers[`${method} ${place}`];
    if (handler === undefined) {
      return undefined;
    }
    return tenant.toLowerCase() === tenantId
      ? handler()
      : refusal(
          400,
          "invalid_request",
          90002,
          `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
        );
  }

  private configuration(origin: string) {
    const base = `${origin}/${tenantId}`;
    return {
      issuer: this.entra.issuerAt(origin),
      // Not served: Microsoft's clients of tokens want it to be named.
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["token"],
      subject_types_supported: ["pairwise"],
    };
  }

  /** Client credentials: Microsoft, "OAuth 2.0 client credentials flow"; the codes are those of its AADSTS list. */
  private async token(form: URLSearchParams, origin: string): Promise<ArmResponse> {
    for (const name of ["grant_type", "client_id", "client_secret", "scope"]) {
      if (!form.get(name)) {
        return refusal(
          400,
          "invalid_request",
          900144,
          `The request body must contain the following parameter: '${name}'.`,
        );
      }
    }
    const grant = form.get("grant_type");
    if (grant !== "client_credentials") {
      return refusal(400, "unsupported_grant_type", 70003, `The app requested an unsupported grant type '${grant}'.`);
    }
    const clientId = form.get("client_id") ?? "";
    const principal = this.principals.byClientId(clientId);
    if (principal === undefined) {
      return refusal(
        400,
        "unauthorized_client",
        700016,
        `Application with identifier '${clientId}' was not found in the directory 'local Azure'.`,
      );
    }
    if (!hasSecret(principal, form.get("client_secret") ?? "")) {
      return refusal(
        401,
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
          `the client secret ID, for a secret added to app '${clientId}'.`,
      );
    }
    const scope = form.get("scope") ?? "";
    if (!scope.endsWith("/.default")) {
      return refusal(
        400,
        "invalid_scope",
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with ` +
          "/.default suffixed to the resource identifier (application ID URI).",
      );
    }
    // `https://management.azure.com//.default` is what clients send for an audience that ends with a slash.
    const audience = scope.slice(0, -"/.default".length);
    if (!isKnownResource(audience) && audience.replace(/\/$/, "") !== origin) {
      return refusal(
        400,
        "invalid_resource",
        500011,
        `The resource principal named ${audience} was not found in the tenant named local Azure.`,
      );
    }
    return {
      status: 200,
      headers: { "cache-control": "no-store" },
      body: {
        token_type: "Bearer",
        expires_in: lifetimeSeconds - 1,
        ext_expires_in: lifetimeSeconds - 1,
        access_token: await this.entra.principalToken(
          principal,
          audience,
          lifetimeSeconds,
          this.entra.issuerAt(origin),
        ),
      },
    };
  }
}

function refusal(status: number, error: string, code: number, text: string): ArmResponse {
  return { status, body: { error, error_description: `AADSTS${code}: ${text}`, error_codes: [code] } };
}
