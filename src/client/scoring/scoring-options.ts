import { invalidOption } from "../internal/option-checks";
import type { RetryOptions, ScoringClientOptions } from "./scoring-types";

type Rule = readonly [test: (value: number) => boolean, expected: string];

const positive: Rule = [(value) => value > 0, "must be a number above 0, or Infinity"];
const notNegative: Rule = [(value) => value >= 0 && value < Infinity, "must be a number from 0 up"];
const positiveInteger: Rule = [
  (value) => Number.isSafeInteger(value) && value >= 1,
  "must be a whole number from 1 up",
];

const retryRules: Readonly<Record<keyof RetryOptions, Rule>> = {
  maxAttempts: positiveInteger,
  baseDelayMs: notNegative,
  maxDelayMs: notNegative,
  budget: notNegative,
};

/** Throws `CredentialError` (`InvalidConfiguration`) for an option out of range. */
export function checkScoringOptions({ timeoutMs, retry = {}, allowHttp }: ScoringClientOptions): void {
  checkTimeout(timeoutMs);
  // A text would be true whatever it says.
  if (allowHttp !== undefined && typeof allowHttp !== "boolean") {
    throw invalidOption("allowHttp", `${JSON.stringify(allowHttp)} is not allowed`, "must be true or false");
  }
  for (const [name, rule] of Object.entries(retryRules)) {
    checkNumber(`retry.${name}`, retry[name as keyof RetryOptions], rule);
  }
}

export function checkTimeout(timeoutMs: number | undefined): void {
  checkNumber("timeoutMs", timeoutMs, positive);
}

function checkNumber(name: string, value: unknown, [test, expected]: Rule): void {
  if (value !== undefined && !(typeof value === "number" && test(value))) {
    const found = typeof value === "number" ? value : JSON.stringify(value);
    throw invalidOption(name, `${found} is not allowed`, expected);
  }
}
