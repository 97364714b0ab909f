import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { callerOf } from "../entra/bearer";
import type { Entra } from "../entra/entra";
import type { EntraEndpoints } from "../entra/endpoints";
import { isOfOperations, type Fault, type Faults } from "../faults";
import type { JournalEntry, RequestRecord } from "../journal";
import { ArmError, badRequest } from "./arm-error";
import type { ArmRequest, ArmResponse, Handler } from "./http";
import { parseBody, readBody } from "./request-body";

/** What stands behind the front door. */
export interface Door {
  entra: Entra;
  entraEndpoints: EntraEndpoints;
  /** The addresses of local Azure's own below `/local`. */
  control: Handler;
  arm: Handler;
  faults: Faults;
  /** What is noted of every request, and what of every request's body when that was asked for. */
  record: (entry: RequestRecord) => void;
  journal: (entry: JournalEntry) => void;
  log: (line: string) => void;
}

interface Place {
  method: string;
  /** As it was sent. */
  path: string;
  segments: string[];
  query: URLSearchParams;
}

/** What is done with every request before and after a resource provider sees it. */
export async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  door: Door,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  const time = new Date().toISOString();
  const request: Partial<ArmRequest> = {};
  let fault: Fault | undefined;
  let response: ArmResponse | undefined;
  try {
    const text = await readBody(incoming);
    const place = placeOf(incoming, origin);
    const local = place.segments[0]?.toLowerCase() === "local";
    fault = local ? undefined : door.faults.take(method, place.path, (kind) => !isOfOperations(kind));
    response = await faulted(fault, () => respond(incoming, text, place, origin, door, request));
  } catch (error) {
    response =
      error instanceof ArmError
        ? { status: error.status, body: error.body() }
        : internalError(error as Error, door.log);
  }
  const { caller, permission, body } = request;
  door.record({
    time,
    caller: caller?.name,
    principalId: caller?.principalId,
    method,
    path: url.split("?")[0] ?? url,
    status: response?.status ?? 0,
    ...permission,
    ...(fault ? { fault: fault.kind } : {}),
  });
  door.journal({ time, method, url, ...(body === undefined ? {} : { body }), status: response?.status ?? 0 });
  if (response === undefined) {
    cut(incoming.socket);
  } else {
    send(outgoing, method, response);
  }
}

/** The answer, or none where the connection is to be cut. */
async function faulted(
  fault: Fault | undefined,
  respond: () => Promise<ArmResponse>,
): Promise<ArmResponse | undefined> {
  switch (fault?.kind) {
    case "reset-before":
      return undefined;
    case "reset-after":
      await respond().catch(() => undefined); // its outcome is what the client is not to learn
      return undefined;
    case "delay":
      await sleep(fault.milliseconds ?? 0);
      return respond();
    case "status":
      return {
        status: fault.status ?? 500,
        headers: fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) },
        body: fault.body ?? {
          error: { code: fault.code ?? "InternalServerError", message: "The request failed, as it was told to." },
        },
      };
    default:
      return respond();
  }
}

/** Fills in `request` as far as it gets, so that a refusal can be recorded with what is known. */
async function respond(
  incoming: IncomingMessage,
  text: string,
  place: Place,
  origin: string,
  door: Door,
  request: Partial<ArmRequest>,
): Promise<ArmResponse> {
  const fromEntra = await door.entraEndpoints.answer(place.method, place.segments, text, origin);
  if (fromEntra) {
    return fromEntra;
  }
  const caller = await callerOf(door.entra, incoming.headers.authorization);
  Object.assign(request, { ...place, caller, origin, headers: incoming.headers });
  request.body = parseBody(text);
  request.operationFault = () => {
    const kind = door.faults.take(place.method, place.path, isOfOperations)?.kind;
    return kind === "operation-fails" ? "fails" : kind === "operation-hangs" ? "hangs" : undefined;
  };
  const handler = place.segments[0]?.toLowerCase() === "local" ? door.control : door.arm;
  return handler(request as ArmRequest);
}

function placeOf(incoming: IncomingMessage, origin: string): Place {
  // Whoever may send requests here may run programs. A web page that gives its own name the address 127.0.0.1 (DNS
  // rebinding) could send them from the browser, but under its own name.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(incoming.headers.host ?? "")) {
    throw badRequest("InvalidHost", "Local Azure answers on 127.0.0.1 and localhost only.");
  }
  const url = new URL(incoming.url ?? "/", origin);
  let segments: string[];
  try {
    segments = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    throw badRequest("InvalidRequestUri", "The request's address is not valid.");
  }
  return { method: incoming.method ?? "GET", path: url.pathname, segments, query: url.searchParams };
}

/** By a reset, as far as there is one: not below TLS, says Node's documentation. */
function cut(socket: Socket): void {
  if (socket instanceof TLSSocket) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
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
