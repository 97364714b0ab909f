import type { Properties } from "../properties";
import { ProviderError } from "../provider";
import { ArmError, type ArmClient } from "./arm";
import { toOutputs } from "./convert";
import { expand, parametersOf, subscriptionId } from "./path";
import { shapes } from "./shapes";

/** Functions that ask by POST, with their path: they have no shape to be found by. */
const ACTIONS: Record<string, { of: string; action: string }> = {
  "azure-native:machinelearningservices:listOnlineEndpointKeys": {
    of: "azure-native:machinelearningservices:OnlineEndpoint",
    action: "listKeys",
  },
  "azure-native:machinelearningservices:getOnlineEndpointToken": {
    of: "azure-native:machinelearningservices:OnlineEndpoint",
    action: "token",
  },
  "azure-native:storage:listStorageAccountKeys": { of: "azure-native:storage:StorageAccount", action: "listKeys" },
};

/** The functions of the plugin (`Invoke`): who the deployer is, and what ARM answers to GET and POST. */
export async function invoke(token: string, args: Properties, arm: ArmClient, bearer: string): Promise<Properties> {
  switch (token) {
    case "azure-native:authorization:getClientToken":
      return { token: tokenFor(args.endpoint, bearer) };
    case "azure-native:authorization:getClientConfig":
      return clientConfig(bearer);
  }
  const action = ACTIONS[token];
  const shape = shapes[action?.of ?? token.replace(/:get(\w+)$/, ":$1")];
  if (shape?.apiVersion === undefined) {
    throw new ProviderError(`the stand-in for azure-native has no function ${token}`);
  }
  const missing = parametersOf(shape.path).find((name) => args[name] === undefined);
  if (missing !== undefined) {
    throw new ProviderError(`${token}: the argument ${missing} is missing`);
  }
  const id = expand(shape.path, args) + (action ? `/${action.action}` : "");
  try {
    if (action !== undefined) {
      return await arm.post(id, shape.apiVersion);
    }
    const found = await arm.get(id, shape.apiVersion);
    return { ...(found.id === undefined ? {} : { id: found.id }), ...toOutputs(shape, found) };
  } catch (error) {
    throw error instanceof ArmError ? new ProviderError(`request failed ${id}: ${error.message}`) : error;
  }
}

/** Where a token for Azure Resource Manager is good, in every cloud. */
const RESOURCE_MANAGERS = /^https:\/\/management\.(azure\.com|usgovcloudapi\.net|chinacloudapi\.cn|core\.\S+)\/*$/;

function tokenFor(endpoint: Properties[string] | undefined, bearer: string): string {
  if (typeof endpoint === "string" && endpoint !== "" && !RESOURCE_MANAGERS.test(endpoint)) {
    throw new ProviderError(
      `the stand-in for azure-native has a token for Azure Resource Manager, none for ${endpoint}`,
    );
  }
  return bearer;
}

/** What the plugin reads from the token that it got (`GetClientConfig`); a token that says nothing is the owner's. */
function clientConfig(bearer: string): Properties {
  const claims = claimsOf(bearer);
  const claim = (name: string) => (typeof claims[name] === "string" ? claims[name] : NOBODY);
  return {
    clientId: claim("appid"),
    objectId: claim("oid"),
    subscriptionId: subscriptionId(),
    tenantId: claim("tid"),
  };
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

function claimsOf(bearer: string): Properties {
  const [, payload, signature] = bearer.split(".");
  if (payload === undefined || signature === undefined) {
    return {};
  }
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Properties;
}
