import { readFileSync } from "node:fs";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { writePrivate } from "../json-file";
import type { Certificates } from "./certificates";

/** What the trust store of an image is on Azure: the public authorities, and the one that the services here go by. */
export function trustFileOf({ caFile }: Certificates): string {
  const file = path.join(path.dirname(caFile), "trust.pem");
  writePrivate(file, [...rootCertificates, readFileSync(caFile, "utf8")].join("\n"));
  return file;
}
