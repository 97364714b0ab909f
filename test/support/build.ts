import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

export const repository = path.resolve(__dirname, "..", "..");

/** Builds the package where its sources are newer: examples import it by its name, so they run the build. */
export async function buildPackage(log: (line: string) => void = () => undefined): Promise<void> {
  const built = path.join(repository, "dist", "index.js");
  const sources = fs.readdirSync(path.join(repository, "src"), { recursive: true, withFileTypes: true });
  const newest = Math.max(...sources.map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
  if (fs.existsSync(built) && fs.statSync(built).mtimeMs >= newest) {
    return;
  }
  log("building the package");
  // Aside and afresh: programs go on with the old build meanwhile, and the output of a file that was deleted would be
  // packed.
  const aside = path.join(repository, ".local-azure", `dist-${process.pid}`);
  fs.rmSync(aside, { recursive: true, force: true });
  const compiler = require.resolve("typescript/bin/tsc");
  const started = new Date();
  try {
    const args = [compiler, "-p", "tsconfig.build.json", "--outDir", aside];
    await promisify(execFile)(process.execPath, args, { cwd: repository });
    // What changes during the build is not in it.
    fs.utimesSync(path.join(aside, "index.js"), started, started);
    fs.rmSync(path.join(repository, "dist"), { recursive: true, force: true });
    fs.renameSync(aside, path.join(repository, "dist"));
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}
