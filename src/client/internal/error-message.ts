/** The message of whatever was thrown. By shape: an error of another realm is no instance of our `Error`. */
export function errorMessage(error: unknown): string {
  const { message, name } = (error ?? {}) as { message?: unknown; name?: unknown };
  return String(message || name || error);
}
