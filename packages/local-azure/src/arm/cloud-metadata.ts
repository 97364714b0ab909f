import { badRequest } from "./arm-error";
import type { Place } from "./exchange";
import type { ArmResponse } from "./http";

/** What tokens for this Azure Resource Manager are for, whatever the cloud. */
const audiences = ["https://management.core.windows.net/", "https://management.azure.com/"];

/**
 * `GET /metadata/endpoints`, which Azure serves without a token: where the parts of a cloud are. `az cloud register`
 * reads the form of 2015-01-01 (azure-cli, cloud/custom.py); the list of 2019-05-01 and later is what
 * ARM_CLOUD_METADATA_URL leads `az` and azure-ai-ml to.
 */
export function cloudMetadata({ method, segments, query }: Place, origin: string): ArmResponse | undefined {
  if (method !== "GET" || segments.join("/").toLowerCase() !== "metadata/endpoints") {
    return undefined;
  }
  const version = query.get("api-version");
  if (!version) {
    throw badRequest(
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  return { status: 200, body: version < "2018" ? oldForm(origin) : [newForm(origin)] };
}

function oldForm(origin: string) {
  return {
    galleryEndpoint: "https://gallery.azure.com/",
    graphEndpoint: "https://graph.windows.net/",
    portalEndpoint: "https://portal.azure.com/",
    authentication: { loginEndpoint: `${origin}/`, audiences },
  };
}

function newForm(origin: string) {
  return {
    name: "LocalAzure",
    portal: "https://portal.azure.com",
    authentication: { loginEndpoint: origin, audiences, tenant: "common", identityProvider: "AAD" },
    graph: "https://graph.windows.net/",
    graphAudience: "https://graph.windows.net/",
    microsoftGraphResourceId: "https://graph.microsoft.com/",
    resourceManager: `${origin}/`,
    gallery: "https://gallery.azure.com/",
    // Of resources that are not addressed by a name here but by a port: clients only join them to names.
    suffixes: { keyVaultDns: "vault.azure.net", storage: "core.windows.net", acrLoginServer: "azurecr.io" },
  };
}
