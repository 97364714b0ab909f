import { gzipSync } from "node:zlib";

import { localArchiveBytes } from "./limits";
import { tar, type TarEntry } from "./tar";

/**
 * The archive in which local files travel. It is compressed only where it has to be: Node's versions and processors
 * compress the same bytes differently, and each difference would restart the containers of a service that nobody
 * changed.
 */
export function localArchive(entries: readonly TarEntry[]): Buffer {
  const plain = tar(entries);
  if (plain.length <= localArchiveBytes) {
    return plain;
  }
  const compressed = gzipSync(plain, { level: 9 });
  // The system on which it was made, of which Node writes its own: "unknown" (RFC 1952).
  compressed[9] = 255;
  return compressed;
}
