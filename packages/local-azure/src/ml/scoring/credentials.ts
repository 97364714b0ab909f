import { createHash, timingSafeEqual } from "node:crypto";
import type { EndpointKeys, ServedEndpoint } from "./served";

export interface TokenChecks {
  /** Whether an AML token is ours, not expired, and made for this endpoint. */
  amlToken(token: string, endpointId: string): Promise<boolean>;
  /** Whether an Entra token is valid for Azure ML and its principal may score on this endpoint. */
  entraToken(token: string, endpointId: string): Promise<boolean>;
}

/**
 * Why a request is turned away; undefined when it may pass. It is judged by the mode and the keys that are in force
 * when it arrives: everything is read before the first wait.
 */
export async function refusal(
  { id, settings }: Pick<ServedEndpoint, "id" | "settings">,
  authorization: string | undefined,
  checks: TokenChecks,
): Promise<string | undefined> {
  const { authMode, keys } = settings;
  const kind = authMode === "Key" ? "key" : "token";
  const [, credential] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
  if (credential === undefined) {
    return `${kind}_auth_bad_header_forbidden`;
  }
  const accepted =
    authMode === "Key"
      ? isOneOf(credential, keys)
      : await (authMode === "AMLToken" ? checks.amlToken(credential, id) : checks.entraToken(credential, id));
  return accepted ? undefined : `${kind}_auth_access_denied`;
}

function isOneOf(credential: string, { primaryKey, secondaryKey }: EndpointKeys): boolean {
  const given = digest(credential);
  // Both are compared in any case, so that the time tells nothing.
  return [primaryKey, secondaryKey].map((key) => timingSafeEqual(given, digest(key))).includes(true);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
