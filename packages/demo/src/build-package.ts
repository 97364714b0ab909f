import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

export const repository = path.resolve(__dirname, "..", "..", "..");

/** Builds the package where its sources are newer: examples import it by its name, so they run the build. */
export async function buildPackage(log: (line: string) => void = () => undefined): Promise<void> {
  const built = path.join(repository, "dist", "index.js");
  const last = path.join(repository, "dist", "client", "index.d.mts");
  const sources = fs.readdirSync(path.join(repository, "src"), { recursive: true, withFileTypes: true });
  const files = [...sources.map((entry) => path.join(entry.parentPath, entry.name)), path.join(repository, "build.js")];
  const newest = Math.max(...files.map((file) => fs.statSync(file).mtimeMs));
  if (fs.existsSync(built) && fs.existsSync(last) && fs.statSync(built).mtimeMs >= newest) {
    return;
  }
  log("building the package");
  // Aside and afresh: programs go on with the old build meanwhile, and the output of a file that was deleted would be
  // packed.
  const aside = path.join(repository, ".local-azure", `dist-${process.pid}`);
  fs.rmSync(aside, { recursive: true, force: true });
  const started = new Date();
  try {
    await promisify(execFile)(process.execPath, [path.join(repository, "build.js"), aside], { cwd: repository });
    // What changes during the build is not in it.
    fs.utimesSync(path.join(aside, "index.js"), started, started);
    fs.rmSync(path.join(repository, "dist"), { recursive: true, force: true });
    fs.renameSync(aside, path.join(repository, "dist"));
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}
