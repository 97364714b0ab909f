import type * as pulumi from "@pulumi/pulumi";

import type { ManagedIdentityType } from "../contract/managed-identity-type";
import type { LogAnalyticsLogType } from "./enums";

/** Either `username` and `password`, or the `identity` with which to pull. */
export interface ImageRegistryCredentialArgs {
  /** Required. The registry's host name, with its port where it has one: such as `contoso.azurecr.io`. */
  server: pulumi.Input<string>;
  /** Conditional. The name to sign in with. Required with `password`, and without `identity`. */
  username?: pulumi.Input<string>;
  /** Conditional. The password to sign in with; kept secret. Required with `username`, and without `identity`. */
  password?: pulumi.Input<string>;
  /**
   * Conditional. The resource id of a user-assigned identity with AcrPull; it is added to the group's identities.
   * Required without `username` and `password`, and not allowed with them.
   */
  identity?: pulumi.Input<string>;
}

/** Managed identities of the container group. A change restarts the containers. */
export interface ManagedIdentityArgs {
  /** Required. Which kinds the group has. */
  type: ManagedIdentityType;
  /** Conditional. 1 to 100 resource ids; required when `type` names user-assigned identities, and only then. */
  userAssignedIdentityIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A Log Analytics workspace. */
export interface LogAnalyticsArgs {
  /** Required. The workspace's id, a GUID (not its resource id). */
  workspaceId: pulumi.Input<string>;
  /** Required. The workspace's key; kept secret. */
  workspaceKey: pulumi.Input<string>;
  /** Optional. Azure's type of the logs. Default: `ContainerInsights`. */
  logType?: LogAnalyticsLogType;
}

/** Application Insights, read by `azureml-inference-server-http`. */
export interface ApplicationInsightsArgs {
  /** Required. The instrumentation key, a GUID; kept secret. */
  instrumentationKey: pulumi.Input<string>;
}

/** A key in Key Vault; all three parts, as in v1, and the identity that may use it where you have one. */
export interface CustomerManagedKeyArgs {
  /** Required. The vault's address, such as `https://contoso.vault.azure.net`. */
  vaultBaseUrl: pulumi.Input<string>;
  /** Required. The key's name: 1 to 127 letters, digits and `-`. */
  keyName: pulumi.Input<string>;
  /** Required. The key's version. */
  keyVersion: pulumi.Input<string>;
  /** Optional. The resource id of a user-assigned identity that may use the key. Default: Azure's own. */
  identity?: pulumi.Input<string>;
}
