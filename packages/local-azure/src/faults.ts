import { randomUUID } from "node:crypto";
import path from "node:path";
import { badRequest } from "./arm/arm-error";
import { checkShape, integer, object, oneOf, string, anything } from "./arm/shape";
import { readJson, writeJson } from "./json-file";

export const faultKinds = [
  "status",
  "reset-before",
  "reset-after",
  "delay",
  "silence",
  "operation-fails",
  "operation-hangs",
] as const;

/** Something that shall go wrong with the next requests that fit. */
export interface Fault {
  kind: (typeof faultKinds)[number];
  /** Default: any. */
  method?: string;
  /** A regular expression for the path, without query; case does not count. */
  path: string;
  /** How often; 0 is until it is cleared. Default 1. */
  times?: number;
  /** How many requests that fit pass unharmed first. Default 0. */
  skip?: number;
  /** Kind "status": what is answered instead. */
  status?: number;
  code?: string;
  body?: unknown;
  retryAfterSeconds?: number;
  /** Kind "delay". */
  milliseconds?: number;
}

interface StoredFault extends Fault {
  id: string;
  left: number;
}

const shape = object(
  {
    kind: oneOf(...faultKinds),
    method: string,
    path: string,
    times: integer,
    skip: integer,
    status: integer,
    code: string,
    body: anything,
    retryAfterSeconds: integer,
    milliseconds: integer,
  },
  ["kind", "path"],
);

/** What shall go wrong, kept across a restart. */
export class Faults {
  private stored: StoredFault[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = path.join(folder, "faults.json");
    this.stored = readJson<StoredFault[]>(this.file) ?? [];
  }

  add(body: unknown): { id: string } {
    checkShape(shape, body ?? {});
    const fault = body as Fault;
    try {
      new RegExp(fault.path);
    } catch {
      throw badRequest("InvalidFault", `The path '${fault.path}' is no regular expression.`, "path");
    }
    if (fault.kind === "status" && fault.status === undefined) {
      throw badRequest("InvalidFault", "A fault of the kind 'status' needs a status.", "status");
    }
    if (fault.kind === "delay" && fault.milliseconds === undefined) {
      throw badRequest("InvalidFault", "A fault of the kind 'delay' needs milliseconds.", "milliseconds");
    }
    const times = fault.times ?? 1;
    const id = randomUUID();
    this.save([...this.stored, { ...fault, id, left: times === 0 ? Number.MAX_SAFE_INTEGER : times }]);
    return { id };
  }

  clear(): void {
    this.save([]);
  }

  list(): StoredFault[] {
    return this.stored;
  }

  /** The first fault of the given kinds that fits a request; taking it uses it up by one. */
  take(method: string, requestPath: string, fits: (kind: Fault["kind"]) => boolean): Fault | undefined {
    const fault = this.stored.find(
      (candidate) =>
        fits(candidate.kind) &&
        (candidate.method ?? method).toUpperCase() === method &&
        new RegExp(candidate.path, "i").test(requestPath),
    );
    if (fault?.skip) {
      const { skip } = fault;
      this.save(this.stored.map((other) => (other === fault ? { ...other, skip: skip - 1 } : other)));
      return undefined;
    }
    if (fault) {
      this.save(
        this.stored.flatMap((other) =>
          other !== fault ? other : fault.left > 1 ? { ...fault, left: fault.left - 1 } : [],
        ),
      );
    }
    return fault;
  }

  private save(faults: StoredFault[]): void {
    this.stored = faults;
    writeJson(this.file, faults);
  }
}

export function isOfOperations(kind: Fault["kind"]): boolean {
  return kind === "operation-fails" || kind === "operation-hangs";
}
