import * as fs from "node:fs";
import * as path from "node:path";

import { isIgnored, shownPath, unreadable } from "../validation/local-path";
import type { Problem } from "../validation/problem";
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

/** Names that a secret volume takes; it has no folders. */
const fileName = /^[A-Za-z0-9_.-]{1,200}$/;

/** A file that was found, not read yet: a folder with gigabytes must be refused without reading them. */
interface Found {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** Reads the local files that travel inside the container group. Relative paths start where the program runs. */
export function readLocalFiles(inputs: LocalFileInputs): { files: LocalFiles; problems: Problem[] } {
  const problems: Problem[] = [];
  const source = findSource(inputs, problems);
  const model =
    inputs.modelDirectory === undefined ? undefined : findFolder("modelDirectory", inputs.modelDirectory, problems);

  const bytes = [...(source ?? []), ...(model ?? [])].reduce((sum, found) => sum + found.bytes, 0);
  if (bytes > localFilesBytes) {
    const input = model ? "modelDirectory" : inputs.sourceDirectory === undefined ? "entryScript" : "sourceDirectory";
    const reason = `${bytes} bytes of source and model files are not allowed: must be at most ${localFilesBytes}, because they travel in the request that creates the group; put the model on a modelShare or into the image`;
    problems.push({ path: input, reason });
  }
  if (problems.length > 0) {
    return { files: {}, problems };
  }
  return {
    files: {
      entryScript: inputs.entryScript && path.basename(inputs.entryScript),
      source:
        source && read(inputs.sourceDirectory === undefined ? "entryScript" : "sourceDirectory", source, problems),
      model: model && read("modelDirectory", model, problems),
    },
    problems,
  };
}

function findSource(inputs: LocalFileInputs, problems: Problem[]): Found[] | undefined {
  const { entryScript, sourceDirectory } = inputs;
  if (entryScript === undefined) {
    return undefined;
  }
  if (!entryScript.endsWith(".py")) {
    problems.push({
      path: "entryScript",
      reason: `${shownPath(entryScript)} is not allowed: must be a Python file that ends in .py`,
    });
    return undefined;
  }
  if (sourceDirectory === undefined) {
    return findFile("entryScript", entryScript, problems);
  }
  const found = findFolder("sourceDirectory", sourceDirectory, problems);
  if (found && found.length > 0 && !found.some(({ name }) => name === entryScript)) {
    problems.push({
      path: "entryScript",
      reason: `${shownPath(entryScript)} is not in sourceDirectory: must be the name of one of its files (${listed(found)})`,
    });
  }
  return found;
}

/** The files of a folder; what is wrong with one of them does not keep the others from being looked at. */
function findFolder(input: string, folder: string, problems: Problem[]): Found[] | undefined {
  let names: string[];
  try {
    names = fs.readdirSync(folder).filter((name) => !isIgnored(name));
  } catch (error) {
    problems.push({ path: input, reason: unreadable(folder, "a folder", error) });
    return undefined;
  }
  if (names.length === 0) {
    const reason = `${shownPath(folder)} has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)`;
    problems.push({ path: input, reason });
    return undefined;
  }
  return names.sort().flatMap((name) => findFile(input, path.join(folder, name), problems));
}

function findFile(input: string, file: string, problems: Problem[]): Found[] {
  const name = path.basename(file);
  const refuse = (reason: string) => {
    problems.push({ path: input, reason });
    return [];
  };
  try {
    const status = fs.statSync(file);
    if (status.isDirectory()) {
      const way = "a secret volume has no sub-folders; put its files beside the others, or everything into the image";
      return refuse(`${shownPath(file)} is a folder: must be a file, because ${way}`);
    }
    if (!status.isFile()) {
      return refuse(`${shownPath(file)} is a pipe or a device: must be a file; leave it out`);
    }
    if (!fileName.test(name)) {
      const must = "must be 1 to 200 letters, digits, _, . and -; rename the file";
      return refuse(`the file name ${shownPath(name)} is not allowed: ${must}`);
    }
    return [{ name, file, bytes: status.size }];
  } catch (error) {
    return refuse(unreadable(file, "a file", error));
  }
}

function read(input: string, found: Found[], problems: Problem[]): FileSet {
  const content = ({ file }: Found): string => {
    try {
      return fs.readFileSync(file).toString("base64");
    } catch (error) {
      problems.push({ path: input, reason: unreadable(file, "a file", error) });
      return "";
    }
  };
  return Object.fromEntries(found.map((one) => [one.name, content(one)]));
}

function listed(found: Found[]): string {
  const names = found.slice(0, 10).map(({ name }) => name);
  return found.length > 10 ? `${names.join(", ")}, and ${found.length - 10} more` : names.join(", ");
}
