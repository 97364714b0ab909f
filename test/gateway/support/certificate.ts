import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gatewayFiles } from "../../../src/gateway";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";

/** A fresh certificate and key for localhost, as the files of the `Certificate` mode. */
export async function certificateFiles(): Promise<Record<string, string>> {
  const { python } = await ensureToolchain();
  const folder = mkdtempSync(path.join(tmpdir(), "certificate-"));
  try {
    await promisify(execFile)(python, [path.join(__dirname, "certificate.py"), folder]);
    const { certificate, privateKey } = gatewayFiles.tls;
    return Object.fromEntries(
      [certificate, privateKey].map((file) => [
        `${gatewayFiles.tls.folder}/${file}`,
        readFileSync(path.join(folder, file), "utf8"),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
