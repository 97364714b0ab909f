import type * as pulumi from "@pulumi/pulumi";

import { AuthMode } from "../contract/auth-mode";
import { publicFacts } from "../pulumi/facts";
import type { AksWebserviceArgs, ManagedWebserviceArgs } from "./args";
import { authModeOf } from "./endpoint/auth-switches";
import { shares, trafficOf } from "./endpoint/traffic";

/** What policies and previews see of a service; none of it may be a secret. */
export function onlineFacts(args: AksWebserviceArgs | ManagedWebserviceArgs): pulumi.Inputs {
  const authMode = authModeOf(args);
  return publicFacts({
    authMode,
    // Azure ML has no endpoint that is open.
    authEnabled: true,
    hasVault: authMode === AuthMode.Key && args.keys?.vault !== undefined,
    tags: args.tags,
    traffic: trafficOf(args),
    ...("computeId" in args
      ? {}
      : {
          publicNetworkAccess: args.publicNetworkAccess,
          mirrorTraffic: args.mirrorTraffic && shares(args.mirrorTraffic),
        }),
  });
}
