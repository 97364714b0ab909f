import { withTimeout } from "../internal/abort";
import { errorMessage } from "../internal/error-message";
import { isHeaderValue } from "../internal/header-value";
import { invalidOption } from "../internal/option-checks";
import { redact } from "../internal/redact";
import { credentialError, type ErrorContext, type Transport } from "./azure-request";
import { CredentialErrorCode } from "./credential-error";
import type { AccessToken, TokenCredential } from "./token-credential";

/** Fetches a token of Microsoft Entra. It is shared, so that no single caller's signal or tracing goes along. */
export async function fetchEntraToken(
  credential: TokenCredential,
  scope: string,
  { clock, timeoutMs }: Pick<Transport, "clock" | "timeoutMs">,
  context: ErrorContext,
  claims?: string,
): Promise<AccessToken> {
  const entraContext: ErrorContext = { ...context, service: "Microsoft Entra" };
  let token: AccessToken | null;
  try {
    token = await withTimeout(clock, timeoutMs, (abortSignal) =>
      credential.getToken(scope, claims === undefined ? { abortSignal } : { abortSignal, claims, enableCae: true }),
    );
  } catch (error) {
    throw credentialError(
      entraContext,
      CredentialErrorCode.EntraTokenFailed,
      `gave no token for ${scope} (${redact(errorMessage(error), "", 1000)})`,
      {
        remedy: "see that the given TokenCredential can sign in here",
        retryAfterMs: retryAfterOf(error),
        cause: error,
      },
    );
  }
  if (!isHeaderValue(token?.token)) {
    throw credentialError(entraContext, CredentialErrorCode.EntraTokenFailed, `gave no token for ${scope}`, {
      remedy: "the given TokenCredential answered without one",
    });
  }
  return token as AccessToken;
}

/** The error of an Azure client may hold the response, and that how long to wait. */
function retryAfterOf(error: unknown): number | undefined {
  const { response } = (error ?? {}) as { response?: { headers?: { get?: (name: string) => unknown } } };
  const seconds = Number(response?.headers?.get?.("retry-after") ?? NaN);
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** For a token of Microsoft Entra that is sent as it is. `name` is how errors call the token. */
export function entraContext(name: string, audience: string, endpoint: string | undefined): ErrorContext {
  return { credential: { name, source: audience }, service: "Microsoft Entra", audience, endpoint, remedies: {} };
}

/** Throws `CredentialError` for what is no identity of a caller. */
export function assertTokenCredential(credential: TokenCredential): void {
  if (typeof credential?.getToken !== "function") {
    throw invalidOption("credential", "has no getToken", "must be a TokenCredential, such as one of @azure/identity");
  }
}

/** Throws `CredentialError` for a scope that is missing. `name` is the setting that it comes from. */
export function assertScope(name: string, scope: unknown): void {
  if (typeof scope !== "string" || scope === "") {
    throw invalidOption(name, "is missing", "must be a scope such as https://management.azure.com/.default");
  }
}
