import { parseArgs } from "node:util";

import { nearest } from "../../src/inputs/show";
import { ToolchainError } from "../toolchain";
import type { EngineChoice } from "../drivers/types";
import { aciKeyAuth } from "./aci-key-auth";
import { DemoFailure, type Scenario } from "./scenario";
import { Stage } from "./stage";
import { Terminal } from "./terminal";

const scenarios: Scenario[] = [aciKeyAuth];
const engines = ["auto", "cli", "in-process"];

const help = `Usage: npm run demo -- [scenario] [options]

Deploys an example on local Azure (real processes on this machine, no account), calls it, changes it and takes it down.

Scenarios:
${scenarios.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join("\n")}

Options:
  --engine <name>  auto (default): the pulumi CLI where it is on the PATH, otherwise in-process;
                   cli: the CLI, through its npm package if need be; in-process: without the CLI
  --keep           leave the service running, with ready curl lines
  --help           this text`;

interface Wish {
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  readonly keep: boolean;
}

function wish(args: string[]): Wish | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      engine: { type: "string", default: "auto" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    return "help";
  }
  if (!engines.includes(values.engine)) {
    throw new DemoFailure(`--engine ${values.engine} is not known: must be one of ${engines.join(", ")}`);
  }
  const [name = aciKeyAuth.name, ...more] = positionals;
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined || more.length > 0) {
    const near = nearest(
      name,
      scenarios.map((one) => one.name),
    );
    throw new DemoFailure(
      more.length > 0
        ? `one scenario at a time, not ${positionals.join(" and ")}`
        : `there is no scenario ${name}${near ? `; did you mean ${near}?` : ""}; see npm run demo -- --help`,
    );
  }
  return { scenario, engine: values.engine as EngineChoice, keep: values.keep };
}

async function main(): Promise<number> {
  const wanted = wish(process.argv.slice(2));
  if (wanted === "help") {
    console.log(help);
    return 0;
  }
  const terminal = new Terminal();
  const stage = new Stage(wanted.scenario, wanted.engine, wanted.keep, terminal);
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) {
      return;
    }
    interrupted = true;
    terminal.section("Interrupted; cleaning up");
    void stage.clear().finally(() => process.exit(130));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    await stage.open();
    await wanted.scenario.run(stage);
    const holds = terminal.summary();
    await stage.close();
    return holds ? 0 : 1;
  } catch (error) {
    if (!interrupted) {
      tell(terminal, error);
      await stage.clear().catch((more: unknown) => terminal.line(`could not clean up: ${reason(more)}`));
    }
    return 1;
  }
}

function tell(terminal: Terminal, error: unknown): void {
  if (error instanceof DemoFailure && error.log) {
    terminal.plain(error.log);
  }
  terminal.section(`The demo cannot go on: ${reason(error)}`);
}

/** What the machine refuses is said in a line; only a mistake of the demo itself needs its stack. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST"].includes(code)) {
    return `cannot write ${path ?? "its files"} (${code}); make room or rights for it`;
  }
  return error instanceof DemoFailure || error instanceof ToolchainError
    ? error.message
    : (error.stack ?? error.message);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
