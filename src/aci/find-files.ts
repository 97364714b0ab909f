import * as fs from "node:fs";
import * as path from "node:path";

import { isIgnored, shownPath, unreadable } from "../validation/local-path";
import type { Problem } from "../validation/problem";
import { localEntries } from "./limits";

/** A file or folder that was found, not read yet: a folder with gigabytes must be refused without reading them. */
export interface Found {
  /** Its path inside the folder, with `/` on every system. */
  readonly name: string;
  readonly file: string;
  readonly isFolder: boolean;
  readonly isExecutable: boolean;
  readonly bytes: number;
}

/** Where problems of one input go. */
export type Report = (reason: string) => void;

export function reporter(input: string, problems: Problem[]): Report {
  return (reason) => problems.push({ path: input, reason });
}

/** One file. */
export function findFile(file: string, report: Report): Found[] {
  try {
    const status = fs.statSync(file);
    if (status.isDirectory()) {
      report(`${shownPath(file)} is a folder: must be the path of a file; give a folder as sourceDirectory`);
      return [];
    }
    return found(file, path.basename(file), status, report);
  } catch (error) {
    report(unreadable(file, "a file", error));
    return [];
  }
}

/**
 * What lies below a folder, sorted, a folder ahead of what it holds. What is wrong with one entry does not keep the others
 * from being looked at.
 */
export function findFolder(folder: string, report: Report): Found[] | undefined {
  const entries: Found[] = [];
  let isReported = false;
  const reportEntry = (reason: string) => {
    isReported = true;
    report(reason);
  };
  try {
    search(folder, "", entries, reportEntry);
  } catch (error) {
    report(unreadable(folder, "a folder", error));
    return undefined;
  }
  if (entries.length > localEntries) {
    report(
      `${shownPath(folder)} has more than ${localEntries} files and folders: must have at most ${localEntries}; leave out what the service does not need, or put it into the image`,
    );
    return undefined;
  }
  if (!isReported && entries.every(({ isFolder }) => isFolder)) {
    report(
      `${shownPath(folder)} has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)`,
    );
    return undefined;
  }
  return entries;
}

function search(folder: string, below: string, entries: Found[], report: Report): void {
  for (const name of fs.readdirSync(folder).sort()) {
    if (entries.length > localEntries) {
      return;
    }
    if (!isIgnored(name)) {
      searchEntry(path.join(folder, name), below + name, entries, report);
    }
  }
}

function searchEntry(file: string, name: string, entries: Found[], report: Report): void {
  try {
    const status = fs.statSync(file);
    if (!status.isDirectory()) {
      entries.push(...found(file, name, status, report));
    } else if (fs.lstatSync(file).isSymbolicLink()) {
      // It may lead in a circle.
      report(`${shownPath(file)} is a link to a folder: must be a folder or a file; replace the link with its target`);
    } else {
      entries.push({ name, file, isFolder: true, isExecutable: true, bytes: 0 });
      search(file, `${name}/`, entries, report);
    }
  } catch (error) {
    report(unreadable(file, "a file or a folder", error));
  }
}

function found(file: string, name: string, status: fs.Stats, report: Report): Found[] {
  if (!status.isFile()) {
    report(`${shownPath(file)} is a pipe or a device: must be a file; leave it out`);
    return [];
  }
  return [{ name, file, isFolder: false, isExecutable: (status.mode & 0o100) !== 0, bytes: status.size }];
}
