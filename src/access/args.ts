import type * as pulumi from "@pulumi/pulumi";

import type { PrincipalType } from "../contract/azure-enums";

/**
 * Who may do what with this endpoint, by names of your own that become part of the assignments' names: 1 to 64 letters,
 * digits, `-` and `_`. Calling with a key or a token of Azure ML needs no role.
 */
export interface GrantsArgs {
  /** Optional. Who may fetch tokens of Azure ML for this endpoint. Default: nobody. */
  tokenAccess?: Record<string, PrincipalArgs>;
  /**
   * Optional. Who may call with a token of Microsoft Entra; on managed endpoints only. It counts while
   * `entraAuthEnabled` is on, and may be granted beforehand, because roles take minutes to spread. Default: nobody.
   */
  scoring?: Record<string, PrincipalArgs>;
  /** Optional. Who may read the endpoint's keys. Default: nobody. */
  keyRead?: Record<string, PrincipalArgs>;
  /** Optional. Roles that exist already, for teams that may not create any. Default: custom roles, made here. */
  roleDefinitionIds?: GrantRoleDefinitionIdsArgs;
}

/** Somebody or something in Microsoft Entra. */
export interface PrincipalArgs {
  /** Required. The object id, a GUID; of an application the one of its service principal, not the client id. */
  principalId: pulumi.Input<string>;
  /** Required. What it is; without it Azure may not find a principal that was created a moment ago. */
  principalType: PrincipalType;
}

/** Role definitions by resource id, each with at least the actions that it stands for. */
export interface GrantRoleDefinitionIdsArgs {
  /**
   * Optional. A role with `onlineEndpoints/read` and `onlineEndpoints/token/action`. Default: a custom role, made here.
   */
  tokenAccess?: pulumi.Input<string>;
  /** Optional. A role with `onlineEndpoints/score/action`. Default: a custom role, made here. */
  scoring?: pulumi.Input<string>;
  /**
   * Optional. A role with `onlineEndpoints/read` and `onlineEndpoints/listKeys/action`. Default: a custom role, made
   * here.
   */
  keyRead?: pulumi.Input<string>;
}
