import { parseArgs } from "node:util";

import type { EngineChoice } from "@azureml-webservice/deploy-harness/types";
import { editDistance } from "@azureml-webservice/local-azure/edit-distance";
import { DemoFailure, type Scenario } from "./scenario";

const engines = ["auto", "cli", "in-process"];

/** What a person asked for on the command line. */
export interface Wish {
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  readonly keep: boolean;
}

/** Reads the arguments; the first of the scenarios is the default. What cannot be meant is a DemoFailure. */
export function readWish(args: string[], scenarios: readonly [Scenario, ...Scenario[]]): Wish | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) {
    return "help";
  }
  if (!engines.includes(values.engine)) {
    throw new DemoFailure(`--engine ${values.engine} is not known: must be one of ${engines.join(", ")}`);
  }
  if (positionals.length > 1) {
    throw new DemoFailure(`one scenario at a time, not ${positionals.join(" and ")}`);
  }
  return { scenario: find(positionals[0], scenarios), engine: values.engine as EngineChoice, keep: values.keep };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        engine: { type: "string", default: "auto" },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new DemoFailure(`${error instanceof Error ? error.message : String(error)}; see npm run demo -- --help`);
  }
}

function find(name: string | undefined, scenarios: readonly [Scenario, ...Scenario[]]): Scenario {
  if (name === undefined) {
    return scenarios[0];
  }
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) {
    const near = nearest(
      name,
      scenarios.map((one) => one.name),
    );
    throw new DemoFailure(
      `there is no scenario ${name}${near ? `; did you mean ${near}?` : ""}; see npm run demo -- --help`,
    );
  }
  return found;
}

function nearest(name: string, known: readonly string[]): string | undefined {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((one, other) => one.distance - other.distance)[0]?.candidate;
}
