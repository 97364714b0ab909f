/** What the client knows of time; tests bring their own. */
export interface ClientClock {
  /** The time of day, in milliseconds since 1970. It may jump. */
  now(): number;
  /**
   * Milliseconds since some moment, at an even pace: it never jumps, but may stand still while the machine sleeps.
   * Whatever ends is judged by both.
   */
  elapsed(): number;
  /** Calls back after so many milliseconds, and keeps no process alive for that. Returns what takes it back. */
  setTimer(callback: () => void, ms: number): () => void;
}

/** With more, timers of Node and of browsers go off at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: ClientClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, Math.min(ms, longestTimerMs));
    // Browsers have numbers for timers, and nothing to hold.
    (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};
