import type * as pulumi from "@pulumi/pulumi";

import { publicFacts } from "../pulumi/facts";
import type { AksComputeTargetArgs } from "./args";
import { installsExtension, routerOf } from "./defaults";
import { InferenceRouterServiceType } from "./enums";

/** What policies and previews see of a compute target; of a router that is not this program's nothing is known. */
export function computeFacts(args: AksComputeTargetArgs): pulumi.Inputs {
  const installExtension = installsExtension(args);
  const { serviceType, internalLoadBalancer, highAvailability } = routerOf(args.inferenceRouter);
  return publicFacts({
    installExtension,
    ...(installExtension
      ? {
          tlsEnabled: args.tls !== undefined,
          isPublic: serviceType === InferenceRouterServiceType.LoadBalancer && !internalLoadBalancer,
          highAvailability,
        }
      : {}),
    tags: args.tags,
  });
}
