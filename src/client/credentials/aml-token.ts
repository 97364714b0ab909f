import { isHeaderValue } from "../internal/header-value";
import {
  credentialError,
  responseError,
  sendAzureRequest,
  type AzureResponse,
  type ErrorContext,
  type Transport,
} from "./azure-request";
import { CredentialErrorCode } from "./credential-error";
import { fetchEntraToken } from "./entra-token";
import type { AccessToken, TokenCredential } from "./token-credential";
import { clockOffset, parseTimestamp } from "./token-lifetime";

/**
 * Fetches a token of Azure ML for an endpoint: a POST with a token of Microsoft Entra
 * (learn.microsoft.com/rest/api/azureml/online-endpoints/get-token, 2025-12-01).
 */
export async function fetchAmlToken(
  credential: TokenCredential,
  scope: string,
  url: string,
  transport: Transport,
  context: ErrorContext,
  claims?: string,
): Promise<AccessToken> {
  const post = async (requiredClaims?: string): Promise<[AzureResponse, string]> => {
    const { token } = await fetchEntraToken(credential, scope, transport, context, requiredClaims);
    return [await sendAzureRequest(transport, context, "POST", url, token), token];
  };
  let [response, bearer] = await post(claims);
  const challenge = response.status === 401 ? claimsChallenge(response.headers.get("www-authenticate")) : undefined;
  if (challenge !== undefined && challenge !== claims) {
    [response, bearer] = await post(challenge);
  }
  const { status, headers, json } = response;
  if (status < 200 || status > 299) {
    throw responseError(context, response, bearer);
  }
  const { accessToken, expiryTimeUtc, refreshAfterTimeUtc } = json;
  const expiresAt = parseTimestamp(expiryTimeUtc);
  if (!isHeaderValue(accessToken) || expiresAt === undefined) {
    const missing = isHeaderValue(accessToken) ? "an expiryTimeUtc that is a time" : "an accessToken";
    throw credentialError(context, CredentialErrorCode.InvalidAnswer, `answered ${status} without ${missing}`, {
      status,
    });
  }
  // Both times are by the service's clock, which the response shows; ours may be wrong.
  const date = Date.parse(headers.get("date") ?? "");
  const offset = Number.isNaN(date) ? 0 : clockOffset(date, response.sentAt, response.receivedAt);
  const refreshAt = parseTimestamp(refreshAfterTimeUtc);
  return {
    token: accessToken,
    expiresOnTimestamp: expiresAt - offset,
    ...(refreshAt === undefined ? {} : { refreshAfterTimestamp: refreshAt - offset }),
  };
}

/** Conditional access may require claims in the token (learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsChallenge(header: string | null): string | undefined {
  const encoded = /\bclaims="([^"]+)"/i.exec(header ?? "")?.[1];
  try {
    return encoded && atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return undefined;
  }
}
