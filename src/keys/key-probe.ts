import * as http from "node:http";
import * as https from "node:https";

import type { EnvironmentProxy } from "../azure/environment-proxy";
import { proxyVariable } from "../azure/proxy-variables";

/** Where a service says whether it accepts a key. */
export interface ProbeTarget {
  readonly url: string;
  /** The address to connect to, where the name in the URL may not lead there yet. The certificate is still for the name. */
  readonly address?: string;
}

/**
 * Sends a GET with a key, and returns the status of the response: by way of the proxy that the environment names, unless an
 * `address` is given, which is to be reached itself. No redirect is followed, so that the key goes nowhere else, and the
 * body is left unread.
 */
export async function probeWithKey({ url, address }: ProbeTarget, key: string, timeoutMs: number): Promise<number> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const secure = protocol === "https:";
  const bare = (name: string) => name.replace(/^\[|\]$/g, "");
  const proxy = address === undefined ? await proxyFor(url) : undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(proxy ? new Error(proxy.explain(error.message || String(error))) : error);
    const request = (secure ? https : http).request({
      host: bare(address ?? hostname),
      port: port === "" ? undefined : Number(port),
      path: pathname + search,
      method: "GET",
      headers: { host, authorization: `Bearer ${key}` },
      // What counts is what a new connection meets.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(secure && !isAddress(hostname) ? { servername: hostname } : {}),
      ...proxy?.requestOptions,
    });
    request.on("error", fail);
    request.on("response", (response) => {
      response.destroy();
      const status = response.statusCode ?? 0;
      // What the proxy sends says nothing of the key.
      if (proxy?.hasSent(status)) {
        fail(new Error(`status ${status}`));
      }
      resolve(status);
    });
    request.end();
  });
}

/** Loads the modules of Azure's SDK only where a proxy is named. */
async function proxyFor(url: string): Promise<EnvironmentProxy | undefined> {
  if (proxyVariable() === undefined) {
    return undefined;
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need a file extension
  const { environmentProxy } = require("../azure/environment-proxy") as typeof import("../azure/environment-proxy");
  return environmentProxy(url);
}

/** Server names in a handshake are names (RFC 6066). */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
