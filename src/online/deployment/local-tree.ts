import * as fs from "node:fs";
import * as path from "node:path";

import { contentHash } from "./content-hash";
import { listFiles, type LocalFile } from "./local-files";

/** A local file or folder as it will stand in the storage. */
export interface LocalTree {
  /** The folder's own name: Azure ML keeps it, so that the model stands in `AZUREML_MODEL_DIR/<name>`. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly files: readonly LocalFile[];
  readonly hash: string;
}

/** Looks at all of its bytes; the rules have seen before that there are not too many. */
export function readTree(given: string): LocalTree {
  const files = listFiles(given);
  const name = addressable(path.basename(path.resolve(given)));
  return { name, isFolder: fs.statSync(given).isDirectory(), files, hash: contentHash(name, files) };
}

/** A folder may have any name, but the provider puts it into an address as it is. */
function addressable(name: string): string {
  return name.replaceAll(/[^\w.~-]/g, "-") || "files";
}
