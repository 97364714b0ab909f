import { logs } from "./cli/logs";
import { reset } from "./cli/reset";
import { start } from "./cli/start";
import { status } from "./cli/status";
import { stop } from "./cli/stop";
import { nearest, UsageError, type Command } from "./cli/command";

const commands: Record<string, Command> = { start, status, logs, stop, reset };

const overview = `Local Azure: resource groups and container groups on this machine, with processes for containers.

Usage: npm run local-azure -- <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join("\n")}

<command> --help tells more.`;

async function main(words: string[]): Promise<number> {
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

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`local-azure: ${error.message}`);
    // 2 as for shells' own tools: the command line was wrong, nothing was done.
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
