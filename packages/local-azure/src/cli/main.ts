import { logs } from "./logs";
import { reset } from "./reset";
import { start } from "./start";
import { status } from "./status";
import { stop } from "./stop";
import { nearest, UsageError, type Command } from "./command";

const commands: Record<string, Command> = { start, status, logs, stop, reset };

const overview = `Local Azure: what the components need of Azure, on this machine, with processes for containers and instances.

Usage: local-azure <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join("\n")}

<command> --help tells more.`;

async function dispatch(words: string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(overview);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`unknown command '${name}'${nearest(name, Object.keys(commands))}; --help lists them`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    console.log(command.help);
    return 0;
  }
  return command.run(rest);
}

/** Runs one command line and answers its exit code; what went wrong is on standard error. */
export async function main(words: string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    console.error(`local-azure: ${(error as Error).message}`);
    // 2 as for shells' own tools: the command line was wrong, nothing was done.
    return error instanceof UsageError ? 2 : 1;
  }
}
