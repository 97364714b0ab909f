/** The two keys of a service. */
export interface ServiceKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}
