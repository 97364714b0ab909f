import type * as pulumi from "@pulumi/pulumi";

import { AuthMode } from "../contract/auth-mode";
import { publicFacts } from "../pulumi/facts";
import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import { TlsMode } from "./enums";
import { hasKeys } from "./gateway-container";

/** What policies and previews see of a service; none of it may be a secret. */
export function aciFacts(args: AciWebserviceArgs): pulumi.Inputs {
  const authEnabled = hasKeys(args);
  return publicFacts({
    authMode: authEnabled ? AuthMode.Key : AuthMode.None,
    authEnabled,
    hasVault: authEnabled && args.keys?.vault !== undefined,
    tlsMode: args.tls?.mode ?? TlsMode.None,
    isPublic: args.subnetId === undefined,
    tags: args.tags,
    corsOrigins: args.cors?.allowedOrigins,
    bodyLimitMb: args.bodyLimitMb ?? aciDefaults.bodyLimitMb,
  });
}
