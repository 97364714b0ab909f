import type * as pulumi from "@pulumi/pulumi";

import type { KeyAcceptanceCheck } from "./enums";

/** The two keys of a service, either of which opens it (`Primary` and `Secondary` in Azure's words). */
export interface WebserviceKeysArgs {
  /**
   * Optional. How often each key was rotated: raise a number by one to replace that key, and only that key. Default:
   * neither was rotated.
   */
  rotation?: KeyRotationArgs;
  /**
   * Optional. Keys to start with in place of generated ones, so that the clients of an existing service go on working.
   * Default: generated keys.
   */
  initial?: InitialKeysArgs;
  /**
   * Optional. An existing key vault that holds the keys for callers: one secret for each slot, and one for the slot that
   * callers are to use. Default: the keys stand in the state only.
   */
  vault?: KeyVaultArgs;
}

/** The keys of a service on an online endpoint. */
export interface OnlineKeysArgs extends WebserviceKeysArgs {
  /**
   * Optional. How the service is probed with a new key, before callers are told to use it. Default: with
   * `vault` it is probed, without it is not.
   */
  acceptance?: KeyAcceptanceArgs;
}

/** The keys of a service on Container Instances. */
export interface AciKeysArgs extends WebserviceKeysArgs {
  /**
   * Optional. How the service is probed with a new key, before callers are told to use it; only with `vault`. Default:
   * the default of each part.
   */
  acceptance?: KeyAcceptanceArgs;
  /**
   * Optional. How the container group gets its keys from the vault; only with `vault`. Default: the default of each
   * part.
   */
  sync?: KeySyncArgs;
}

/**
 * A number per key. Raising it is what v1's `regen_key("Primary")` was: the preview shows exactly that key's
 * replacement. It never goes down, because the key of an earlier number may be known to others: an update or a preview
 * that lowers one fails before anything changes. Rotate one key at a time, so that callers can change over to the other:
 * an update or a preview that would replace both is refused.
 */
export interface KeyRotationArgs {
  /** Optional. The primary key's number: whole, from 1 up. Default: 1. */
  primary?: pulumi.Input<number>;
  /** Optional. The secondary key's number: whole, from 1 up. Default: 1. */
  secondary?: pulumi.Input<number>;
  /**
   * Optional. Allows one update to replace both keys, such as when both have leaked: every caller is refused until it has
   * read its key again. Counts only while these are the numbers above, so that it opens no later rotation. Default: none.
   */
  replaceBothAt?: ReplaceBothAtArgs;
}

/** The two numbers that may be reached in one update. */
export interface ReplaceBothAtArgs {
  /** Required. The number in `rotation.primary`. */
  primary: pulumi.Input<number>;
  /** Required. The number in `rotation.secondary`. */
  secondary: pulumi.Input<number>;
}

/**
 * Keys carried over from an existing service. Each is used while its number in `rotation` is 1, and never again as long
 * as the keys exist: a service whose authentication is switched off and on begins anew. An online endpoint is asked to
 * take them while it is new; where Azure makes its own instead, the update fails before anything is deployed to it. The
 * keys that Azure ML generated are allowed as they are: 16 to 128 letters and digits. The two must differ.
 */
export interface InitialKeysArgs {
  /** Optional. The primary key; kept secret. Default: a generated one. */
  primary?: pulumi.Input<string>;
  /** Optional. The secondary key; kept secret. Default: a generated one. */
  secondary?: pulumi.Input<string>;
}

/**
 * Secrets in an existing key vault, written through Azure Resource Manager: the deployment needs
 * `Microsoft.KeyVault/vaults/secrets/write`, and to delete a secret with the stack the role Key Vault Secrets Officer.
 * Names stay for ever: a rotation is a new version. The vault may stand in any resource group, and in another
 * subscription with a provider for it, which `transforms` of the component hands to its children of the type
 * `azure-native:keyvault:Secret`.
 */
export interface KeyVaultArgs {
  /** Required. The vault's resource id. A change moves the secrets. */
  vaultId: pulumi.Input<string>;
  /**
   * Optional. The vault's address. Default: that of the vault's name in the service's cloud, and where no cloud can be
   * told in the public one (`https://<name>.vault.azure.net`).
   */
  vaultUri?: pulumi.Input<string>;
  /** Optional. The secrets' names. Default: `<service>-primary`, `<service>-secondary` and `<service>-active`. */
  secretNames?: KeySecretNamesArgs;
  /** Optional. The secrets' content type, 1 to 255 characters. Default: `text/plain`. */
  contentType?: pulumi.Input<string>;
  /**
   * Optional. Tags of the secrets, besides `service`, `slot` and `version`, which the component sets: at most 12 (Key
   * Vault allows 15), names and values of at most 256 characters. Readable by whoever may list the secrets. Default:
   * none besides those three.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Optional. When the secrets expire, as a date or a time with its zone (ISO 8601). Key Vault only says so to callers:
   * it goes on handing the secret out, and the service goes on accepting the key. Default: never.
   */
  expiresOn?: pulumi.Input<string>;
}

/** Names in the vault: 1 to 127 letters, digits and `-`, all different. A change moves that secret. */
export interface KeySecretNamesArgs {
  /** Optional. The secret that holds the primary key. Default: the service's name followed by -primary. */
  primary?: pulumi.Input<string>;
  /** Optional. The secret that holds the secondary key. Default: the service's name followed by -secondary. */
  secondary?: pulumi.Input<string>;
  /**
   * Optional. The secret that holds the key that callers are to use: that of the higher number (primary, where they are
   * equal), once the service accepts it. Where the slots take turns, secondary first, that is the one that was rotated
   * last. Default: the service's name followed by -active.
   */
  active?: pulumi.Input<string>;
}

/** What happens between the new key and the moment at which callers are told to use it. */
export interface KeyAcceptanceArgs {
  /**
   * Optional. Whether the service is probed, or given time. Default: `Request`, and `Wait` for a service that has
   * no public address (a container group in a subnet, a managed endpoint with `publicNetworkAccess: "Disabled"`). An
   * endpoint on a cluster with an internal load balancer needs `Wait` said, unless the deployment runs where it can
   * reach it.
   */
  check?: KeyAcceptanceCheck;
  /**
   * Optional. With `Request`: how long the service may take to accept the key, in seconds, 1 to 3600; then the update
   * fails, and the `active` secret is what it was. Default: 600, because a role in Azure takes minutes to spread when a
   * service is new.
   */
  timeoutSeconds?: number;
  /**
   * Optional. With `Wait`: how long to wait, in seconds, 0 to 3600. Default: 60, and on Container Instances twice
   * `sync.intervalSeconds` and 30.
   */
  settlingSeconds?: number;
}

/**
 * The container that reads the two slots' secrets with a managed identity and puts them where the gateway looks. A
 * rotation is a new version of a secret, so the group has no change and is not restarted.
 */
export interface KeySyncArgs {
  /** Optional. Seconds between two looks into the vault, 5 to 3600. Default: 30. A change restarts the containers. */
  intervalSeconds?: pulumi.Input<number>;
  /**
   * Optional. The container's image. It needs a POSIX shell as `/bin/sh`, awk, curl 7.84 or later with the public
   * certificate authorities, and root as its user: Container Instances starts an image as the user that it names, for
   * whom the shared folder may be closed. Default: the official image of Debian with curl.
   */
  image?: pulumi.Input<string>;
  /** Optional. CPU cores of the container, in tenths from 0.1. Default: 0.1. A change replaces the group. */
  cpuCores?: pulumi.Input<number>;
  /** Optional. Memory of the container in GB, in tenths from 0.2. Default: 0.3. A change replaces the group. */
  memoryGb?: pulumi.Input<number>;
  /**
   * Optional. The resource id of a user-assigned identity that reads the secrets. It gets the role Key Vault Secrets
   * User on them. Default: one of the component's own.
   */
  identityId?: pulumi.Input<string>;
}
