import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { identify, isAlive, type ProcessIdentity } from "../toolchain/process-identity";
import { isExecutable } from "./programs";
import { StartError } from "./start-error";

export interface Launch {
  command: string[];
  environment: Record<string, string>;
  workingDirectory: string;
  logFile: string;
  /** Where the exit code is left, for whichever server reads it. */
  exitFile: string;
  /** Told the identity before the program runs: what is not on record yet must not run. */
  record: (identity: ProcessIdentity) => void;
}

// A container outlives a killed server, and the next one must learn how it ended. So a shell stands before the program:
// it waits for the word that its identity is on record (a dead server closes the pipe instead, and nothing has run),
// and leaves the exit code in a file. A trapped signal, unlike an ignored one, is not inherited by the program.
const guard = `read -r go || exit 0
trap : TERM INT HUP
"$@" </dev/null
code=$?
echo "$code" > "$0.new" && mv "$0.new" "$0"`;

const graceMs = 5000;

/** Starts a program in a process group of its own; `onExit` is called for as long as this server lives. */
export async function launch(options: Launch, onExit: () => void): Promise<ProcessIdentity> {
  const { command, environment, workingDirectory } = options;
  requireProgram(command[0] ?? "", environment["PATH"] ?? "", workingDirectory);
  rmSync(options.exitFile, { force: true });
  const log = openSync(options.logFile, "a", 0o600);
  const child = spawn("/bin/sh", ["-c", guard, options.exitFile, ...command], {
    cwd: workingDirectory,
    env: environment,
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid as number));
    child.once("error", (error) => reject(new StartError("StartFailed", `/bin/sh does not start: ${error.message}`)));
  });
  const identity = identify(pid) ?? { pid, started: "ended" };
  child.once("exit", () => {
    signalGroup(pid, "SIGKILL"); // whatever the program has left behind
    onExit();
  });
  child.stdin?.on("error", () => {}); // it has ended already: `exit` tells
  options.record(identity);
  child.stdin?.end("go\n");
  child.unref();
  return identity;
}

/** Ends a process group: asks, waits, then kills. */
export async function endProcess(identity: ProcessIdentity): Promise<void> {
  if (!isAlive(identity)) {
    return;
  }
  signalGroup(identity.pid, "SIGTERM");
  const until = Date.now() + graceMs;
  while (isAlive(identity)) {
    if (Date.now() > until) {
      signalGroup(identity.pid, "SIGKILL");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  signalGroup(identity.pid, "SIGKILL");
}

/** The exit code that the guard left; 137, as after SIGKILL, when it was killed together with the program. */
export function readExitCode(exitFile: string): number {
  return existsSync(exitFile) ? Number(readFileSync(exitFile, "utf8").trim()) : 137;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM is macOS's answer for a group that holds only zombies.
    if (code !== "ESRCH" && code !== "EPERM") {
      throw error;
    }
  }
}

function requireProgram(program: string, searchPath: string, workingDirectory: string): void {
  const candidates = program.includes("/")
    ? [path.resolve(workingDirectory, program)]
    : searchPath.split(":").map((folder) => path.join(folder, program));
  if (program === "" || !candidates.some(isExecutable)) {
    throw new StartError(
      "ExecutableNotFound",
      `failed to start: the program '${program}' was not found in the image's PATH`,
    );
  }
}
