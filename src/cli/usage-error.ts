/** Arguments that do not fit; the message says which ones do. */
export class UsageError extends Error {}
