import { errors } from "jose";
import { ArmError } from "../arm/arm-error";
import type { Caller } from "../arm/http";
import type { Entra } from "./entra";

const audiences = [
  "https://management.core.windows.net/",
  "https://management.core.windows.net",
  "https://management.azure.com/",
  "https://management.azure.com",
  "https://management.usgovcloudapi.net",
  "https://management.chinacloudapi.cn",
];

/** Whoever sends an opaque word is the person who deploys: the subscription's Owner. */
export const owner: Caller = { name: "the owner" };

/**
 * Who a request comes from, by its Authorization header: the Owner, or the principal that a token of local Entra names.
 * `origin` is the address that was asked: clients that know a cloud by its metadata take it for the audience, too.
 */
export async function callerOf(entra: Entra, authorization: string | undefined, origin: string): Promise<Caller> {
  const [, token] = /^Bearer (\S+)$/.exec(authorization ?? "") ?? [];
  if (token === undefined) {
    throw new ArmError(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing or does not hold a bearer token.",
    );
  }
  if (!/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token)) {
    return owner;
  }
  try {
    const { oid, appid, iss } = await entra.verify(token, [...audiences, origin, `${origin}/`]);
    if (entra.isOwnIssuer(iss) && typeof oid === "string") {
      return { principalId: oid, name: String(appid ?? oid) };
    }
  } catch (error) {
    throw refusal(error as Error);
  }
  throw refusal(new Error("a token of another issuer"));
}

// The codes and the words are Azure Resource Manager's.
function refusal(error: Error): ArmError {
  if (error instanceof errors.JWTExpired) {
    const expiry = new Date((error.payload.exp ?? 0) * 1000).toISOString();
    return new ArmError(
      401,
      "ExpiredAuthenticationToken",
      `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${new Date().toISOString()}'.`,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
    return new ArmError(
      401,
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${String(error.payload.aud)}'. It should ` +
        `exactly match with one of the allowed audiences '${audiences.slice(0, 4).join("','")}'.`,
    );
  }
  return new ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.");
}
