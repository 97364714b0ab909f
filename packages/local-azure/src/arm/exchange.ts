import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { isOfOperations, type Fault, type Faults } from "../faults";
import type { JournalEntry, RequestRecord } from "../journal";
import { ArmError, badRequest } from "./arm-error";
import type { ArmRequest, ArmResponse } from "./http";
import { readBody } from "./request-body";

/** Who looks on at every request, whichever listener it comes to. */
export interface Watch {
  faults: Faults;
  /** What is noted of every request. */
  record: (entry: RequestRecord) => void;
  log: (line: string) => void;
}

export interface Place {
  method: string;
  /** As it was sent. */
  path: string;
  segments: string[];
  query: URLSearchParams;
}

/** What answers at a listener. */
export interface Answerer {
  /** The path by which faults and records know a request; default: as it was sent. */
  known?(path: string): string;
  /** Requests that no fault applies to. */
  spared?(place: Place): boolean;
  /** Fills in `request` as far as it gets, so that a refusal can be recorded with what is known. */
  respond(incoming: IncomingMessage, text: string, place: Place, request: Partial<ArmRequest>): Fate | Promise<Fate>;
  /** Told of every request at its end, whatever became of it. */
  journal?(entry: JournalEntry): void;
}

/** What becomes of a request. */
export type Fate = ArmResponse | "cut" | "silence";

/** What is done with every request before and after what answers it: host, faults, errors, records. */
export async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  watch: Watch,
  answerer: Answerer,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  const time = new Date().toISOString();
  const known = (path: string) => answerer.known?.(path) ?? path;
  const request: Partial<ArmRequest> = {};
  let fault: Fault | undefined;
  let fate: Fate;
  try {
    const text = await readBody(incoming);
    const place = placeOf(incoming, origin);
    fault = answerer.spared?.(place)
      ? undefined
      : watch.faults.take(method, known(place.path), (kind) => !isOfOperations(kind));
    fate = await faulted(fault, async () => answerer.respond(incoming, text, place, request));
  } catch (error) {
    fate =
      error instanceof ArmError
        ? { status: error.status, body: error.body() }
        : internalError(error as Error, watch.log);
  }
  const { caller, permission, body } = request;
  const status = typeof fate === "string" ? 0 : fate.status;
  watch.record({
    time,
    caller: caller?.name,
    principalId: caller?.principalId,
    method,
    path: known(url.split("?")[0] ?? url),
    status,
    ...permission,
    ...(fault ? { fault: fault.kind } : {}),
  });
  answerer.journal?.({ time, method, url, ...(body === undefined ? {} : { body }), status });
  if (fate === "cut") {
    cut(incoming.socket);
  } else if (fate !== "silence") {
    send(outgoing, method, fate);
  }
}

async function faulted(fault: Fault | undefined, respond: () => Promise<Fate>): Promise<Fate> {
  switch (fault?.kind) {
    case "reset-before":
      return "cut";
    case "reset-after":
      await respond().catch(() => undefined); // its outcome is what the client is not to learn
      return "cut";
    case "silence":
      return "silence";
    case "delay":
      await sleep(fault.milliseconds ?? 0, undefined, { ref: false });
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

function placeOf(incoming: IncomingMessage, origin: string): Place {
  // Whoever may send requests here may run programs. A web page that gives its own name the address 127.0.0.1 (DNS
  // rebinding) could send them from the browser, but under its own name.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(incoming.headers.host ?? "")) {
    throw badRequest("InvalidHost", "Local Azure answers on 127.0.0.1 and localhost only.");
  }
  // Not against a base: a path that begins with two slashes would be taken for a host.
  const url = new URL(`${origin}${incoming.url ?? "/"}`);
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
