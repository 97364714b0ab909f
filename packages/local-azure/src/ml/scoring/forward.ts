import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { ServedInstance } from "./served";

export interface ModelRequest {
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
  body: Buffer;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface ModelResponse {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

export type Outcome = ModelResponse | "timeout" | "crashed" | "left";

// RFC 9110, 7.6.1: of one connection only. The credential is the endpoint's affair and none of the model's, and names
// of the other connection's are set anew.
const notForwarded = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

export function forwardedHeaders(headers: IncomingHttpHeaders, ...without: string[]): OutgoingHttpHeaders {
  const left = Object.entries(headers).filter(([name]) => !notForwarded.includes(name) && !without.includes(name));
  return Object.fromEntries(left);
}

/**
 * Gives a request to one of the instances, the least busy one. One that cannot even be reached has just ended, and the
 * next is asked: nothing of the request has been seen by a model yet.
 */
export async function forward(
  instances: () => ServedInstance[],
  request: ModelRequest,
): Promise<Outcome | "no instance"> {
  const tried = new Set<ServedInstance>();
  for (;;) {
    const [next] = instances()
      .filter((instance) => !tried.has(instance))
      .sort((a, b) => a.inFlight - b.inFlight);
    if (next === undefined) {
      return tried.size === 0 ? "no instance" : "crashed";
    }
    tried.add(next);
    next.inFlight++;
    try {
      const outcome = await send(next.port, request);
      if (outcome !== "unreachable") {
        return outcome;
      }
    } finally {
      next.inFlight--;
    }
  }
}

function send(port: number, request: ModelRequest): Promise<Outcome | "unreachable"> {
  const { method, path, headers, body, timeoutMs, signal } = request;
  return new Promise((resolve) => {
    const timer = setTimeout(() => end("timeout"), timeoutMs);
    const left = () => end("left");
    // A connection of its own: gunicorn's workers keep none alive.
    const outgoing = http.request({
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: { ...headers, host: `127.0.0.1:${port}`, "content-length": body.length },
      agent: false,
    });
    const end = (outcome: Outcome | "unreachable") => {
      clearTimeout(timer);
      signal.removeEventListener("abort", left);
      resolve(outcome);
      outgoing.destroy();
    };
    signal.addEventListener("abort", left);
    outgoing.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", () => end("crashed"));
      response.once("end", () =>
        end({
          status: response.statusCode ?? 0,
          headers: forwardedHeaders(response.headers, "content-length", "server", "date"),
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ECONNREFUSED" ? "unreachable" : "crashed"),
    );
    outgoing.end(body);
  });
}
