/** The two keys of a service. */
export interface ServiceKeys {
  /** The key of the slot primary, secret. */
  readonly primaryKey: string;
  /** The key of the slot secondary, secret. */
  readonly secondaryKey: string;
}
