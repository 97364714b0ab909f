import { badRequest } from "./arm-error";
import type { Place } from "./exchange";
import type { ArmResponse } from "./http";

/** What tokens for this Azure Resource Manager are for, whatever the cloud. */
const audiences = ["https://management.core.windows.net/", "https://management.azure.com/"];

/**
 * `GET /metadata/endpoints`, which Azure serves without a token: where the parts of a cloud are. Its form depends on the
 * version: that of 2015-01-01 and that of 2022-09-01, which `az cloud register` reads (azure-cli, cloud/custom.py, until
 * and since 2025), tell of one cloud, that of 2019-05-01, for ARM_CLOUD_METADATA_URL, of all that there are.
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
  if (version < "2018") {
    return { status: 200, body: oldForm(origin) };
  }
  return { status: 200, body: version < "2022" ? [newForm(origin)] : newForm(origin) };
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
