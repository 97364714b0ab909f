import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { UsageError } from "./usage-error";

/** The JSON in a file or, with `-`, in standard input. `option` is where its name comes from. */
export async function readJson(option: string, file: string): Promise<unknown> {
  const place = file === "-" ? "standard input" : file;
  let content: string;
  try {
    content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
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
    // The parser's own words show a piece of it, which may be a key.
    throw new UsageError(`${option}: ${place} is no JSON`);
  }
}

/** The stack's outputs: from the file that was named, else from a pipe. */
export async function readOutputs(file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined && process.stdin.isTTY) {
    throw new UsageError(
      "--outputs is missing: must name a file with the stack's outputs, or pipe them in: pulumi stack output --json | …",
    );
  }
  // serviceOutputs says what it must be.
  return (await readJson("--outputs", file ?? "-")) as Record<string, unknown>;
}
