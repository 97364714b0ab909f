import type { NewPrincipal } from "@azureml-webservice/local-azure/control";
import { until } from "./call";
import type { ScenarioTools } from "./scenario";

/** What the output `tokenAcquisition` of an example tells its callers. */
export interface Acquisition {
  readonly scope: string;
  readonly url: string;
  readonly actions: readonly string[];
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
  const authorization = `Bearer ${await tools.surroundings.entraToken(who, how.scope)}`;
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
