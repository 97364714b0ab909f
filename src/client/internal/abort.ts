import type { ClientClock } from "./clock";
import type { AbortSignalLike } from "../credentials/token-credential";

/** What a caller's own abort looks like: its reason, as `fetch` has it. */
export function abortReason(signal: AbortSignalLike): unknown {
  return (signal as Partial<AbortSignal>).reason ?? new DOMException("this operation was aborted", "AbortError");
}

/** Waits for shared work until this caller has enough; the work goes on for the others. */
export function abortable<T>(work: Promise<T>, signal?: AbortSignalLike): Promise<T> {
  if (!signal) {
    return work;
  }
  if (signal.aborted) {
    work.catch(() => undefined);
    return Promise.reject(abortReason(signal));
  }
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    // A signal may live as long as the process: nothing of a call stays with it.
    const done = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    work.then(
      (value) => (done(), resolve(value)),
      (error: unknown) => (done(), reject(error)),
    );
  });
}

/** Work that is given up after a while: it is told so by its signal, and not waited for if it does not listen. */
export async function limited<T>(
  clock: ClientClock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(() => {
      const error = new DOMException(`no answer within ${ms / 1000} seconds`, "TimeoutError");
      reject(error);
      controller.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([late, work(controller.signal)]);
  } finally {
    cancel?.();
  }
}
