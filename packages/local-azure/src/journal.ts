import { appendFileSync, closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** What is remembered of each request: who did what with which permission, never a body. */
export interface RequestRecord {
  time: string;
  /** The name of the caller: "the owner", or the client id of a principal; absent before authentication. */
  caller?: string;
  principalId?: string;
  method: string;
  /** Without the query. */
  path: string;
  /** 0 when the connection was cut instead of an answer. */
  status: number;
  /** The permission that it took, and where. */
  action?: string;
  scope?: string;
  fault?: string;
}

/** A request with its body, as it came: written only when it is asked for. */
export interface JournalEntry {
  time: string;
  method: string;
  url: string;
  body?: unknown;
  status: number;
}

/** Lines of JSON in a file that only the owner may read; a line that a kill cut off is left out. */
export class Journal<Entry> {
  constructor(private readonly file: string) {
    if (existsSync(file) && !readFileSync(file, "utf8").endsWith("\n")) {
      appendFileSync(file, "\n"); // the next line must not stand behind the half of one that a kill cut off
    }
  }

  add(entry: Entry): void {
    if (!existsSync(this.file)) {
      closeSync(openSync(this.file, "a", 0o600)); // bodies hold secrets
    }
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  read(): Entry[] {
    const lines = existsSync(this.file) ? readFileSync(this.file, "utf8").split("\n") : [];
    // What follows the last line end is empty, or what a kill left of a line.
    return lines.slice(0, -1).flatMap((line) => parse<Entry>(line));
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}

export function requestRecords(folder: string): Journal<RequestRecord> {
  return new Journal(path.join(folder, "activity.jsonl"));
}

function parse<Entry>(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}
