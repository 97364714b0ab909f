import * as pulumi from "@pulumi/pulumi";

/** The two keys of a service, either of which opens it (`Primary` and `Secondary` in Azure's words). */
export interface WebserviceKeysArgs {
  /**
   * Optional. How often each key was rotated: raise a number by one to replace that key, and only that key.
   */
  rotation?: KeyRotationArgs;
  /**
   * Optional. Keys to start with in place of generated ones, so that the clients of an existing service go on working.
   */
  initial?: InitialKeysArgs;
}

/**
 * A number per key. Raising it is what v1's `regen_key("Primary")` was: the preview shows exactly that key's
 * replacement. It never goes down, because the key of an earlier number may be known to others: an update or a preview
 * that lowers one fails before anything changes. Rotate one key at a time, so that callers can change over to the other.
 */
export interface KeyRotationArgs {
  /** Optional. The primary key's number: whole, from 1 up. Default: 1. */
  primary?: pulumi.Input<number>;
  /** Optional. The secondary key's number: whole, from 1 up. Default: 1. */
  secondary?: pulumi.Input<number>;
}

/**
 * Keys carried over from an existing service. Each is used while its number in `rotation` is 1, and never again as long
 * as the keys exist: a service whose authentication is switched off and on begins anew. The keys that Azure ML generated
 * are allowed as they are: 16 to 128 letters and digits. The two must differ.
 */
export interface InitialKeysArgs {
  /** Optional. The primary key; kept secret. Default: a generated one. */
  primary?: pulumi.Input<string>;
  /** Optional. The secondary key; kept secret. Default: a generated one. */
  secondary?: pulumi.Input<string>;
}
