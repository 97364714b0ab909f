/**
 * Where callers find the keys of a service. Nothing in it is secret. The shape has a version, which goes up when a
 * property changes its meaning or goes away.
 *
 * A preview does not know the address of a version that is still to come, and so not the whole either; it knows what is
 * read by its property: `keyReferences.active.secretUri`, not an `apply` on all of it.
 */
export interface KeyReferences {
  /** The version of this shape: 1. */
  readonly version: number;
  /** The secret that holds the primary key. */
  readonly primary: KeyReference;
  /** The secret that holds the secondary key. */
  readonly secondary: KeyReference;
  /** The secret that holds the key to use: that of the higher number, primary where equal, once the service accepts it. */
  readonly active: KeyReference;
}

/** A secret in Key Vault. */
export interface KeyReference {
  /** Its resource id, on which a caller's identity gets the role Key Vault Secrets User. */
  readonly secretResourceId: string;
  /** Its address without a version, where the newest one is read: the one to give to callers. */
  readonly secretUri: string;
  /** The address of the version that holds this key; a rotation makes another one. */
  readonly secretUriWithVersion: string;
}
