import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { capLog, keptBytes } from "./log-file";

interface Mark {
  /** How long the log was. */
  size: number;
  time: string;
}

// The container writes its log by itself, so the time of a line is when the log was first seen to be that long.
const marksOf = new Map<string, Mark[]>();

/** Looks at a log that a container writes: to be called again and again. */
export function watchLog(file: string): void {
  if (!existsSync(file)) {
    return;
  }
  const { size, mtime } = statSync(file);
  const marks = marksOf.get(file) ?? [];
  if (size > (marks.at(-1)?.size ?? 0)) {
    marks.push({ size, time: mtime.toISOString() });
    marksOf.set(file, marks);
  }
  capLog(file);
  const removed = size - statSync(file).size;
  if (removed > 0) {
    const shorter = marks.map((mark) => ({ ...mark, size: mark.size - removed }));
    marksOf.set(
      file,
      shorter.filter((mark) => mark.size > 0),
    );
  }
}

/** The end of a log with a time before each line: `timestamps=true` of Containers_ListLogs. */
export function stampedLog(file: string): string {
  if (!existsSync(file)) {
    return "";
  }
  watchLog(file);
  const marks = marksOf.get(file) ?? [];
  const { bytes, offset } = end(file);
  const lines: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const next = bytes.indexOf("\n", start) + 1 || bytes.length;
    const time = marks.find(({ size }) => size > offset + start)?.time ?? new Date().toISOString();
    lines.push(`${time} ${bytes.toString("utf8", start, next)}`);
    start = next;
  }
  return lines.join("");
}

function end(file: string): { bytes: Buffer; offset: number } {
  const descriptor = openSync(file, "r");
  try {
    const { size } = statSync(file);
    const offset = Math.max(0, size - keptBytes);
    const bytes = Buffer.alloc(size - offset);
    return { bytes: bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset)), offset };
  } finally {
    closeSync(descriptor);
  }
}
