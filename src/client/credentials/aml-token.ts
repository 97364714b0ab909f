import { Answer, answerError, failure, fitsHeader, send, Subject, Transport } from "./azure-request";
import { CredentialErrorCode } from "./credential-error";
import { entraToken } from "./entra-token";
import type { AccessToken, TokenCredential } from "./token-credential";
import { clockOffset, timeOf } from "./token-lifetime";

/**
 * One token of Azure ML for an endpoint: a POST with an Entra token
 * (learn.microsoft.com/rest/api/azureml/online-endpoints/get-token, 2025-12-01).
 */
export async function amlToken(
  credential: TokenCredential,
  scope: string,
  url: string,
  transport: Transport,
  subject: Subject,
  claims?: string,
): Promise<AccessToken> {
  const post = async (asked?: string): Promise<[Answer, string]> => {
    const { token } = await entraToken(credential, scope, transport, subject, asked);
    return [await send(transport, subject, "POST", url, token), token];
  };
  let [answer, bearer] = await post(claims);
  const challenge = answer.status === 401 ? claimsIn(answer.headers.get("www-authenticate")) : undefined;
  if (challenge !== undefined && challenge !== claims) {
    [answer, bearer] = await post(challenge);
  }
  const { status, headers, json } = answer;
  if (status < 200 || status > 299) {
    throw answerError(subject, answer, bearer);
  }
  const { accessToken, expiryTimeUtc, refreshAfterTimeUtc } = json;
  const expiry = timeOf(expiryTimeUtc);
  if (!fitsHeader(accessToken) || expiry === undefined) {
    const missing = fitsHeader(accessToken) ? "an expiryTimeUtc that is a time" : "an accessToken";
    throw failure(subject, CredentialErrorCode.InvalidAnswer, `answered ${status} without ${missing}`, { status });
  }
  // Both times are the service's; ours may be wrong, and its clock stands in the answer.
  const date = Date.parse(headers.get("date") ?? "");
  const offset = Number.isNaN(date) ? 0 : clockOffset(date, answer.sentAt, answer.answeredAt);
  const refreshAfter = timeOf(refreshAfterTimeUtc);
  return {
    token: accessToken,
    expiresOnTimestamp: expiry - offset,
    ...(refreshAfter === undefined ? {} : { refreshAfterTimestamp: refreshAfter - offset }),
  };
}

/** Conditional access may ask for a token with more in it (learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsIn(challenge: string | null): string | undefined {
  const encoded = /\bclaims="([^"]+)"/i.exec(challenge ?? "")?.[1];
  try {
    return encoded && atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return undefined;
  }
}
