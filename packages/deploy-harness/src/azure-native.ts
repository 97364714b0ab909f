import { AzureNativeProvider } from "./providers/azure-native";
import type { Properties } from "./providers/properties";
import { readProject } from "./project";
import type { DeployOptions } from "./types";

/** The stand-in for azure-native as both engines use it. */
export function azureNative(options: DeployOptions, config: Properties = {}): AzureNativeProvider {
  return new AzureNativeProvider({
    endpoint: options.armEndpoint,
    token: options.armToken,
    location: typeof config.location === "string" ? config.location : undefined,
    folder: readProject(options.program).folder,
  });
}
