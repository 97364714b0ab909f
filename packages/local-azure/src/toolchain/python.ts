import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

const oldestPython = [3, 9] as const;

export interface Python {
  command: string;
  version: string;
}

/** Thrown with a text that says what to install; nothing here can be mended by trying again. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}

// One word that no other program prints, so that a stub such as the Windows Store's `python` is not taken for one.
const probe = "import sys; print('python', '.'.join(map(str, sys.version_info[:3])))";

/** The Python to build with: `PYTHON` when it is set (and then no other), else the first of the usual commands. */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<Python> {
  const wanted = env["PYTHON"];
  const candidates = wanted ? [wanted] : ["python3", "python", "py"];
  const found: string[] = [];
  for (const command of candidates) {
    const version = await versionOf(command, env);
    if (version === undefined) {
      continue;
    }
    if (isNewEnough(version)) {
      return { command, version };
    }
    found.push(`${command} is ${version}`);
  }
  const needed = `Python ${oldestPython.join(".")} or later is needed`;
  if (wanted) {
    throw new ToolchainError(
      `${needed}, but PYTHON=${wanted} ${found.length > 0 ? `is ${found[0]?.split(" is ")[1]}` : "does not run"}; ` +
        "set PYTHON to another interpreter or unset it",
    );
  }
  throw new ToolchainError(
    `${needed}: ${found.length > 0 ? found.join(", ") : "none of python3, python, py runs"}; ` +
      "install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) " +
      "or set PYTHON to the path of an interpreter",
  );
}

/** Debian and Ubuntu ship Python without the parts that make virtual environments. */
export async function requireVenv(python: Python): Promise<void> {
  try {
    await run(python.command, ["-c", "import ensurepip, venv"]);
  } catch {
    const minor = python.version.split(".").slice(0, 2).join(".");
    throw new ToolchainError(
      `${python.command} (${python.version}) cannot make virtual environments: its module ensurepip is missing; ` +
        `on Debian and Ubuntu: apt-get install python${minor}-venv`,
    );
  }
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, ["-c", probe], { env });
    return /^python (\d+\.\d+\.\d+)\s*$/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}
