import { ScoringClient } from "../../../src/client/scoring/scoring-client";
import type { ScoringError } from "../../../src/client/scoring/scoring-error";
import type { ScoringClientOptions } from "../../../src/client/scoring/scoring-types";
import { FakeSource, key, type ScoringService } from "./scoring-service";

export const primary = key("primary-key-of-the-service");
export const secondary = key("secondary-key-of-the-service", "secondary key");
export const quick = { baseDelayMs: 1 };

/** Clients of a service, with a key of theirs and without waits to speak of. */
export function clientsOf(service: Pick<ScoringService, "scoringUri">) {
  return (options: ScoringClientOptions = {}, source: FakeSource | undefined = new FakeSource(primary)) =>
    new ScoringClient(service.scoringUri, source, { retry: quick, ...options });
}

/** What JSON cannot hold. */
export const circle: unknown[] = [];
circle.push(circle);

/** The error that a call has to end with. */
export async function failing(call: Promise<unknown>): Promise<ScoringError> {
  try {
    await call;
  } catch (error) {
    return error as ScoringError;
  }
  throw new Error("it went through");
}
