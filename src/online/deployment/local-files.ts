import * as fs from "node:fs";
import * as path from "node:path";

import { isIgnored, shownPath, unreadable } from "../../validation/local-path";

/** A local file that is uploaded. */
export interface LocalFile {
  /** Its path inside the folder, with `/` on every system; of a single file its name. */
  readonly relative: string;
  readonly absolute: string;
  readonly bytes: number;
}

/** Each file is a resource of the program, and each update reads them all. */
const mostEntries = 1000;
const mostBytes = 1024 ** 3;
const longestPath = 500;

/** Names that stay what they are in the address of a blob, where the provider puts them, and on every system. */
const fileName = /^[\w(][\w.()+@=,~-]{0,199}(?<!\.)$/;

/** The files below a folder, or the one file, sorted. Relative paths start where the program runs. */
export function listFiles(given: string): LocalFile[] {
  const { files, reasons } = findFiles(given);
  if (reasons.length > 0) {
    throw new Error(reasons.join("\n"));
  }
  return files;
}

export interface Found {
  readonly isFolder: boolean;
  readonly files: LocalFile[];
  /** Why the files cannot be taken as they are. */
  readonly reasons: string[];
}

/** As `listFiles`, with what is wrong. Nothing is read, and a folder that is too large is not looked at in full. */
export function findFiles(given: string, only?: "file" | "folder"): Found {
  const found: Search = { isFolder: false, root: "", entries: 0, files: [], reasons: [] };
  try {
    const status = fs.statSync(given);
    if (status.isDirectory() && only !== "file") {
      found.isFolder = true;
      found.root = fs.realpathSync(given);
      searchFolder(given, "", found);
    } else if (status.isFile() && only !== "folder") {
      found.root = path.dirname(fs.realpathSync(given));
      const name = path.basename(given);
      if (isNamedWell(name, name, found)) {
        take(given, name, status.size, found);
      }
    } else {
      const what = status.isDirectory() ? "a folder" : status.isFile() ? "a file" : "a pipe or a device";
      found.reasons.push(`${shownPath(given)} is ${what}: must be the path of ${expected(only)}`);
    }
  } catch (error) {
    found.reasons.push(unreadable(given, expected(only), error));
  }
  // Of a folder that is too large, no more needs to be said.
  const isLarge = found.entries > mostEntries;
  const reasons = found.reasons.length > 0 && !isLarge ? found.reasons : limits(given, found);
  return { isFolder: found.isFolder, files: found.files.sort(byPath), reasons };
}

interface Search extends Found {
  isFolder: boolean;
  /** Where the folder really is: links must stay inside. */
  root: string;
  /** Files and folders. */
  entries: number;
}

function searchFolder(folder: string, below: string, found: Search): void {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !isIgnored(name));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (++found.entries > mostEntries) {
      return;
    }
    searchEntry(entry, path.join(folder, entry.name), below + entry.name, found);
  }
}

function searchEntry(entry: fs.Dirent, file: string, relative: string, found: Search): void {
  if (!isNamedWell(entry.name, relative, found)) {
    return;
  }
  try {
    const status = fs.statSync(file);
    if (entry.isSymbolicLink() && !isLinkInside(file, status, found.root)) {
      found.reasons.push(
        `${shownPath(file)} is a link: must point to a file inside the folder; replace the link with its target`,
      );
    } else if (status.isDirectory()) {
      searchFolder(file, `${relative}/`, found);
    } else if (status.isFile()) {
      take(file, relative, status.size, found);
    } else {
      found.reasons.push(`${shownPath(file)} is a pipe or a device: must be a file or a folder; leave it out`);
    }
  } catch (error) {
    found.reasons.push(unreadable(file, "a file or a folder", error));
  }
}

function isNamedWell(name: string, relative: string, found: Search): boolean {
  const isFine = fileName.test(name);
  if (!isFine) {
    found.reasons.push(
      `the file name ${shownPath(relative)} is not allowed: must be at most 200 letters from A to Z, digits and any of _.()+@=,~-, starting with a letter, digit, _ or ( and not ending in a dot; rename it`,
    );
  }
  return isFine;
}

/** A link to a folder may lead in a circle, and one to the outside uploads what nobody meant to. */
function isLinkInside(file: string, status: fs.Stats, root: string): boolean {
  return status.isFile() && fs.realpathSync(file).startsWith(root + path.sep);
}

function take(file: string, relative: string, bytes: number, found: Search): void {
  if (relative.length > longestPath) {
    const must = `must be at most ${longestPath} characters below the folder; shorten it`;
    found.reasons.push(`the path ${shownPath(relative)} is not allowed: ${must}`);
    return;
  }
  fs.accessSync(file, fs.constants.R_OK);
  found.files.push({ relative, absolute: path.resolve(file), bytes });
}

function limits(given: string, { entries, files }: Search): string[] {
  const instead = "upload what is larger yourself, and give the id of the registered version";
  if (entries > mostEntries) {
    return [
      `${shownPath(given)} has more than ${mostEntries} files and folders: must have at most ${mostEntries}; ${instead}`,
    ];
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > mostBytes) {
    return [`${shownPath(given)} has ${bytes} bytes: must have at most ${mostBytes}; ${instead}`];
  }
  if (files.length === 0) {
    return [
      `${shownPath(given)} has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)`,
    ];
  }
  return [];
}

function expected(only: "file" | "folder" | undefined): string {
  return only === undefined ? "a file or a folder" : `a ${only}`;
}

/** By character codes, so that every machine has the same order. */
function byPath(one: LocalFile, other: LocalFile): number {
  return one.relative < other.relative ? -1 : 1;
}
