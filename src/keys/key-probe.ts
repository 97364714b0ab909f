import * as http from "node:http";
import * as https from "node:https";

/** Where a service says whether it accepts a key. */
export interface ProbeTarget {
  readonly url: string;
  /** The address to connect to, where the name in the URL may not lead there yet. The certificate is still for the name. */
  readonly address?: string;
}

/**
 * Asks with a key, and tells the status of the answer. No redirect is followed, so that the key goes nowhere else, and
 * the body is left unread.
 */
export function probeWithKey({ url, address }: ProbeTarget, key: string, timeoutMs: number): Promise<number> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const secure = protocol === "https:";
  const bare = (name: string) => name.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      host: bare(address ?? hostname),
      port: port === "" ? undefined : Number(port),
      path: pathname + search,
      method: "GET",
      headers: { host, authorization: `Bearer ${key}` },
      // What shall be known is what a new connection meets.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(secure && !isAddress(hostname) ? { servername: hostname } : {}),
    });
    request.on("error", reject);
    request.on("response", (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.end();
  });
}

/** Server names in a handshake are names (RFC 6066). */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
