import * as fs from "node:fs";
import * as path from "node:path";

import { Problem } from "../inputs/problem";
import { localFilesBytes } from "./limits";

/** File names and their content in base64, as a secret volume wants them; sorted, so that no order shows as a change. */
export type FileSet = Readonly<Record<string, string>>;

export interface LocalFileInputs {
  readonly entryScript?: string;
  readonly sourceDirectory?: string;
  readonly modelDirectory?: string;
}

export interface LocalFiles {
  /** The entry script's name inside the source volume. */
  readonly entryScript?: string;
  readonly source?: FileSet;
  readonly model?: FileSet;
}

/** What the entry script's folder gets along that nobody wants in a deployment. */
const leftOut = (name: string) => name.startsWith(".") || name === "__pycache__";

/** Names that a secret volume takes; it has no folders. */
const fileName = /^[A-Za-z0-9_.-]{1,200}$/;

/** Reads the local files that travel inside the container group. Relative paths start where the program runs. */
export function readLocalFiles(inputs: LocalFileInputs): { files: LocalFiles; problems: Problem[] } {
  const problems: Problem[] = [];
  const source = sourceFiles(inputs, problems);
  const model =
    inputs.modelDirectory === undefined ? undefined : readFolder("modelDirectory", inputs.modelDirectory, problems);
  const entryScript = inputs.entryScript && path.posix.basename(inputs.entryScript.replaceAll("\\", "/"));

  const bytes = [source, model].flatMap((set) => Object.values(set ?? {})).reduce((sum, file) => sum + size(file), 0);
  if (bytes > localFilesBytes) {
    problems.push({
      path: inputs.modelDirectory === undefined ? "sourceDirectory" : "modelDirectory",
      reason: `${bytes} bytes of source and model files are not allowed: must be at most ${localFilesBytes}, because they travel in the request that creates the group; put the model on a modelShare or into the image`,
    });
  }
  return { files: { entryScript, source, model }, problems };
}

function sourceFiles(inputs: LocalFileInputs, problems: Problem[]): FileSet | undefined {
  const { entryScript, sourceDirectory } = inputs;
  if (entryScript === undefined) {
    return undefined;
  }
  if (!entryScript.endsWith(".py")) {
    problems.push({
      path: "entryScript",
      reason: `${JSON.stringify(entryScript)} is not allowed: must be a Python file that ends in .py`,
    });
    return undefined;
  }
  if (sourceDirectory === undefined) {
    return readFile("entryScript", entryScript, problems);
  }
  const set = readFolder("sourceDirectory", sourceDirectory, problems);
  if (set !== undefined && !Object.hasOwn(set, entryScript)) {
    problems.push({
      path: "entryScript",
      reason: `${JSON.stringify(entryScript)} is not in sourceDirectory: must be the name of one of its files (${listed(Object.keys(set))})`,
    });
  }
  return set;
}

function readFolder(input: string, folder: string, problems: Problem[]): FileSet | undefined {
  let names: string[];
  try {
    names = fs.readdirSync(folder).filter((name) => !leftOut(name));
  } catch (error) {
    problems.push({ path: input, reason: unreadable(folder, "a folder", error) });
    return undefined;
  }
  if (names.length === 0) {
    problems.push({ path: input, reason: `${JSON.stringify(folder)} is empty: must be a folder with files` });
    return undefined;
  }
  const sets = names.sort().map((name) => readFile(input, path.join(folder, name), problems));
  return Object.assign({}, ...sets) as FileSet;
}

function readFile(input: string, file: string, problems: Problem[]): FileSet | undefined {
  const name = path.basename(file);
  try {
    if (fs.statSync(file).isDirectory()) {
      const reason = `${JSON.stringify(file)} is a folder: must be a file, because a secret volume has no sub-folders; put the file beside the entry script, or both into the image`;
      problems.push({ path: input, reason });
      return undefined;
    }
    if (!fileName.test(name)) {
      const reason = `the file name ${JSON.stringify(name)} is not allowed: must be letters, digits, _, . and - only; rename the file`;
      problems.push({ path: input, reason });
      return undefined;
    }
    return { [name]: fs.readFileSync(file).toString("base64") };
  } catch (error) {
    problems.push({ path: input, reason: unreadable(file, "a file", error) });
    return undefined;
  }
}

function unreadable(given: string, what: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return `${JSON.stringify(given)} cannot be read (${code}): must be the path of ${what}; relative paths start at ${JSON.stringify(process.cwd())}`;
}

function listed(names: string[]): string {
  const shown = names.slice(0, 10).join(", ");
  return names.length > 10 ? `${shown}, and ${names.length - 10} more` : shown;
}

function size(base64: string): number {
  return Buffer.byteLength(base64, "base64");
}
