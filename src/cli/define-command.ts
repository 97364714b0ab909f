import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError } from "./usage-error";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = { [name in keyof T]?: T[name]["type"] extends "boolean" ? boolean : string };

/** The options of every command. */
const sharedOptions = {
  outputs: { type: "string" },
  service: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

interface CommandDefinition<T extends Options> {
  readonly help: string;
  readonly options: T;
  /** Resolves with the data to print. */
  readonly run: (values: Values<T & typeof sharedOptions>) => Promise<unknown>;
}

/** What a command line leads to. */
export type CommandResult =
  { readonly kind: "help"; readonly help: string } | { readonly kind: "data"; readonly data: unknown };

export type Command = (args: string[]) => Promise<CommandResult>;

/** A command with its own options and the shared ones; it throws `UsageError` for arguments that do not fit. */
export function defineCommand<T extends Options>({ help, options, run }: CommandDefinition<T>): Command {
  return async (args) => {
    const values: Values<T & typeof sharedOptions> = parseOptions(args, { ...options, ...sharedOptions });
    return (values as Values<typeof sharedOptions>).help === true
      ? { kind: "help", help }
      : { kind: "data", data: await run(values) };
  };
}

function parseOptions<T extends Options>(args: string[], options: T): Values<T> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Values<T>;
  } catch (error) {
    // A stray argument might be a key, so it is not repeated.
    const { code, message } = error as { code?: string; message: string };
    const what =
      code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL"
        ? "an argument without an option is not allowed (it is not shown)"
        : (message.split(/[.\n]/)[0] ?? message).replace(/=.*/, "");
    throw new UsageError(`${what}; --help lists the options`);
  }
}
