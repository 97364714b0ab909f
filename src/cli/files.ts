import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";

import { UsageError } from "./usage-error";

/** The JSON in a file or, with `-`, in standard input. `option` is the one that names it. */
export async function readJson(option: string, file: string): Promise<unknown> {
  const place = file === "-" ? "standard input" : file;
  let content: string;
  try {
    content = file === "-" ? await readText(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${option}: ${place} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "no reason given"}`,
    );
  }
  if (content.trim() === "") {
    throw new UsageError(`${option}: ${place} is empty: must be JSON`);
  }
  try {
    return JSON.parse(content) as unknown;
  } catch {
    // The parser's own error shows a piece of it, which may be a key.
    throw new UsageError(`${option}: ${place} is no JSON`);
  }
}

/** The stack's outputs, from the given file, else from a pipe. */
export async function readOutputs(file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined && process.stdin.isTTY) {
    throw new UsageError(
      "--outputs is missing: must name a file with the stack's outputs, or pipe them in: pulumi stack output --json | …",
    );
  }
  // serviceOutputs validates it.
  return (await readJson("--outputs", file ?? "-")) as Record<string, unknown>;
}
