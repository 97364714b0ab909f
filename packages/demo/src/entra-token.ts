import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { noAnswer } from "./call";

/** A token of Microsoft Entra, as an application gets it: by its client credentials. */
export async function clientCredentialsToken(
  loginUrl: string,
  who: Pick<NewPrincipal, "tenantId" | "clientId" | "clientSecret">,
  scope: string,
): Promise<{ readonly token: string; readonly expires: number }> {
  const answer = await fetch(`${loginUrl}/${who.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: who.clientId,
      client_secret: who.clientSecret,
      scope,
    }),
  }).catch((error: Error) => {
    throw new Error(`Entra at ${loginUrl} does not respond: ${noAnswer(error).body}`);
  });
  const body = (await answer.json()) as { access_token?: string; expires_in?: number; error_description?: string };
  if (body.access_token === undefined) {
    throw new Error(`Entra gives no token: ${answer.status} ${body.error_description}`);
  }
  return { token: body.access_token, expires: Math.floor(Date.now() / 1000) + Number(body.expires_in ?? 3600) };
}
