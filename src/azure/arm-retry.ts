import { setTimeout as sleep } from "node:timers/promises";

import { ArmError } from "./arm-error";

/** Until when something may be tried. */
export interface Deadline {
  readonly at: number;
  /** As it reads in an error. */
  readonly seconds: number;
}

export function deadlineIn(seconds: number): Deadline {
  return { at: Date.now() + seconds * 1000, seconds };
}

/** What passes by itself; no status is a connection that broke. */
export function mayPass({ status }: ArmError): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** What passes by itself for a request that begins something: 409 is another operation on the same resource. */
export function mayBegin(error: ArmError): boolean {
  return error.status === 409 || mayPass(error);
}

/**
 * Attempts before a failure counts. With waits of 1, 2, 4, 8, 16 and twice 30 seconds they cover a minute and a half,
 * longer where Azure asks for it.
 */
const attempts = 8;
const longestWaitMs = 30_000;

/**
 * Tries again what may pass by itself. Everything that is sent through here says what shall be, not what shall change,
 * so that sending it twice does no harm.
 */
export async function retried<T>(
  deadline: Deadline,
  passes: (error: ArmError) => boolean,
  work: () => Promise<T>,
  tell: (reason: string, waitMs: number) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArmError) || !passes(error) || attempt === attempts) {
        throw error;
      }
      const wait = error.retryAfterMs ?? backOff(attempt);
      if (Date.now() + wait >= deadline.at) {
        throw error;
      }
      tell(error.message, wait);
      await sleep(wait);
    }
  }
}

/** Doubled each time, the last quarter by chance, so that several deployments do not come back together. */
function backOff(attempt: number): number {
  const full = Math.min(longestWaitMs, 1000 * 2 ** (attempt - 1));
  return full * (0.75 + 0.25 * Math.random());
}
