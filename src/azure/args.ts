import type * as pulumi from "@pulumi/pulumi";

import type { AzureEnvironment } from "../contract/azure-enums";

/** Which Azure to talk to: what Pulumi's Azure provider does not tell the requests that this package makes itself. */
export interface AzureArgs {
  /** Optional. The cloud, which decides the addresses of Azure. Default: `public`. */
  environment?: AzureEnvironment;
  /**
   * Optional. The address of Azure Resource Manager: `https`, or `http` on the machine itself. Default: the
   * environment's.
   */
  resourceManagerEndpoint?: pulumi.Input<string>;
  /** Optional. How long one operation of Azure may take, in seconds, 1 to 86400. Default: 1800. */
  operationTimeoutSeconds?: number;
}
