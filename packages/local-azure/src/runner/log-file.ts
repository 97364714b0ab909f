import { closeSync, existsSync, openSync, readSync, statSync, truncateSync, writeSync } from "node:fs";

/** Azure keeps the last 4 MB of a container's output (FAQ of Azure Container Instances). */
export const keptBytes = 4 * 1024 * 1024;

/** The end of a log. */
export function readLog(file: string, bytes = keptBytes): string {
  if (!existsSync(file)) {
    return "";
  }
  return lastBytes(file, bytes).toString("utf8");
}

/** The last lines of a log. */
export function lastLines(text: string, count: number): string {
  const lines = text.split("\n");
  const ended = text.endsWith("\n");
  return lines.slice(Math.max(0, lines.length - count - (ended ? 1 : 0))).join("\n");
}

/**
 * Cuts a log back to what is kept once it is twice as long. The container holds the file open for appending, so it is
 * shortened in place; a line written in between can get lost.
 */
export function capLog(file: string): void {
  if (!existsSync(file) || statSync(file).size < 2 * keptBytes) {
    return;
  }
  const tail = lastBytes(file, keptBytes);
  truncateSync(file, 0);
  const descriptor = openSync(file, "a");
  try {
    writeSync(descriptor, tail);
  } finally {
    closeSync(descriptor);
  }
}

function lastBytes(file: string, bytes: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const size = statSync(file).size;
    const buffer = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}
