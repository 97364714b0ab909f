import { ClientError, CredentialError, ScoringError } from "../client";
import { UsageError } from "./usage-error";

/** The exit code for an error; the help lists them. */
export function exitCodeOf(error: unknown): number {
  if (
    error instanceof UsageError ||
    (error instanceof ClientError && /^Invalid(Configuration|Request)$/.test(error.code))
  ) {
    return 2;
  }
  if (error instanceof CredentialError) {
    return 3;
  }
  if (!(error instanceof ScoringError)) {
    return 1;
  }
  switch (error.code) {
    case "Unauthorized":
    case "Forbidden":
      return 4;
    case "Timeout":
    case "Unreachable":
      return 6;
    default:
      return 5;
  }
}
