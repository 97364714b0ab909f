import type { RetryOptions, ScoringClientOptions } from "./scoring-types";
import { invalid } from "../internal/secure-url";

type Rule = readonly [allowed: (value: number) => boolean, words: string];

const positive: Rule = [(value) => value > 0, "must be a number above 0, or Infinity"];
const notNegative: Rule = [(value) => value >= 0 && value < Infinity, "must be a number from 0 up"];
const whole: Rule = [(value) => Number.isSafeInteger(value) && value >= 1, "must be a whole number from 1 up"];

const retryRules: Readonly<Record<keyof RetryOptions, Rule>> = {
  maxAttempts: whole,
  baseDelayMs: notNegative,
  maxDelayMs: notNegative,
  budget: notNegative,
};

/** Throws `CredentialError` (`InvalidConfiguration`) for a setting that cannot be meant. */
export function checkScoringOptions({ timeoutMs, retry = {} }: ScoringClientOptions): void {
  checkTimeout(timeoutMs);
  for (const [name, rule] of Object.entries(retryRules)) {
    check(`retry.${name}`, retry[name as keyof RetryOptions], rule);
  }
}

export function checkTimeout(timeoutMs: number | undefined): void {
  check("timeoutMs", timeoutMs, positive);
}

function check(name: string, value: unknown, [allowed, words]: Rule): void {
  if (value !== undefined && !(typeof value === "number" && allowed(value))) {
    throw invalid(name, `${typeof value === "number" ? value : JSON.stringify(value)} is not allowed`, words);
  }
}
