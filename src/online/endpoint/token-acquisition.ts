import * as pulumi from "@pulumi/pulumi";

import { type CloudChoice, cloudOf } from "../../azure/clouds";
import type { AuthMode } from "../../contract/auth-mode";
import { authModeRow } from "../../contract/auth-modes";
import type { TokenAcquisition } from "../../contract/token-acquisition";
import { apiVersion } from "./endpoint-state";

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
