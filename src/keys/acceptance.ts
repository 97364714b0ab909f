import { setTimeout as sleep } from "node:timers/promises";

import type { KeyAcceptanceArgs } from "./args";
import { keyDefaults } from "./defaults";
import { KeyAcceptanceCheck } from "./enums";
import { probeWithKey, type ProbeTarget } from "./key-probe";
import type { Slot } from "../contract/key-slots";

/** How a service is found to accept a new key. */
export type Acceptance =
  | { readonly check: typeof KeyAcceptanceCheck.Request; readonly timeoutSeconds: number }
  | { readonly check: typeof KeyAcceptanceCheck.Wait; readonly settlingSeconds: number };

/** The inputs with their defaults. */
export function acceptanceOf(
  given: KeyAcceptanceArgs | undefined,
  isPublic: boolean,
  settlingSeconds: number,
): Acceptance {
  const check = given?.check ?? keyDefaults.acceptance.check[isPublic ? "public" : "private"];
  return check === KeyAcceptanceCheck.Wait
    ? { check, settlingSeconds: given?.settlingSeconds ?? settlingSeconds }
    : { check, timeoutSeconds: given?.timeoutSeconds ?? keyDefaults.acceptance.timeoutSeconds };
}

/** A new key, and where to ask with it. */
export interface NewKey {
  readonly slot: Slot;
  readonly number: number;
  readonly key: string;
  /** Where the service says whether it accepts a key; found anew for each try. */
  readonly target: () => Promise<ProbeTarget>;
  /** What a response's status says of the key. */
  readonly outcomeOf: (status: number) => ProbeOutcome;
}

/** `unclear` is a response that may have come from before the service looked at the key, such as 503. */
export type ProbeOutcome = "accepted" | "refused" | "unclear";

/** The clock, which tests turn. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const systemClock: Clock = { now: Date.now, sleep };

const shortestWaitMs = 250;
const longestWaitMs = 10_000;
/** A service that is ill for longer must not keep a leaked key from being replaced. */
const longestUnclearMs = 60_000;

/**
 * Returns once the service accepts the key, has had the time to, or is too ill to say. Neither the key nor what the service answers in its
 * body stands in an error.
 *
 * @throws When it does not accept the key in time.
 */
export async function awaitAcceptance(
  acceptance: Acceptance,
  newKey: NewKey,
  report: (line: string, isWarning?: boolean) => void,
  clock: Clock = systemClock,
): Promise<void> {
  const { slot, number } = newKey;
  if (acceptance.check === KeyAcceptanceCheck.Wait) {
    if (acceptance.settlingSeconds > 0) {
      report(`gives the service ${acceptance.settlingSeconds} seconds to take the ${slot} key (number ${number})`);
      await clock.sleep(acceptance.settlingSeconds * 1000);
    }
    return;
  }
  const { timeoutSeconds } = acceptance;
  const [begun, deadline] = [clock.now(), clock.now() + timeoutSeconds * 1000];
  let reported = "";
  for (let wait = shortestWaitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    const { outcome, found } = await probe(newKey, deadline - clock.now());
    if (outcome === "accepted") {
      return;
    }
    const isLast = clock.now() + wait >= deadline;
    if (outcome === "unclear" && (isLast || clock.now() + wait >= begun + longestUnclearMs)) {
      report(`cannot tell whether the service accepts the ${slot} key (number ${number}), as ${found}; goes on`, true);
      return;
    }
    if (isLast) {
      throw new Error(notAccepted(newKey, timeoutSeconds, found));
    }
    if (found !== reported) {
      report(`waits until the service accepts the ${slot} key (number ${number}): ${found}`);
      reported = found;
    }
    await clock.sleep(wait);
  }
}

/** One probe. No response is no acceptance: the address may be a wrong one. */
async function probe(
  { key, target, outcomeOf }: NewKey,
  leftMs: number,
): Promise<{ readonly outcome: ProbeOutcome; readonly found: string }> {
  try {
    const status = await probeWithKey(await target(), key, Math.max(1, Math.min(leftMs, longestWaitMs)));
    return { outcome: outcomeOf(status), found: `it answers ${status}` };
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    const reason = message || code || String(error);
    return { outcome: "refused", found: `it does not answer (${reason.replaceAll(key, "[secret]")})` };
  }
}

function notAccepted({ slot, number }: NewKey, timeoutSeconds: number, found: string): string {
  // What a client of the service may trust, the deployment need not: a private authority, or a name that no DNS has yet.
  const isTls = /certificate|self[- ]signed|SSL|TLS|altname/i.test(found);
  return (
    `the service has not accepted the ${slot} key (number ${number}) within ${timeoutSeconds} seconds: ${found}; ` +
    "callers were not told to use it, and the other key is as it was; deploy again to go on with the same key, raise " +
    `keys.acceptance.timeoutSeconds, or, where the deployment cannot reach the service${isTls ? " or trust its certificate" : ""}, set keys.acceptance: { check: "Wait" }`
  );
}
