import { quote } from "./format-value";

/** What inputs that name local files share: what is left out, and how messages speak of paths. */

/** What folders get along that nobody wants in a deployment. */
export const isIgnored = (name: string): boolean => name.startsWith(".") || name === "__pycache__";

/** Paths are longer than other values, and their end tells more than their beginning. */
export function shownPath(file: string): string {
  return quote(file, 300);
}

export function unreadable(given: string, what: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return `${shownPath(given)} cannot be read (${code}): must be the path of ${what}; relative paths start at ${shownPath(process.cwd())}`;
}
