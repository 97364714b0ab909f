import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { TokenCredential as AzureTokenCredential } from "@azure/core-auth";

import { type Credential, EndpointTokenCredential } from "../../../src/client";
import { acquisition, type Region } from "../../support/client/region";

/** Sends one request to the endpoint: its status, or whatever kept it from being sent. */
export type Request = (signal?: AbortSignal) => Promise<number>;
/** What lets a token in: the endpoint. */
export type Endpoint = (token: string) => number;

/** Azure's own: `bearerTokenAuthenticationPolicy` with its token cycler, on a credential that fetches tokens of Azure ML. */
export function azurePolicy(region: Region, endpoint: Endpoint): Request {
  const policy = bearerTokenAuthenticationPolicy({ credential: bare(region), scopes: acquisition.scope });
  return async (abortSignal) => {
    const request = createPipelineRequest({
      url: "https://score.westeurope.inference.ml.azure.com/score",
      abortSignal,
    });
    const { status } = await policy.sendRequest(request, async (sent) => ({
      request: sent,
      status: endpoint((sent.headers.get("authorization") ?? "").replace("Bearer ", "")),
      headers: createHttpHeaders(),
    }));
    return status;
  };
}

/** Ours, with what a client has to do on a 401. */
export function ownCredential(region: Region, endpoint: Endpoint): Request {
  const source = new EndpointTokenCredential(acquisition, region.credential, { fetch: region.fetch });
  const send = (credential: Credential) => {
    const status = endpoint(credential.authorization().replace("Bearer ", ""));
    if (status !== 401) {
      source.accepted(credential);
    }
    return status;
  };
  return async (signal) => {
    const credential = await source.credential({ signal });
    const status = send(credential);
    const other = status === 401 ? await source.refused(credential, { signal }) : undefined;
    return other ? send(other) : status;
  };
}

/** The same two steps as in `EndpointTokenCredential`, and nothing kept. */
function bare({ credential, fetch }: Region): AzureTokenCredential {
  return {
    getToken: async (_, options) => {
      await credential.getToken(acquisition.scope, { abortSignal: options?.abortSignal });
      const response = await fetch(acquisition.url!, { signal: options?.abortSignal as AbortSignal | undefined });
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      const { accessToken, expiryTimeUtc, refreshAfterTimeUtc } = (await response.json()) as {
        accessToken: string;
        expiryTimeUtc: number;
        refreshAfterTimeUtc?: number;
      };
      return {
        token: accessToken,
        expiresOnTimestamp: expiryTimeUtc * 1000,
        ...(refreshAfterTimeUtc === undefined ? {} : { refreshAfterTimestamp: refreshAfterTimeUtc * 1000 }),
      };
    },
  };
}
