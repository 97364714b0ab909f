import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Toolchain } from "../toolchain";

export interface Certificates {
  /** The authority that a client has to trust. */
  caFile: string;
  cert: string;
  key: string;
}

// What Apple's clients accept at most, so that none refuses them.
const days = 800;
const renewBeforeMs = 30 * 24 * 3600 * 1000;

/** The same for all who ask at once; whoever asks after a failure may have more luck. */
export function certificatesFor(stateDir: string, toolchain: () => Promise<Toolchain>): () => Promise<Certificates> {
  let certificates: Promise<Certificates> | undefined;
  return () => {
    certificates ??= certificatesIn(stateDir, toolchain).catch((error: Error) => {
      certificates = undefined;
      throw error;
    });
    return certificates;
  };
}

/** The server's certificate, made once for a state folder, and anew before it ends. */
export async function certificatesIn(stateDir: string, toolchain: () => Promise<Toolchain>): Promise<Certificates> {
  const folder = path.join(stateDir, "tls");
  if (!isGood(path.join(folder, "server.pem"))) {
    await make(stateDir, folder, await toolchain());
  }
  return {
    caFile: path.join(folder, "ca.pem"),
    cert: readFileSync(path.join(folder, "server.pem"), "utf8"),
    key: readFileSync(path.join(folder, "server-key.pem"), "utf8"),
  };
}

function isGood(file: string): boolean {
  return existsSync(file) && Date.parse(new X509Certificate(readFileSync(file)).validTo) - Date.now() > renewBeforeMs;
}

/** Aside first: a kill must leave all of the files or none. */
async function make(stateDir: string, folder: string, { python }: Toolchain): Promise<void> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const draft = mkdtempSync(path.join(stateDir, "tls-new-"));
  await promisify(execFile)(python, [path.join(__dirname, "certificates.py"), draft, String(days)]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
