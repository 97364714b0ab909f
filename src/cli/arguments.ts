import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError } from "./usage-error";

/** Not an error: what was asked for is the help. */
export class HelpWanted extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

const shared = {
  outputs: { type: "string" },
  service: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

type Values<T extends Options> = { [name in keyof T]?: T[name]["type"] extends "boolean" ? boolean : string };

/** The options of a command; throws `HelpWanted` or `UsageError`. */
export function parsed<T extends Options>(args: string[], options: T, help: string): Values<T & typeof shared> {
  const values: Values<T & typeof shared> = strict(args, { ...options, ...shared });
  if ((values as Values<typeof shared>).help === true) {
    throw new HelpWanted(help);
  }
  return values;
}

function strict<T extends Options>(args: string[], options: T): Values<T> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Values<T>;
  } catch (error) {
    // What was given where no argument belongs might be a key: it is not repeated.
    const { code, message } = error as { code?: string; message: string };
    const what =
      code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL"
        ? "an argument without an option is not allowed (it is not shown)"
        : (message.split(/[.\n]/)[0] ?? message).replace(/=.*/, "");
    throw new UsageError(`${what}; --help lists the options`);
  }
}
