import type { ClientClock } from "./clock";
import type { AbortSignalLike } from "../credentials/token-credential";

/** What a caller's own abort rejects with: the signal's reason, as with `fetch`. */
export function abortReason(signal: AbortSignalLike): unknown {
  return (signal as Partial<AbortSignal>).reason ?? new DOMException("this operation was aborted", "AbortError");
}

/** Waits for shared work until this caller aborts; the work goes on for the others. */
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
    // A signal may live as long as the process, so no listener stays behind.
    const done = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    work.then(
      (value) => (done(), resolve(value)),
      (error: unknown) => (done(), reject(error)),
    );
  });
}

/** Aborts work after a while through its signal, and stops waiting for it even where it ignores the signal. */
export async function withTimeout<T>(
  clock: ClientClock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel: (() => void) | undefined;
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(() => {
      const error = new DOMException(`no answer within ${ms / 1000} seconds`, "TimeoutError");
      reject(error);
      controller.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([timeout, work(controller.signal)]);
  } finally {
    cancel?.();
  }
}
