import type { IncomingMessage, ServerResponse } from "node:http";
import { callerOf } from "../entra/bearer";
import type { Entra } from "../entra/entra";
import type { EntraEndpoints } from "../entra/endpoints";
import { isOfOperations } from "../faults";
import type { JournalEntry } from "../journal";
import { cloudMetadata } from "./cloud-metadata";
import { exchange, type Place, type Watch } from "./exchange";
import type { ArmRequest, ArmResponse, Handler } from "./http";
import { parseBody } from "./request-body";

/** What stands behind the front door. */
export interface Door {
  entra: Entra;
  entraEndpoints: EntraEndpoints;
  /** The addresses of local Azure's own below `/local`. */
  control: Handler;
  arm: Handler;
  watch: Watch;
  /** What is noted of every request's body, when that was asked for. */
  journal: (entry: JournalEntry) => void;
}

/** Answers a request to Entra, to Azure Resource Manager, or to local Azure's own addresses. */
export function answer(incoming: IncomingMessage, outgoing: ServerResponse, origin: string, door: Door): Promise<void> {
  return exchange(incoming, outgoing, origin, door.watch, {
    spared: isLocal,
    respond: (message, text, place, request) => respond(message, text, place, origin, door, request),
    journal: door.journal,
  });
}

async function respond(
  incoming: IncomingMessage,
  text: string,
  place: Place,
  origin: string,
  door: Door,
  request: Partial<ArmRequest>,
): Promise<ArmResponse> {
  const open =
    (await door.entraEndpoints.answer(place.method, place.segments, text, origin)) ?? cloudMetadata(place, origin);
  if (open) {
    return open;
  }
  const caller = await callerOf(door.entra, incoming.headers.authorization, origin);
  Object.assign(request, { ...place, caller, origin, headers: incoming.headers });
  request.body = parseBody(text);
  request.operationFault = () => {
    const kind = door.watch.faults.take(place.method, place.path, isOfOperations)?.kind;
    return kind === "operation-fails" ? "fails" : kind === "operation-hangs" ? "hangs" : undefined;
  };
  const handler = isLocal(place) ? door.control : door.arm;
  return handler(request as ArmRequest);
}

function isLocal({ segments }: Place): boolean {
  return segments[0]?.toLowerCase() === "local";
}
