import * as fs from "node:fs";
import * as path from "node:path";

import { Problem } from "../inputs/problem";
import { quote } from "../inputs/show";

/** A file to upload. */
export interface LocalFile {
  /** Its path inside the folder, with `/` on every system. */
  readonly name: string;
  /** Where it stands on this machine. */
  readonly file: string;
  readonly bytes: number;
}

/** A local file or folder as it will stand in the storage. */
export interface LocalTree {
  /** Its own name, which Azure ML keeps below the place where it mounts the model: `AZUREML_MODEL_DIR/<name>`. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Sorted by name, so that no order of the file system shows as a change. */
  readonly files: readonly LocalFile[];
}

export const atMostFiles = 1000;
export const atMostBytes = 1024 ** 3;

/** What a folder holds that nobody wants in a deployment. */
const leftOut = (name: string) => name.startsWith(".") || name === "__pycache__";

/**
 * The names become part of an address, and the provider puts them into it as they are: letters and digits, and of the
 * rest what an address takes unescaped (RFC 3986).
 */
const fileName = /^[A-Za-z0-9_.~-]{1,200}$/;

/**
 * Finds the files of a model or of code, without reading them: a folder with many gigabytes is refused at once. Relative
 * paths start where the program runs.
 */
export function findLocalTree(
  input: string,
  given: string,
  kind: "folder" | "file or folder",
  problems: Problem[],
): LocalTree | undefined {
  const refuse = (reason: string): undefined => {
    problems.push({ path: input, reason });
  };
  const root = path.resolve(given);
  const name = path.basename(root);
  let status: fs.Stats;
  try {
    status = fs.statSync(root);
  } catch (error) {
    return refuse(unreadable(given, kind, error));
  }
  const isFolder = status.isDirectory();
  if (!isFolder && (kind === "folder" || !status.isFile())) {
    return refuse(`${shown(given)} is no ${kind}: must be the path of a ${kind}`);
  }
  if (!fileName.test(name)) {
    return refuse(unusable(name));
  }
  const walk: Walk = { files: [], reasons: [], above: [], bytes: 0 };
  visit(root, isFolder ? "" : name, status, walk);
  if (walk.reasons.length > 0) {
    walk.reasons.forEach(refuse);
    return undefined;
  }
  if (walk.files.length === 0) {
    return refuse(
      `${shown(given)} has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)`,
    );
  }
  if (walk.files.length > atMostFiles || walk.bytes > atMostBytes) {
    const found = walk.files.length > atMostFiles ? `more than ${atMostFiles} files` : `more than ${atMostBytes} bytes`;
    const way = "register it in Azure ML and give its id";
    return refuse(
      `${shown(given)} has ${found}, which is not allowed: must be at most ${atMostFiles} files and ${atMostBytes} bytes; ${way}`,
    );
  }
  const files = walk.files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { name, isFolder, files };
}

interface Walk {
  readonly files: LocalFile[];
  readonly reasons: string[];
  /** The real paths of the folders above: a link to one of them would never end. */
  readonly above: string[];
  bytes: number;
}

function visit(file: string, name: string, status: fs.Stats, walk: Walk): void {
  if (status.isDirectory()) {
    return visitFolder(file, name, walk);
  }
  if (!status.isFile()) {
    walk.reasons.push(`${shown(file)} is a pipe or a device: must be a file; leave it out`);
    return;
  }
  walk.files.push({ name, file, bytes: status.size });
  walk.bytes += status.size;
}

function visitFolder(folder: string, name: string, walk: Walk): void {
  const real = fs.realpathSync(folder);
  if (walk.above.includes(real)) {
    walk.reasons.push(`${shown(folder)} links to a folder above it: must be a folder with an end; leave it out`);
    return;
  }
  walk.above.push(real);
  let entries: string[] = [];
  try {
    entries = fs.readdirSync(folder);
  } catch (error) {
    walk.reasons.push(unreadable(folder, "folder", error));
  }
  for (const entry of entries.filter((one) => !leftOut(one)).sort()) {
    // One too many is enough to know.
    if (walk.files.length > atMostFiles || walk.bytes > atMostBytes) {
      break;
    }
    if (!fileName.test(entry)) {
      walk.reasons.push(unusable(entry));
      continue;
    }
    const file = path.join(folder, entry);
    try {
      visit(file, name === "" ? entry : `${name}/${entry}`, fs.statSync(file), walk);
    } catch (error) {
      walk.reasons.push(unreadable(file, "file", error));
    }
  }
  walk.above.pop();
}

function unusable(name: string): string {
  return `the name ${shown(name)} is not allowed: must be 1 to 200 letters, digits, _, ., ~ and -; rename it`;
}

function unreadable(given: string, what: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return `${shown(given)} cannot be read (${code}): must be the path of a ${what}; relative paths start at ${shown(process.cwd())}`;
}

/** Paths are longer than other values, and their end tells more than their beginning. */
function shown(file: string): string {
  return quote(file, 300);
}
