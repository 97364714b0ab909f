import { parseArgs } from "node:util";

import type { EngineChoice } from "@azureml-webservice/deploy-harness/types";
import { editDistance } from "@azureml-webservice/local-azure/edit-distance";
import { namesOf, newPrefix } from "./azure/names";
import { DemoFailure, type GivenId, type Scenario } from "./scenario";

const engines = ["auto", "cli", "in-process"];
const defaultLocation = "westeurope";

/** What a person asked for on the command line. */
export interface Wish {
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  readonly keep: boolean;
  /** Without it the demo plays on local Azure. */
  readonly azure?: AzureWish;
}

/** What a person said of the subscription. */
export interface AzureWish {
  readonly location: string;
  readonly prefix: string;
  readonly yes: boolean;
  readonly subscription?: string;
  readonly image?: string;
  /** Where the report is written. Default: a file of the prefix's name below `.local-azure`. */
  readonly report?: string;
  readonly armEndpoint?: string;
  readonly given: Partial<Record<GivenId, string>>;
}

/** What each id that can be given is of. */
const given: Readonly<Record<GivenId, { readonly type: string; readonly about: string }>> = {
  cluster: { type: "Microsoft.ContainerService/managedClusters", about: "an AKS cluster" },
  compute: {
    type: "Microsoft.MachineLearningServices/workspaces/computes",
    about: "a Kubernetes cluster attached to an Azure ML workspace",
  },
  workspace: { type: "Microsoft.MachineLearningServices/workspaces", about: "an Azure ML workspace" },
};

const azureOptions = ["subscription", "location", "prefix", "image", "report", "arm-endpoint", "yes"] as const;
const givenIds = Object.keys(given) as GivenId[];

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
  const scenario = find(positionals[0], scenarios);
  const wish = { scenario, engine: values.engine as EngineChoice, keep: values.keep };
  if (values.azure) {
    return { ...wish, azure: azureWish(values, scenario) };
  }
  const stray = [...azureOptions, ...givenIds].find((name) => values[name] !== undefined);
  if (stray !== undefined) {
    throw new DemoFailure(`--${stray} is for a subscription: say --azure as well, or leave it out`);
  }
  return wish;
}

type Values = ReturnType<typeof parsed>["values"];

function azureWish(values: Values, scenario: Scenario): AzureWish {
  if (values.engine === "in-process") {
    throw new DemoFailure("--engine in-process does not deploy to Azure: leave it out, the pulumi CLI does");
  }
  const location = values.location ?? defaultLocation;
  if (!/^[a-z0-9]+$/.test(location)) {
    throw new DemoFailure(
      `--location ${location} is no region: must be a name such as ${defaultLocation}, see az account list-locations`,
    );
  }
  const { subscription, image, report, "arm-endpoint": armEndpoint } = values;
  const prefix = namesOf(values.prefix ?? newPrefix()).prefix;
  const yes = values.yes ?? false;
  return { location, prefix, yes, subscription, image, report, armEndpoint, given: givenOf(values, scenario) };
}

/** Exactly the ids that the scenario needs, each of the right kind. */
function givenOf(values: Values, { name, azure }: Scenario): Partial<Record<GivenId, string>> {
  for (const id of givenIds) {
    const { type, about } = given[id];
    const value = values[id];
    const isNeeded = azure.given.includes(id);
    if (value === undefined && isNeeded) {
      throw new DemoFailure(
        `${name} needs --${id} <id> on Azure: the resource id of ${about}, ` +
          "which it does not make itself; aci-key-auth, aci-tls, key-rotation and managed-entra-auth need nothing",
      );
    }
    if (value !== undefined && !isNeeded) {
      throw new DemoFailure(`${name} has no use for --${id}: leave it out`);
    }
    if (value !== undefined && !isIdOf(type, value)) {
      throw new DemoFailure(`--${id} ${value} is not the id of ${about}: must be ${idForm(type)}`);
    }
  }
  return Object.fromEntries(givenIds.flatMap((id) => (values[id] === undefined ? [] : [[id, values[id]]])));
}

/** `Namespace/type/subtype` as it stands in an id. */
function idForm(type: string): string {
  const [namespace = "", ...types] = type.split("/");
  const rest = types.map((each) => `${each}/<name>`).join("/");
  return `/subscriptions/<id>/resourceGroups/<name>/providers/${namespace}/${rest}`;
}

function isIdOf(type: string, value: string): boolean {
  const pattern = idForm(type).replaceAll(".", "\\.").replace(/<\w+>/g, "[^/]+");
  return new RegExp(`^${pattern}$`, "i").test(value);
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
        azure: { type: "boolean", default: false },
        subscription: { type: "string" },
        location: { type: "string" },
        prefix: { type: "string" },
        image: { type: "string" },
        report: { type: "string" },
        "arm-endpoint": { type: "string" },
        yes: { type: "boolean" },
        cluster: { type: "string" },
        compute: { type: "string" },
        workspace: { type: "string" },
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
