import { AzureNativeProvider } from "../providers/azure-native";
import type { Properties } from "../providers/properties";
import { RandomProvider } from "../providers/random";
import { InProcessDeployment } from "./in-process/deployment";
import type { DeployOptions, Deployment } from "./types";

export * from "./types";

export async function createDeployment(options: DeployOptions): Promise<Deployment> {
  const makeProvider = (packageName: string, config: Properties) => {
    if (packageName === "azure-native") {
      const location = typeof config.location === "string" ? config.location : undefined;
      return new AzureNativeProvider({ endpoint: options.armEndpoint, location });
    }
    return packageName === "random" ? new RandomProvider("4.21.2") : undefined;
  };
  return new InProcessDeployment(options, "in-process", makeProvider);
}
