import type { IncomingHttpHeaders } from "node:http";

export interface Caller {
  /** The object id of a principal; absent for the subscription's Owner. */
  principalId?: string;
  name: string;
}

/** A request that has passed the front door: authenticated, parsed, its path split into segments. */
export interface ArmRequest {
  method: string;
  /** The path as it was sent. */
  path: string;
  segments: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** The server's own address, for the headers that send a client to an operation. */
  origin: string;
  caller: Caller;
  /** The permission that it took, once the router knows it. */
  permission?: { action: string; scope: string };
  /** What a fault wants to become of a long-running operation that this request begins; asking uses the fault up. */
  operationFault?: () => "fails" | "hangs" | undefined;
}

export interface ArmResponse {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type Handler = (request: ArmRequest) => ArmResponse | Promise<ArmResponse>;

/**
 * The parameters of a path that fits `pattern`; ARM's paths are the same in any case, and its names keep theirs. A
 * pattern that begins with `/{scope}` takes any path there.
 */
export function matchPath(pattern: string, segments: string[]): Record<string, string> | undefined {
  const parts = pattern.split("/").slice(1);
  const parameters: Record<string, string> = {};
  if (parts[0] === "{scope}") {
    const length = segments.length - (parts.length - 1);
    parameters["scope"] = `/${segments.slice(0, Math.max(length, 0)).join("/")}`;
    parts.shift();
    segments = segments.slice(Math.max(length, 0));
  }
  if (parts.length !== segments.length) {
    return undefined;
  }
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) {
      parameters[part.slice(1, -1)] = segment;
    } else if (part.toLowerCase() !== segment.toLowerCase()) {
      return undefined;
    }
  }
  return parameters;
}
