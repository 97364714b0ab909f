import { limited } from "../internal/abort";
import { failure, fitsHeader, reasonOf, Subject, Transport } from "./azure-request";
import { CredentialErrorCode } from "./credential-error";
import { shown } from "../internal/redact";
import type { AccessToken, TokenCredential } from "./token-credential";

/** One token of Microsoft Entra. No caller's signal or tracing is in it: it is for all of them. */
export async function entraToken(
  credential: TokenCredential,
  scope: string,
  { clock, timeoutMs }: Transport,
  subject: Subject,
  claims?: string,
): Promise<AccessToken> {
  const from: Subject = { ...subject, service: "Microsoft Entra" };
  let token: AccessToken | null;
  try {
    token = await limited(clock, timeoutMs, (abortSignal) =>
      credential.getToken(scope, claims === undefined ? { abortSignal } : { abortSignal, claims, enableCae: true }),
    );
  } catch (error) {
    throw failure(
      from,
      CredentialErrorCode.EntraTokenFailed,
      `gave no token for ${scope} (${shown(reasonOf(error), "", 1000)})`,
      {
        remedy: "see that the given TokenCredential can sign in here",
        retryAfterMs: retryAfterOf(error),
        cause: error,
      },
    );
  }
  if (!fitsHeader(token?.token)) {
    throw failure(from, CredentialErrorCode.EntraTokenFailed, `gave no token for ${scope}`, {
      remedy: "the given TokenCredential answered without one",
    });
  }
  return token as AccessToken;
}

/** Where the error of an Azure client holds the answer, it may hold how long to wait. */
function retryAfterOf(error: unknown): number | undefined {
  const { response } = (error ?? {}) as { response?: { headers?: { get?: (name: string) => unknown } } };
  const seconds = Number(response?.headers?.get?.("retry-after") ?? NaN);
  return seconds > 0 ? seconds * 1000 : undefined;
}
