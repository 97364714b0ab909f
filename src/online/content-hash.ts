import { createHash } from "node:crypto";
import * as fs from "node:fs";

import { LocalTree } from "./local-folder";

const chunkBytes = 1024 * 1024;

/**
 * What a model or code is, as 64 hexadecimal digits: equal for equal names and bytes, on every machine and at any time.
 * Lengths go in before what they measure, so that no two trees can read alike.
 */
export function contentHash({ name, files }: LocalTree): string {
  const hash = createHash("sha256");
  const text = (value: string) => hash.update(`${Buffer.byteLength(value)}:${value}`);
  text(name);
  for (const one of files) {
    text(one.name);
    text(fileHash(one.file));
  }
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
