import { errorMessage } from "../client/internal/error-message";
import type { Command, CommandResult } from "./define-command";
import { exitCodeOf } from "./exit-codes";
import { help } from "./help";
import { keys } from "./keys";
import { score } from "./score";
import { token } from "./token";
import { UsageError } from "./usage-error";

const commands: Readonly<Record<string, Command>> = { token, keys, score };

/** Runs a command line; resolves with the exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    const result = await resultOf(args);
    process.stdout.write(`${result.kind === "help" ? result.help : JSON.stringify(result.data, undefined, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${errorMessage(error)}\n`);
    return exitCodeOf(error);
  }
}

async function resultOf([name, ...args]: string[]): Promise<CommandResult> {
  const commandNames = Object.keys(commands).join(", ");
  if (name === undefined) {
    throw new UsageError(`a command is missing: must be ${commandNames}; see --help`);
  }
  if (name === "--help" || name === "-h" || name === "help") {
    return { kind: "help", help };
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`there is no command of this name: must be ${commandNames}; see --help`);
  }
  return command(args);
}
