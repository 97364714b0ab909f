import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { DemoFailure } from "../scenario";

/** A certificate for a name that vouches for itself, by openssl: it stands for one that is bought. */
export async function selfSigned(
  hostname: string,
  folder: string,
): Promise<{ readonly certificate: string; readonly privateKey: string }> {
  const [key, certificate] = [path.join(folder, "bought.key.pem"), path.join(folder, "bought.pem")];
  const subject = ["-subj", `/CN=${hostname.slice(0, 64)}`, "-addext", `subjectAltName=DNS:${hostname}`];
  const shape = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "7", "-keyout", key, "-out", certificate];
  await promisify(execFile)("openssl", ["req", ...shape, ...subject]).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "there is no openssl on the PATH" : "openssl failed";
    throw new DemoFailure(`a certificate of one's own cannot be made: ${why}; play aci-key-auth or key-rotation`);
  });
  fs.chmodSync(key, 0o600);
  return { certificate: fs.readFileSync(certificate, "utf8"), privateKey: fs.readFileSync(key, "utf8") };
}
