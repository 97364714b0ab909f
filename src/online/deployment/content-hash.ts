import { createHash } from "node:crypto";
import * as fs from "node:fs";

import type { LocalFile } from "./local-files";

const chunkBytes = 1024 * 1024;

/**
 * What a set of files is, as 64 hexadecimal digits: equal for equal names and bytes, on every machine and at any time.
 * Lengths go in before what they measure, so that no two sets can read alike.
 */
export function contentHash(name: string, files: readonly LocalFile[]): string {
  const parts = files.flatMap(({ relative, absolute }) => [relative, fileHash(absolute)]);
  return textHash(name, ...parts);
}

/** The same of texts. */
export function textHash(...texts: string[]): string {
  const hash = createHash("sha256");
  texts.forEach((text) => hash.update(`${Buffer.byteLength(text)}:${text}`));
  return hash.digest("hex");
}

/** In pieces: a model may be larger than the memory that a program wants to give it. */
function fileHash(file: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(chunkBytes);
  const descriptor = fs.openSync(file, "r");
  try {
    for (let read = fs.readSync(descriptor, chunk); read > 0; read = fs.readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest("hex");
}
