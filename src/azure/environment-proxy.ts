import type { EventEmitter } from "node:events";
import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { checkServerIdentity } from "node:tls";

import { createHttpHeaders, createPipelineRequest, proxyPolicy } from "@azure/core-rest-pipeline";

import { proxyVariable } from "./proxy-variables";

/** No server's status, but a proxy's: it wants a user and a password. */
const proxyAuthenticationRequired = 407;

/** The proxy of one request, by the environment's variables. */
export interface EnvironmentProxy {
  /** For a request on a new connection by way of the proxy. */
  readonly requestOptions: Pick<RequestOptions, "agent" | "checkServerIdentity">;
  /** Whether a status comes from the proxy, in place of the server behind it. */
  readonly hasSent: (status: number) => boolean;
  /** For an error: that a proxy is in between, and the way out. Without the proxy's URL, which may hold a password. */
  readonly explain: (reason: string) => string;
}

/**
 * The proxy for a URL, chosen as core-rest-pipeline does it for every client of Azure; nothing where NO_PROXY has the
 * host, or no proxy is named.
 *
 * @throws When a variable names something else than a proxy.
 */
export async function environmentProxy(url: string): Promise<EnvironmentProxy | undefined> {
  const variable = proxyVariable();
  if (variable === undefined) {
    return undefined;
  }
  assertProxyUrl(variable);
  const request = createPipelineRequest({ url });
  await proxyPolicy().sendRequest(request, () =>
    Promise.resolve({ request, status: 200, headers: createHttpHeaders() }),
  );
  const agent = request.agent as Agent | undefined;
  if (agent === undefined) {
    return undefined;
  }
  const { hostname } = new URL(url);
  let hasRefused = false;
  // Of https-proxy-agent, which hands on a proxy's refusal to connect as if the server behind it had sent it.
  (agent as unknown as EventEmitter).on("proxyConnect", ({ statusCode }: { statusCode: number }) => {
    hasRefused = statusCode !== 200;
  });
  return {
    requestOptions: {
      agent,
      // Node would check an address without a name for the proxy's.
      checkServerIdentity: (_, certificate) => checkServerIdentity(hostname.replace(/^\[|\]$/g, ""), certificate),
    },
    hasSent: (status) => hasRefused || status === proxyAuthenticationRequired,
    explain: (reason) =>
      `${reason}, through the proxy in ${variable}; correct ${variable}, or add ${hostname} to NO_PROXY`,
  };
}

function assertProxyUrl(variable: string): void {
  const value = process.env[variable] ?? "";
  const { protocol, hostname } = URL.canParse(value) ? new URL(value) : { protocol: "", hostname: "" };
  if (!["http:", "https:"].includes(protocol) || hostname === "") {
    throw new Error(`${variable} is not the URL of a proxy: must be like http://proxy.example.com:8080`);
  }
}
