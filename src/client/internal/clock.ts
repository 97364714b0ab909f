/** The clocks and the timer that credentials go by. Default: the machine's; tests bring their own. */
export interface ClientClock {
  /** The wall clock: milliseconds since 1970. It may jump, forward and back. */
  wallNow(): number;
  /**
   * The monotonic clock: milliseconds since some moment. It never jumps, but may stand still while the machine sleeps.
   * Expiry is checked against both clocks.
   */
  monotonicNow(): number;
  /** Calls back after `ms` milliseconds, without keeping the process alive. Returns a function that cancels the timer. */
  setTimer(callback: () => void, ms: number): () => void;
}

/** With a longer delay, timers of Node and of browsers fire at once. */
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: ClientClock = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, Math.min(ms, maxTimerMs));
    // Timers of browsers are numbers, and keep nothing alive.
    (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};
