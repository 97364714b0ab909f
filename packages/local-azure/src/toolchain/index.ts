import path from "node:path";
import { ensureEnvironment, programIn, type ToolchainOptions } from "./environment";

export { defaultFolder, type ToolchainOptions } from "./environment";
export { ToolchainError } from "./python";

export interface Toolchain {
  /** The folder with the programs; put it first in a container's PATH. */
  bin: string;
  python: string;
  caddy: string;
}

/** The programs that stand for container images. */
export async function ensureToolchain(options: ToolchainOptions = {}): Promise<Toolchain> {
  const environment = await ensureEnvironment(
    {
      name: "toolchain",
      requirements: path.join(__dirname, "requirements.txt"),
      what: "Caddy and the Azure ML inference server",
      program: "caddy",
    },
    options,
  );
  return { ...environment, caddy: programIn(environment, "caddy") };
}
