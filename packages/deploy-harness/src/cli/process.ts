import { spawn, type ChildProcess } from "node:child_process";
import type { Executable } from "./executable";

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Both streams, in the order in which they came. */
  text: string;
}

export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Secrets go this way: arguments and environment are visible to others. */
  input?: string;
  timeoutMs?: number;
}

/** A run of the CLI. It leads a process group, so that its language host, program and plugins can be ended with it. */
export class Command {
  private readonly child: ChildProcess;
  readonly finished: Promise<Finished>;

  constructor({ command, prefix }: Executable, args: string[], options: CommandOptions) {
    this.child = spawn(command, [...prefix, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    this.child.stdin?.end(options.input);
    this.finished = this.collect(options.timeoutMs);
  }

  /** SIGKILL for the whole group. */
  kill(): void {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      process.kill(-this.child.pid, "SIGKILL");
    }
  }

  /** SIGINT for the CLI alone, which ends its children when they are done. */
  interrupt(): void {
    this.child.kill("SIGINT");
  }

  private collect(timeoutMs: number | undefined): Promise<Finished> {
    let stdout = "";
    let text = "";
    this.child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      text += chunk;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.kill(), timeoutMs);
    return new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code, signal) => {
        clearTimeout(timer);
        resolve({ code, signal, stdout, text });
      });
    });
  }
}
