import * as fs from "node:fs";
import * as path from "node:path";

import { shownPath, unreadable } from "../validation/local-path";
import type { Problem } from "../validation/problem";
import { findFile, findFolder, type Found, reporter } from "./find-files";
import { localArchiveBytes, localFilesBytes } from "./limits";
import { localArchive } from "./local-archive";
import { archived } from "./scoring-server";
import type { TarEntry } from "./tar";

/** File names and their content in base64, as a secret volume wants them; sorted, so that no order shows as a change. */
export type FileSet = Readonly<Record<string, string>>;

export interface LocalFileInputs {
  readonly entryScript?: string;
  readonly sourceDirectory?: string;
  readonly modelDirectory?: string;
}

export interface LocalFiles {
  /** The entry script's path inside the source folder. */
  readonly entryScript?: string;
  /** With an entry script: its sources and the model, in base64. Our start command unpacks them. */
  readonly archive?: string;
  /** Without one nothing unpacks an archive: the files of the model themselves. */
  readonly model?: FileSet;
  /** What the inference server makes of files that may not be meant for it. */
  readonly notices?: readonly string[];
}

/** Names that a secret volume takes; it has no folders. */
const fileName = /^[A-Za-z0-9_.-]{1,200}$/;

const wayOut = "put the model on a modelShare or into the image";

/** Reads the local files that travel inside the container group. Relative paths start where the program runs. */
export function readLocalFiles(inputs: LocalFileInputs): { files: LocalFiles; problems: Problem[] } {
  const problems: Problem[] = [];
  const source = findSource(inputs, problems);
  const model =
    inputs.modelDirectory === undefined
      ? undefined
      : findFolder(inputs.modelDirectory, reporter("modelDirectory", problems));
  const sourceInput = inputs.sourceDirectory === undefined ? "entryScript" : "sourceDirectory";
  // Where there is a model, it is what can go elsewhere.
  const larger = reporter(model ? "modelDirectory" : sourceInput, problems);

  const bytes = [...(source ?? []), ...(model ?? [])].reduce((sum, found) => sum + found.bytes, 0);
  if (bytes > localFilesBytes) {
    larger(
      `${bytes} bytes of source and model files are not allowed: must be at most ${localFilesBytes}, because they travel in the request that creates the group; ${wayOut}`,
    );
  }
  if (inputs.entryScript === undefined && model !== undefined) {
    checkFlat(model, reporter("modelDirectory", problems));
  }
  if (problems.length > 0) {
    return { files: {}, problems };
  }
  if (source === undefined) {
    return { files: { model: model && fileSet(model, problems) }, problems };
  }
  const archive = localArchive([
    ...packed(archived.source, source, reporter(sourceInput, problems)),
    ...(model ? packed(archived.model, model, reporter("modelDirectory", problems)) : []),
  ]);
  if (problems.length === 0 && archive.length > localArchiveBytes) {
    larger(
      `${bytes} bytes of source and model files become an archive of ${Math.ceil(archive.length / 1000)} kB, which is not allowed: must be at most ${localArchiveBytes / 1000} kB, because they travel in the request that creates the group; ${wayOut}`,
    );
  }
  const entryScript = scriptName(inputs);
  const notices = serverFiles(source, entryScript).map((name) => `${sourceInput}: ${name}`);
  return { files: { entryScript, archive: archive.toString("base64"), notices }, problems };
}

/** The entry script's path inside its folder. */
function scriptName({ entryScript = "", sourceDirectory }: LocalFileInputs): string {
  return sourceDirectory === undefined
    ? path.basename(entryScript)
    : path.posix.normalize(entryScript.replaceAll(path.sep, "/"));
}

function findSource(inputs: LocalFileInputs, problems: Problem[]): Found[] | undefined {
  const { entryScript, sourceDirectory } = inputs;
  if (entryScript === undefined) {
    return undefined;
  }
  const report = reporter("entryScript", problems);
  if (!entryScript.endsWith(".py")) {
    report(`${shownPath(entryScript)} is not allowed: must be a Python file that ends in .py`);
    return undefined;
  }
  if (sourceDirectory === undefined) {
    return findFile(entryScript, report);
  }
  const entries = findFolder(sourceDirectory, reporter("sourceDirectory", problems));
  const files = entries?.filter(({ isFolder }) => !isFolder) ?? [];
  if (files.length > 0 && !files.some(({ name }) => name === scriptName(inputs))) {
    report(
      `${shownPath(entryScript)} is not in sourceDirectory: must be the path of one of its files, from there (${listed(files)})`,
    );
  }
  return entries;
}

/** What a secret volume does not take as it is. */
function checkFlat(model: readonly Found[], report: (reason: string) => void): void {
  const because = "without entryScript the files are mounted as they are, and a secret volume has";
  for (const { name, file, isFolder, bytes } of model) {
    if (name.includes("/")) {
      continue; // of its folder enough is said
    }
    if (isFolder) {
      report(`${shownPath(file)} is a folder: must be a file, because ${because} no sub-folders; ${wayOut}`);
    } else if (!fileName.test(name)) {
      const must = "must be 1 to 200 letters, digits, _, . and -";
      report(`the file name ${shownPath(name)} is not allowed without entryScript: ${must}; rename the file`);
    } else if (bytes === 0) {
      report(`${shownPath(file)} is empty: must hold something, because ${because} no empty files; leave it out`);
    }
  }
  const bytes = model.reduce((sum, found) => sum + found.bytes, 0);
  if (bytes > localArchiveBytes && bytes <= localFilesBytes) {
    report(
      `${bytes} bytes of model files are not allowed without entryScript: must be at most ${localArchiveBytes}, because they travel in the request that creates the group; ${wayOut}`,
    );
  }
}

function packed(folder: string, found: readonly Found[], report: (reason: string) => void): TarEntry[] {
  const entries = found.map(({ name, file, isFolder, isExecutable }) => ({
    path: `${folder}/${name}`,
    isExecutable,
    ...(isFolder ? {} : { content: content(file, report) }),
  }));
  return [{ path: folder }, ...entries];
}

function fileSet(found: readonly Found[], problems: Problem[]): FileSet {
  const report = reporter("modelDirectory", problems);
  return Object.fromEntries(found.map(({ name, file }) => [name, content(file, report).toString("base64")]));
}

function content(file: string, report: (reason: string) => void): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    report(unreadable(file, "a file", error));
    return Buffer.alloc(0);
  }
}

/** Files that the server reads as its own settings: at the top and beside the entry script, or at the top alone. */
const settingsFiles = { everywhere: ["config.json", "logging.json"], atTop: ["gunicorn.conf.py"] };

function serverFiles(source: readonly Found[], entryScript: string): string[] {
  const folder = path.posix.dirname(entryScript);
  const { everywhere, atTop } = settingsFiles;
  const special = new Set([...everywhere, ...everywhere.map((name) => path.posix.join(folder, name)), ...atTop]);
  return source
    .filter(({ name, bytes, isFolder }) => special.has(name) && bytes > 0 && !isFolder)
    .map(
      ({ name }) =>
        `${shownPath(name)} is read by the inference server as settings of its own, and values that it does not expect keep it from starting; rename the file if it is not meant for the server`,
    );
}

function listed(files: readonly Found[]): string {
  const names = files.slice(0, 10).map(({ name }) => name);
  return files.length > 10 ? `${names.join(", ")}, and ${files.length - 10} more` : names.join(", ");
}
