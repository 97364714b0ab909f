import { CredentialError } from "../credentials/credential-error";

/** A time in milliseconds that the caller has set, or its default. */
export function durationOption(name: string, value: number | undefined, defaultMs: number, minMs = 1): number {
  if (value !== undefined && !(Number.isFinite(value) && value >= minMs)) {
    throw invalidOption(name, `${value} is not allowed`, `must be a number of milliseconds from ${minMs} up`);
  }
  return value ?? defaultMs;
}

/** The error for a setting or an output that does not fit: what was found, and the rule that it breaks. */
export function invalidOption(name: string, found: string, rule: string): CredentialError {
  return new CredentialError(`${name}: ${found}: ${rule}`, { code: "InvalidConfiguration" });
}
