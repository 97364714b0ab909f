import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "@azureml-webservice/demo/build-package";

/** Where Microsoft's specifications lie: a folder of data beside the repository, which not every clone has. */
const folder = process.env.AZURE_SPECS ?? path.join(repository, "..", "shared", "specs");

const specsAreHere = existsSync(folder);

if (process.env.AZURE_SPECS !== undefined && !specsAreHere) {
  throw new Error(
    `AZURE_SPECS: there is no folder ${JSON.stringify(folder)}; give the specifications' folder, or unset it`,
  );
}

export function readSpec(file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), "utf8"));
}

/** Tests against the specifications, reported as skipped where those are not. */
export function describeSpecs(title: string, tests: () => void): void {
  if (specsAreHere) {
    describe(title, tests);
  } else {
    describe.skip(`${title} (skipped: no specifications in ../shared/specs or in AZURE_SPECS)`, tests);
  }
}
