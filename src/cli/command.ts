import { reasonOf } from "../client/credentials/azure-request";
import { HelpWanted } from "./arguments";
import { exitCodeOf } from "./exit-codes";
import { help } from "./help";
import { keys } from "./keys";
import { score } from "./score";
import { token } from "./token";
import { UsageError } from "./usage-error";

const commands: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = { token, keys, score };

/** Carries out a command line; the exit code. */
export async function run([name, ...args]: string[]): Promise<number> {
  try {
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      throw name === undefined
        ? new UsageError(`a command is missing: must be ${known()}; --help tells more`)
        : new HelpWanted(help);
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      throw new UsageError(`there is no command of this name: must be ${known()}; --help tells more`);
    }
    process.stdout.write(`${JSON.stringify(await command(args), undefined, 2)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof HelpWanted) {
      process.stdout.write(`${error.message}\n`);
      return 0;
    }
    process.stderr.write(`error: ${reasonOf(error)}\n`);
    return exitCodeOf(error);
  }
}

function known(): string {
  return Object.keys(commands).join(", ");
}
