import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import type { Image } from "./images";
import { StartError } from "./start-error";

/** The folder of a program on this machine's own PATH. */
export function folderOf(program: string): string | undefined {
  return foldersOf(process.env["PATH"] ?? "").find((folder) => isExecutable(path.join(folder, program)));
}

/** Refuses an image whose programs this machine does not have, before its command can fail in a way of its own. */
export function requirePrograms({ programs = [] }: Image, reference: string, searchPath: string): void {
  const missing = programs.find(
    (program) => !foldersOf(searchPath).some((folder) => isExecutable(path.join(folder, program))),
  );
  if (missing !== undefined) {
    throw new StartError(
      "ExecutableNotFound",
      `the program '${missing}', which stands for the image '${reference}', is not on this machine's PATH; install it`,
    );
  }
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function foldersOf(searchPath: string): string[] {
  return searchPath.split(":").filter(Boolean);
}
