import { ManagedIdentityType } from "../contract/managed-identity-type";
import type { AksComputeTargetArgs, InferenceRouterArgs } from "./args";
import { InferenceRouterServiceType } from "./enums";

/** What counts where an input of `AksComputeTarget` is left out, nested as the inputs are. */
export const computeDefaults = {
  namespace: "default",
  identity: { type: ManagedIdentityType.SystemAssigned },
  installExtension: true,
  inferenceRouter: {
    serviceType: InferenceRouterServiceType.LoadBalancer,
    highAvailability: true,
    internalLoadBalancer: false,
  },
} as const;

/** Whether this program installs the extension. */
export function installsExtension({ installExtension }: Pick<AksComputeTargetArgs, "installExtension">): boolean {
  return installExtension ?? computeDefaults.installExtension;
}

/** The router's switches with their defaults. */
export function routerOf({ serviceType, highAvailability, internalLoadBalancer }: InferenceRouterArgs = {}) {
  const { inferenceRouter: defaults } = computeDefaults;
  return {
    serviceType: (serviceType ?? defaults.serviceType) as InferenceRouterServiceType,
    highAvailability: highAvailability ?? defaults.highAvailability,
    internalLoadBalancer: internalLoadBalancer ?? defaults.internalLoadBalancer,
  };
}
