import path from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { editDistance } from "../edit-distance";
import { defaultFolder } from "../toolchain";

export interface Command {
  summary: string;
  help: string;
  /** Answers the exit code. */
  run(words: string[]): Promise<number>;
}

/** A mistake on the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const stateOption = { "state-dir": { type: "string" } } as const;
export const stateHelp = `  --state-dir <folder>  where everything is kept (default: .local-azure/state in the repository)`;

export function stateFolder(values: { "state-dir"?: string | undefined }): string {
  return path.resolve(values["state-dir"] ?? path.join(defaultFolder, "state"));
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** `parseArgs` of Node with a hint at what was probably meant. */
export function parse<O extends Options>(words: string[], options: O, positionals: { least: number; most: number }) {
  for (const word of words) {
    const name = /^--([^=]+)/.exec(word)?.[1];
    if (name !== undefined && !Object.hasOwn(options, name)) {
      const known = Object.keys(options).map((option) => `--${option}`);
      throw new UsageError(`unknown option '--${name}'${nearest(`--${name}`, known)}; --help lists them`);
    }
  }
  let parsed;
  try {
    parsed = parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const count = parsed.positionals.length;
  if (count < positionals.least || count > positionals.most) {
    throw new UsageError(
      count > positionals.most ? `unexpected '${parsed.positionals[positionals.most]}'` : "an argument is missing",
    );
  }
  return parsed;
}

export function positiveNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new UsageError(`--${option} is '${text}'; a whole number from 1 to ${most} is allowed`);
  }
  return number;
}

/** `, did you mean 'x'?` where one of the known words is close. */
export function nearest(word: string, known: string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= 3 ? `, did you mean '${best.candidate}'?` : "";
}
