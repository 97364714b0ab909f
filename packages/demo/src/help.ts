import type { Scenario } from "./scenario";

export function helpText(scenarios: readonly Scenario[]): string {
  return `Usage: npm run demo -- [scenario] [options]

Deploys an example on local Azure (real processes on this machine, no account), calls it, changes it and takes it down.

Scenarios:
${scenarios.map(({ name, about }, index) => `  ${name.padEnd(20)}${about}${index === 0 ? " (default)" : ""}`).join("\n")}

Options:
  --engine <name>  auto (default): the pulumi CLI where it is on the PATH, otherwise in-process;
                   cli: the CLI, through its npm package if need be; in-process: without the CLI
  --keep           leave the service running, with ready curl lines
  --help           this text`;
}
