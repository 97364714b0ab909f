import { type PipelinePolicy, RestError } from "@azure/core-rest-pipeline";

import { ArmError } from "../arm-error";
import { type EnvironmentProxy, environmentProxy } from "../environment-proxy";

/**
 * Sends a request by way of the proxy that the environment names. What the proxy refuses, or what breaks on the way, is
 * an error that says so: the pipeline's own policy passes a refusal off as Azure's.
 */
export function environmentProxyPolicy(): PipelinePolicy {
  return {
    name: "environmentProxyPolicy",
    async sendRequest(request, next) {
      const proxy = await proxyFor(request.url);
      if (proxy === undefined) {
        return next(request);
      }
      request.requestOverrides = { ...proxy.requestOptions };
      try {
        const response = await next(request);
        if (proxy.hasSent(response.status)) {
          throw new RestError(`status ${response.status}`, { statusCode: response.status });
        }
        return response;
      } catch (error) {
        throw error instanceof RestError ? explained(error, proxy) : error;
      } finally {
        // The next attempt begins anew.
        request.requestOverrides = undefined;
      }
    },
  };
}

async function proxyFor(url: string): Promise<EnvironmentProxy | undefined> {
  try {
    return await environmentProxy(url);
  } catch (error) {
    throw new ArmError((error as Error).message);
  }
}

function explained({ message, code, statusCode }: RestError, proxy: EnvironmentProxy): RestError {
  return new RestError(proxy.explain(message || String(code)), { code, statusCode });
}
