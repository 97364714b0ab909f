import { setTimeout as sleep } from "node:timers/promises";

import { KeyAcceptanceArgs } from "./args";
import { KeyAcceptanceCheck } from "./enums";
import { askWithKey, Question } from "./ask";
import { Slot } from "./slots";

/** How a service is found to accept a new key. */
export type Acceptance =
  | { readonly check: typeof KeyAcceptanceCheck.Request; readonly timeoutSeconds: number }
  | { readonly check: typeof KeyAcceptanceCheck.Wait; readonly settlingSeconds: number };

/** A role in Azure may take ten minutes to count (role-based-access-control/troubleshooting). */
const defaultTimeoutSeconds = 600;

/** The inputs with their defaults. */
export function acceptanceOf(
  given: KeyAcceptanceArgs | undefined,
  isPublic: boolean,
  settlingSeconds: number,
): Acceptance {
  const check = given?.check ?? (isPublic ? KeyAcceptanceCheck.Request : KeyAcceptanceCheck.Wait);
  return check === KeyAcceptanceCheck.Wait
    ? { check, settlingSeconds: given?.settlingSeconds ?? settlingSeconds }
    : { check, timeoutSeconds: given?.timeoutSeconds ?? defaultTimeoutSeconds };
}

/** A new key, and where to ask with it. */
export interface NewKey {
  readonly slot: Slot;
  readonly number: number;
  readonly key: string;
  /** Where the service says whether it accepts a key; told anew for each try. */
  readonly question: () => Promise<Question>;
  /** Whether an answer's status means that the key opens the service. */
  readonly accepts: (status: number) => boolean;
}

/** The clock, which tests turn. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const systemClock: Clock = { now: Date.now, sleep };

const shortestWaitMs = 250;
const longestWaitMs = 10_000;

/**
 * Returns once the service accepts the key, or has had the time to. Neither the key nor what the service answers in its
 * body stands in an error.
 *
 * @throws When it does not accept the key in time.
 */
export async function awaitAcceptance(
  acceptance: Acceptance,
  newKey: NewKey,
  tell: (line: string) => void,
  clock: Clock = systemClock,
): Promise<void> {
  const { slot, number } = newKey;
  if (acceptance.check === KeyAcceptanceCheck.Wait) {
    if (acceptance.settlingSeconds > 0) {
      tell(`gives the service ${acceptance.settlingSeconds} seconds to take the ${slot} key (number ${number})`);
      await clock.sleep(acceptance.settlingSeconds * 1000);
    }
    return;
  }
  const { timeoutSeconds } = acceptance;
  const deadline = clock.now() + timeoutSeconds * 1000;
  let said = "";
  for (let wait = shortestWaitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    const answer = await asked(newKey, deadline - clock.now());
    if (answer === undefined) {
      return;
    }
    if (clock.now() + wait >= deadline) {
      throw new Error(notAccepted(newKey, timeoutSeconds, answer));
    }
    if (answer !== said) {
      tell(`waits until the service accepts the ${slot} key (number ${number}): ${answer}`);
      said = answer;
    }
    await clock.sleep(wait);
  }
}

/** Nothing once the key is accepted, and else what was answered. */
async function asked({ key, question, accepts }: NewKey, leftMs: number): Promise<string | undefined> {
  try {
    const status = await askWithKey(await question(), key, Math.max(1, Math.min(leftMs, longestWaitMs)));
    return accepts(status) ? undefined : `it answers ${status}`;
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    const reason = message || code || String(error);
    return `it does not answer (${reason.replaceAll(key, "[secret]")})`;
  }
}

function notAccepted({ slot, number }: NewKey, timeoutSeconds: number, answer: string): string {
  return (
    `the service has not accepted the ${slot} key (number ${number}) within ${timeoutSeconds} seconds: ${answer}; ` +
    "callers were not told to use it, and the other key is as it was; deploy again to go on with the same key, raise " +
    'keys.acceptance.timeoutSeconds, or, where the deployment cannot reach the service, set keys.acceptance: { check: "Wait" }'
  );
}
