import * as pulumi from "@pulumi/pulumi";

import { CloudChoice, cloudOf } from "../../azure/clouds";
import { AuthMode } from "../../contract/auth-mode";
import { authModeRow } from "../../contract/auth-modes";
import { apiVersion } from "./endpoint-state";

/**
 * How a caller gets a token without this package. Nothing in it is secret. The shape has a version, which goes up when
 * a property changes its meaning or goes away.
 *
 * With `authMode` `AMLToken` the caller first gets a token of Microsoft Entra for `scope`, then sends it to `url`, and
 * is answered `accessToken`, which goes to the endpoint as `Authorization: Bearer <accessToken>`;
 * `refreshAfterTimeUtc`, the time (in seconds since 1970) from which to fetch the next one; and `expiryTimeUtc`, when
 * this one stops working. With `AADToken` the token of Microsoft Entra for `scope` goes to the endpoint itself.
 */
export interface TokenAcquisition {
  /** The version of this shape: 1. */
  readonly version: number;
  /** The service's own: a mode with tokens, such as `AMLToken`. */
  readonly authMode: AuthMode;
  /** The scope of the token of Microsoft Entra, such as `https://management.azure.com/.default`. */
  readonly scope: string;
  /** What that token is issued for (its `aud`): the scope without `/.default`. */
  readonly audience: string;
  /** The HTTP method of the request to `url`. */
  readonly method: string;
  /**
   * Where the token is asked for: the endpoint's token address at Azure Resource Manager, or, in a mode whose callers
   * send a token of Microsoft Entra itself, Microsoft Entra, where the caller's own tenant stands in place of `{tenant}`.
   */
  readonly url: string;
  /** The actions that the caller's role needs on the endpoint; methods such as `grantScoring` give exactly them. */
  readonly actions: string[];
  /**
   * A line for a POSIX shell with the Azure CLI signed in that prints Azure's answer. No token stands in the arguments
   * of a process, where others could read it.
   */
  readonly command: string;
}

/** Says for an endpoint how its callers get tokens; nothing in a mode without tokens. */
export function tokenAcquisition(
  endpointId: pulumi.Input<string>,
  authMode: AuthMode,
  azure?: CloudChoice,
): pulumi.Output<TokenAcquisition | undefined> {
  const { token, grant } = authModeRow(authMode) ?? {};
  if (token === undefined) {
    return pulumi.output(undefined);
  }
  const cloud = cloudOf(azure);
  const audience = cloud[token.audience];
  const scope = `${audience}/.default`;
  const made = (url: string, command: string): TokenAcquisition => ({
    version: 1,
    authMode,
    scope,
    audience,
    method: "POST",
    url,
    actions: [...(grant?.actions ?? [])],
    command,
  });
  if (token.flow === "direct") {
    return pulumi.output(made(`${cloud.activeDirectory}/{tenant}/oauth2/v2.0/token`, entraTokenLine(scope)));
  }
  return pulumi.all([endpointId, cloud.resourceManager]).apply(([id, host]) => {
    const url = `${host}${id}/token?api-version=${apiVersion}`;
    return made(url, exchangeLine(scope, url));
  });
}

function exchangeLine(scope: string, url: string): string {
  return [
    entraTokenLine(scope),
    // curl reads the header from its standard input, so that the token is in no process' arguments.
    `sed 's/.*/header = "Authorization: Bearer &"/'`,
    `curl --fail-with-body --silent --show-error --config - --request POST --header 'Content-Length: 0' '${url}'`,
  ].join(" | ");
}

function entraTokenLine(scope: string): string {
  return `az account get-access-token --scope ${scope} --query accessToken --output tsv`;
}
