import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ArmError, badRequest } from "./arm-error";
import type { ArmRequest, ArmResponse, Handler } from "./http";

// The size that Azure Resource Manager takes in one request: Microsoft, "Azure subscription and service limits",
// Resource Manager request size (4,194,304 bytes).
const maxBodyBytes = 4 * 1024 * 1024;

export interface JournalEntry {
  time: string;
  method: string;
  url: string;
  body?: unknown;
  status: number;
}

/** What ARM does with every request before and after a resource provider sees it. */
export async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  handler: Handler,
  journal: (entry: JournalEntry) => void,
  log: (line: string) => void,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  let body: unknown;
  let response: ArmResponse;
  try {
    const text = await readBody(incoming);
    const request = parse(incoming, origin);
    body = parseBody(text);
    response = await handler({ ...request, body });
  } catch (error) {
    response =
      error instanceof ArmError ? { status: error.status, body: error.body() } : internalError(error as Error, log);
  }
  journal({
    time: new Date().toISOString(),
    method,
    url,
    ...(body === undefined ? {} : { body }),
    status: response.status,
  });
  send(outgoing, method, response);
}

function parse(incoming: IncomingMessage, origin: string): ArmRequest {
  // Whoever may send requests here may run programs. A web page that gives its own name the address 127.0.0.1 (DNS
  // rebinding) could send them from the browser, but under its own name.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(incoming.headers.host ?? "")) {
    throw badRequest("InvalidHost", "Local Azure answers on 127.0.0.1 and localhost only.");
  }
  if (!/^Bearer \S+$/.test(incoming.headers.authorization ?? "")) {
    throw new ArmError(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing or does not hold a bearer token.",
    );
  }
  const url = new URL(incoming.url ?? "/", origin);
  let segments: string[];
  try {
    segments = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    throw badRequest("InvalidRequestUri", "The request's address is not valid.");
  }
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    segments,
    query: url.searchParams,
    headers: incoming.headers,
    body: undefined,
    origin,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) {
      chunks.push(chunk); // what is beyond is still read, so that the client gets the answer
    }
  }
  if (size > maxBodyBytes) {
    throw new ArmError(
      413,
      "RequestContentTooLarge",
      `The request content size of ${size} bytes exceeds the maximum of ${maxBodyBytes} bytes.`,
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): unknown {
  if (text === "") {
    return undefined;
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest(
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: not JSON.",
    );
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest(
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: no object.",
    );
  }
  return body;
}

function internalError(error: Error, log: (line: string) => void): ArmResponse {
  log(`internal error: ${error.stack ?? error.message}`);
  return {
    status: 500,
    body: { error: { code: "InternalServerError", message: `Local Azure failed: ${error.message}` } },
  };
}

function send(outgoing: ServerResponse, method: string, { status, headers, body }: ArmResponse): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  outgoing.writeHead(status, {
    "x-ms-request-id": randomUUID(),
    ...headers,
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  });
  outgoing.end(method === "HEAD" ? undefined : text);
}
