import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { until } from "./call";
import type { ScenarioTools } from "./scenario";

/** What the output `tokenAcquisition` of an example tells its callers. */
export interface Acquisition {
  readonly scope: string;
  readonly url: string;
  readonly actions: readonly string[];
}

/** A token of Microsoft Entra, as an application gets it: by its client credentials. */
export async function entraToken({ azureUrl }: ScenarioTools, who: NewPrincipal, scope: string): Promise<string> {
  const answer = await fetch(`${azureUrl}/${who.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: who.clientId,
      client_secret: who.clientSecret,
      scope,
    }),
  });
  const body = (await answer.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) {
    throw new Error(`Entra gives no token: ${answer.status} ${body.error_description}`);
  }
  return body.access_token;
}

/** What Azure ML answers to who wants a token. */
export interface TokenAnswer {
  readonly status: number;
  readonly accessToken?: string;
  readonly expiryTimeUtc?: number;
  readonly refreshAfterTimeUtc?: number;
}

/** A token of Azure ML for an endpoint, as the output `tokenAcquisition` says. */
export async function amlToken(tools: ScenarioTools, who: NewPrincipal, how: Acquisition): Promise<TokenAnswer> {
  const authorization = `Bearer ${await entraToken(tools, who, how.scope)}`;
  const answer = await fetch(how.url, { method: "POST", headers: { authorization } });
  return { ...((await answer.json()) as object), status: answer.status };
}

/** The same, once a role that was just given counts. */
export function amlTokenOnceAllowed(tools: ScenarioTools, who: NewPrincipal, how: Acquisition): Promise<TokenAnswer> {
  tools.terminal.line("a new role takes a while until it counts; asking until then");
  return until(
    () => amlToken(tools, who, how),
    ({ status }) => status !== 403,
  );
}
