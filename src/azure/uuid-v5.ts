import { createHash } from "node:crypto";

/**
 * A name that is the same in every run, made of the resource id and what else tells it apart: Azure wants GUIDs for
 * roles and their assignments. Azure may write an id in another case than it was given.
 */
export function guidOf(resourceId: string, ...parts: readonly string[]): string {
  const named = [resourceId.toLowerCase(), ...parts].join("\n");
  const bytes = createHash("sha1").update(namespace).update(named).digest().subarray(0, 16);
  // A version 5 UUID (RFC 9562).
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The package's own namespace among UUIDs, drawn once; another one would rename every role. */
const namespace = Buffer.from("c1e0f6d27a5b4e0c9a3f8d2b6e417a95", "hex");
