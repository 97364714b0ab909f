/** Invalid arguments; the message says which ones are valid. */
export class UsageError extends Error {}
