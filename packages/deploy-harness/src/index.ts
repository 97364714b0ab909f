import type { Properties } from "./providers/properties";
import { RandomProvider } from "./providers/random";
import { azureNative } from "./azure-native";
import { CliDeployment } from "./cli/deployment";
import { findOnPath, findThroughNpm, type Executable } from "./cli/executable";
import { InProcessDeployment } from "./in-process/deployment";
import type { DeployOptions, Deployment, EngineChoice } from "./types";

export * from "./types";

const CHOICES: readonly EngineChoice[] = ["auto", "cli", "in-process"];

/** Chooses the engine: the pulumi CLI where there is one, else the driver in this process, or what is asked for. */
export async function createDeployment(options: DeployOptions): Promise<Deployment> {
  const choice = options.engine ?? "auto";
  if (!CHOICES.includes(choice)) {
    throw new Error(`engine: ${JSON.stringify(choice)} is unknown; it is one of ${CHOICES.join(", ")}`);
  }
  if (choice === "in-process") {
    return inProcess(options, "asked for");
  }
  const found = await findOnPath();
  if (typeof found !== "string") {
    return CliDeployment.create(options, found, "on PATH");
  }
  return choice === "cli"
    ? CliDeployment.create(options, await throughNpm(found), "through npm")
    : inProcess(options, found);
}

async function throughNpm(whyNotOnPath: string): Promise<Executable> {
  const found = await findThroughNpm();
  if (typeof found === "string") {
    throw new Error(
      `engine: "cli" needs the pulumi CLI: ${whyNotOnPath}, and ${found}; ` +
        'install it (pulumi.com/docs/install), or choose the engine "in-process"',
    );
  }
  return found;
}

function inProcess(options: DeployOptions, why: string): Deployment {
  const makeProvider = (packageName: string, config: Properties) => {
    if (packageName === "azure-native") {
      return azureNative(options, config);
    }
    return packageName === "random" ? new RandomProvider("4.21.2") : undefined;
  };
  const description = `in-process driver (${why}), stand-ins for azure-native and random`;
  return new InProcessDeployment(options, description, makeProvider);
}
