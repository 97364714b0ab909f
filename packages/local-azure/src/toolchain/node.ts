import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { defaultFolder } from ".";

/** Another version of Node, or why there is none. */
export type NodeProgram = { readonly program: string } | { readonly missing: string };

/**
 * Node of a major version, from the npm package that carries its program; installed once. At once, because a test has
 * to know whether it is skipped before anything runs.
 */
export function nodeOfMajor(major: number, folder = defaultFolder): NodeProgram {
  if (process.version.startsWith(`v${major}.`)) {
    return { program: process.execPath };
  }
  const name = `node-${process.platform}-${process.arch}`;
  const home = path.join(folder, `node-${major}`);
  const within = path.join("node_modules", name, "bin", "node");
  const program = path.join(home, within);
  if (existsSync(program)) {
    return { program };
  }
  // Aside first: what is there under its name is whole.
  const aside = `${home}-${process.pid}`;
  try {
    mkdirSync(aside, { recursive: true });
    const options = ["--prefix", aside, "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    // Where there is no registry, that shall be known soon.
    const patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"];
    execFileSync("npm", ["install", ...options, ...patience, `${name}@${major}`], { stdio: "pipe", encoding: "utf8" });
    const version = execFileSync(path.join(aside, within), ["--version"], { encoding: "utf8" });
    if (!version.startsWith(`v${major}.`)) {
      throw new Error(`${name}@${major} is Node ${version.trim()}`);
    }
    rmSync(home, { recursive: true, force: true });
    renameSync(aside, home);
    return { program };
  } catch (error) {
    return { missing: whyMissing(error, `${name}@${major}`) };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** A registry that cannot be reached, or has no such package, is a reason; everything else is a failure. */
function whyMissing(error: unknown, wanted: string): string {
  const said = (error as { stderr?: string }).stderr ?? "";
  const code = /\b(E404|ETARGET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/.exec(said)?.[1];
  if (code === undefined) {
    throw error;
  }
  return `${wanted} cannot be installed: ${code}`;
}
