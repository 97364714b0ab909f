import path from "node:path";
import { ensureEnvironment, type PythonEnvironment, type ToolchainOptions } from "./environment";

/** The Python clients of Microsoft that drive what was deployed. */
export function ensureClients(options: ToolchainOptions = {}): Promise<PythonEnvironment> {
  return ensureEnvironment(
    {
      name: "clients",
      requirements: path.join(__dirname, "clients-requirements.txt"),
      what: "Microsoft's clients for Python",
    },
    options,
  );
}
