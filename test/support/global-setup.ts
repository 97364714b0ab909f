import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { buildPackage } from "@azureml-webservice/demo/build-package";

/** What tests of several folders need and only one process may make: the package's build, Caddy, the server. */
export default async function globalSetup(): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  await buildPackage(log);
  await ensureToolchain({ log });
}
