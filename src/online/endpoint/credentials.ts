import { getOnlineEndpointToken, listOnlineEndpointKeys } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { authModeRow, authModes } from "../../contract/auth-modes";
import type { ServiceKeys } from "../../contract/service-keys";
import { errorMessage } from "../../pulumi/error-message";
import { unknownOutput } from "../../pulumi/output-value";
import { resourceError } from "../../pulumi/resource-error";
import { type RegisteredEndpoint, registeredEndpoint } from "./registry";

/** A token of Azure ML for one endpoint. */
export interface EndpointToken {
  /** Goes into the header: `Authorization: Bearer <token>`. */
  readonly token: string;
  /** When to fetch the next one (ISO 8601); this one works until `expiresOn`. */
  readonly refreshBy: string;
  /** When it stops working (ISO 8601). */
  readonly expiresOn: string;
}

/**
 * Requests a token from Azure, as the identity that deploys. A preview requests nothing, and the result is unknown.
 *
 * @throws When callers of the service need none.
 */
export function getToken(component: pulumi.Resource): pulumi.Output<EndpointToken> {
  const endpoint = registeredEndpoint(component, "getToken");
  const token = authModeRow(endpoint.authMode)?.token;
  if (token === undefined) {
    const switches = authModes.flatMap((row) => (row.token?.flow === "exchange" ? (row.switch ?? []) : []));
    throw resourceError(
      `getToken: callers of the service need a key, not a token; use getKeys, or set ${switches.join(" or ")}: true`,
      component,
    );
  }
  if (token.flow === "direct") {
    throw resourceError(
      `getToken: callers of the service need a ${token.name}, which the caller fetches itself; tokenAcquisition says for which scope and with which right, such as DefaultAzureCredential.getToken(tokenAcquisition.scope) of @azure/identity`,
      component,
    );
  }
  return requestOnceReady(component, endpoint, "getToken", "onlineEndpoints/token/action", async (names) => {
    const found = await getOnlineEndpointToken(names, { parent: component });
    return {
      token: present(found.accessToken, "accessToken"),
      refreshBy: isoTime(present(found.refreshAfterTimeUtc, "refreshAfterTimeUtc")),
      expiresOn: isoTime(present(found.expiryTimeUtc, "expiryTimeUtc")),
    };
  });
}

/**
 * Requests the keys in force from Azure, as the identity that deploys. A preview requests nothing, and the result is
 * unknown.
 *
 * @throws When the service has no key authentication. `method` is what was called of the service.
 */
export function getKeys(component: pulumi.Resource, method = "getKeys"): pulumi.Output<ServiceKeys> {
  const endpoint = registeredEndpoint(component, method);
  const row = authModeRow(endpoint.authMode);
  if (row?.credential !== "key") {
    const keySwitch = authModes.find(({ credential }) => credential === "key")?.switch;
    const way = row?.token?.flow === "exchange" ? "use getToken, or set" : "set";
    throw resourceError(
      `${method}: no key opens the service; callers of the service need a ${row?.token?.name}; ${way} ${keySwitch}: true in place of ${row?.switch}`,
      component,
    );
  }
  return requestOnceReady(component, endpoint, method, "onlineEndpoints/listKeys/action", async (names) => {
    const found = await listOnlineEndpointKeys(names, { parent: component });
    return {
      primaryKey: present(found.primaryKey, "primaryKey"),
      secondaryKey: present(found.secondaryKey, "secondaryKey"),
    };
  });
}

interface EndpointNames {
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly endpointName: string;
}

/** Once everything is in place, never in a preview, and secret from the first moment. */
function requestOnceReady<T>(
  component: pulumi.Resource,
  { resourceGroupName, workspaceName, endpointName, ready }: RegisteredEndpoint,
  method: string,
  action: string,
  ask: (names: EndpointNames) => Promise<T>,
): pulumi.Output<T> {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.secret(unknownOutput<T>()) as pulumi.Output<T>;
  }
  const names = pulumi.output({ resourceGroupName, workspaceName, endpointName });
  const response = pulumi.all([names, pulumi.all(ready.map(({ id }) => id))]).apply(async ([given]) => {
    try {
      return await ask(given);
    } catch (error) {
      throw resourceError(noAnswer(method, given.endpointName, action, error), component);
    }
  });
  return pulumi.secret(response) as pulumi.Output<T>;
}

/** Why a method has no result. */
export function noAnswer(method: string, endpointName: string, action: string, error: unknown): string {
  const reason = errorMessage(error);
  return `${method}: Azure did not answer for the endpoint "${endpointName}" (${reason}); the identity that deploys needs the right Microsoft.MachineLearningServices/workspaces/${action}`;
}

function present<T>(value: T | undefined, property: string): T {
  if (value === undefined) {
    throw new Error(`its answer has no ${property}`);
  }
  return value;
}

/** Azure counts the seconds since 1970. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
