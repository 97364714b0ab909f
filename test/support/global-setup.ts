import { ensureToolchain } from "../toolchain";
import { buildPackage } from "./build";

/** What tests of several folders need and only one process may make: the package's build, Caddy, the server. */
export default async function globalSetup(): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  await buildPackage(log);
  await ensureToolchain({ log });
}
