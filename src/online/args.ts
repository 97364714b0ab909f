import type * as pulumi from "@pulumi/pulumi";

import type { GrantsArgs } from "../access/args";
import type { AzureArgs } from "../azure/args";
import type { PublicNetworkAccess } from "../contract/azure-enums";
import type { ManagedIdentityType } from "../contract/managed-identity-type";
import type { OnlineKeysArgs } from "../keys/args";
import type { AksDeploymentArgs, ManagedDeploymentArgs } from "./deployment-args";

/**
 * What both kinds of online endpoints have. Names follow Azure ML v1 where it had them; what a rule refuses is reported
 * by the property's path with the value, what is allowed and the way out, all problems at once and before any resource
 * exists.
 */
export interface OnlineWebserviceArgs {
  // --- where ---

  /**
   * Required. The resource group of the workspace: 1 to 90 letters (of any script), digits, `-`, `_`, `.`, `(`, `)`, not
   * ending in a dot.
   */
  resourceGroupName: pulumi.Input<string>;
  /** Required. The Azure ML workspace: 3 to 33 letters, digits, `-` and `_`, starting with a letter or digit. */
  workspaceName: pulumi.Input<string>;
  /**
   * Optional. The endpoint's name, unique in its region: 3 to 32 letters, digits and `-`, starting with a letter and not
   * ending in `-` (how-to-manage-quotas). Default: the component's name. A change replaces the endpoint, and its address.
   */
  endpointName?: pulumi.Input<string>;
  /**
   * Optional. An Azure region, such as `westeurope` or `West Europe`. Default: the workspace's. A change replaces the
   * endpoint.
   */
  location?: pulumi.Input<string>;
  /** Optional. A text for those who read the endpoint in Azure, at most 5000 characters. Default: none. */
  description?: pulumi.Input<string>;
  /**
   * Optional. Tags of every resource that takes tags: at most 50, names of 1 to 512 characters without `<>%&\?/`,
   * values of at most 256. Default: none.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Optional. Properties of the endpoint. Azure ML adds them, but never removes or alters one. Default: none. */
  properties?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Optional. The endpoint's managed identity. Default: a system-assigned one. A change replaces the endpoint. */
  identity?: EndpointIdentityArgs;

  // --- who may call ---

  /**
   * Optional. Whether callers need a key. Default: true, unless another authentication is switched on. An online endpoint
   * always has exactly one authentication: v2 has no open ones. A change is made in place.
   */
  authEnabled?: boolean;
  /**
   * Optional. Whether callers need a token of Azure ML. Default: false. Not together with `authEnabled: true` (v1's
   * rule). When tokens are switched off, callers need the keys that the endpoint then has.
   */
  tokenAuthEnabled?: boolean;
  /**
   * Optional. Rotation and initial values of the two keys, and the vault that holds them for callers; without effect on
   * callers while tokens are on. Default: the keys that Azure makes, kept in the state.
   */
  keys?: OnlineKeysArgs;
  /** Optional. Roles on this endpoint, with no more rights than named. Default: none. */
  grants?: GrantsArgs;

  // --- what serves ---

  /**
   * Optional. How many percent of the requests each deployment gets, by the deployments' names: whole numbers from 0 to
   * 100, in all 100, or 0 for an endpoint that answers nobody. Default: 100 to the only deployment; required with
   * several.
   */
  traffic?: Record<string, number>;
  /**
   * Optional. Where local files (`modelPath`, `sourceDirectory`) are uploaded to. Default: the datastore that Azure ML
   * makes with every workspace.
   */
  storage?: WorkspaceStorageArgs;

  // --- how it gets to Azure ---

  /**
   * Optional. Takes over an endpoint that exists already. Its keys are read and stay as they are, whatever the numbers in
   * `keys.rotation`. Take it out again once the endpoint is in the state.
   * Default: none; the endpoint is created.
   */
  adopt?: AdoptArgs;
  /** Optional. Which Azure to talk to. Default: the public cloud. */
  azure?: AzureArgs;
}

/** A model as an online endpoint on an attached Kubernetes cluster: v1's `AksWebservice`, and its `AksEndpoint`. */
export interface AksWebserviceArgs extends OnlineWebserviceArgs {
  /**
   * Required. The resource id of the Kubernetes compute that is attached to this workspace, such as
   * `AksComputeTarget.computeId`. A change replaces the endpoint.
   */
  computeId: pulumi.Input<string>;
  /**
   * Required. The deployments by their names: 1 to 20, each name by the endpoint's rule, different also without regard
   * to case, and together with the endpoint's name at most 62 characters (how-to-manage-quotas).
   */
  deployments: Record<string, AksDeploymentArgs>;
}

/** A model as an online endpoint on computers that Azure ML manages: where Azure sends v1's `AciWebservice`. */
export interface ManagedWebserviceArgs extends OnlineWebserviceArgs {
  /**
   * Required. The deployments by their names: 1 to 20, each name by the endpoint's rule, different also without regard
   * to case.
   */
  deployments: Record<string, ManagedDeploymentArgs>;
  /**
   * Optional. Whether callers need a token of Microsoft Entra and a role that allows scoring. Default: false. Not
   * together with `authEnabled: true` or `tokenAuthEnabled: true`.
   */
  entraAuthEnabled?: boolean;
  /**
   * Optional. Whether the endpoint is reached over the public network. Default: `Enabled`; with `Disabled` only through
   * the workspace's private endpoint.
   */
  publicNetworkAccess?: pulumi.Input<PublicNetworkAccess>;
  /**
   * Optional. How many percent of the live requests one deployment gets as a copy, 0 to 50; its responses go nowhere. A
   * deployment that has live traffic takes no copies (how-to-safely-rollout-online-endpoints). Default: none.
   */
  mirrorTraffic?: Record<string, number>;
}

/** Either service's args with the endpoint's name filled in. */
export type ServiceArgs = (AksWebserviceArgs | ManagedWebserviceArgs) & { readonly endpointName: pulumi.Input<string> };

/** The endpoint's managed identity; Azure ML does not change it once the endpoint exists. */
export interface EndpointIdentityArgs {
  /** Required. Which kinds the endpoint has. */
  type: ManagedIdentityType;
  /** Conditional. 1 to 100 resource ids; required when `type` names user-assigned identities, and only then. */
  userAssignedIdentityIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The datastore that local files are uploaded to. Models are registered by their address in it, as Azure ML's own
 * templates do; code by the address of its blob.
 */
export interface WorkspaceStorageArgs {
  /**
   * Optional. The name of a datastore of the workspace, of the type AzureBlob, in the workspace's subscription; it says
   * which account and container it is, and previews read it: 1 to 255 lower-case letters, digits and `_`. The identity
   * of the endpoint or the compute needs Storage Blob Data Reader there. Default: `workspaceblobstore`.
   */
  datastoreName?: pulumi.Input<string>;
  /**
   * Optional. The resource group of the datastore's storage account, for a datastore that does not say it. Default: what
   * the datastore says, else the group of the workspace's own account, else the service's.
   */
  resourceGroupName?: pulumi.Input<string>;
}

/** An endpoint that exists already and is to belong to this program from now on. */
export interface AdoptArgs {
  /** Required. The endpoint's resource id; its name, workspace and resource group are the service's. */
  endpointId: string;
  /**
   * Optional. Those of `deployments` that exist already, taken over as they are: changes of their inputs have no effect
   * while they are named here. Default: none.
   */
  deployments?: string[];
}
