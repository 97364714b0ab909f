/** Reports an event to a listener of the caller's, which cannot fail a call: neither by throwing nor by rejecting. */
export function emit<T>(listener: ((event: T) => unknown) | undefined, event: T): void {
  try {
    const result = listener?.(event);
    if (result instanceof Promise) {
      result.catch(() => undefined);
    }
  } catch {
    // A full log, say, is no reason to fail a request.
  }
}
