import { shown, shows } from "./secrecy";

/** A text of somebody else's, cut for an error; not where it repeats any of the credentials that were sent. */
export function withoutSecrets(text: string, secrets: readonly string[], longest?: number): string | undefined {
  const repeated = secrets.find((secret) => shows(text, secret)) ?? secrets[0] ?? "";
  return shown(text, repeated, longest);
}
