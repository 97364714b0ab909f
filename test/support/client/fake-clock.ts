import type { ClientClock } from "../../../src/client";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that only goes on when a test says so, and the ways in which a machine's clocks go wrong. */
export class FakeClock implements ClientClock {
  /** The true time, which services go by. */
  real = Date.UTC(2026, 0, 1);
  private wall = this.real;
  private monotonic = 1000;
  private readonly timers = new Set<Timer>();

  readonly wallNow = (): number => this.wall;
  readonly monotonicNow = (): number => this.monotonic;

  readonly setTimer = (callback: () => void, ms: number): (() => void) => {
    const timer = { at: this.monotonic + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** How many timers wait. */
  get held(): number {
    return this.timers.size;
  }

  /** Resolves after so long. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(resolve, ms));
  }

  /** Lets time go on, timer by timer, each with all that follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.monotonic + ms;
    await settle();
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) {
        break;
      }
      this.timers.delete(next);
      this.move(next.at - this.monotonic);
      next.callback();
      await settle();
    }
    this.move(end - this.monotonic);
    await settle();
  }

  /** Somebody sets the time of day: forward or, with less than 0, back. */
  jump(ms: number): void {
    this.wall += ms;
  }

  /** The machine sleeps: its monotonic clock stands still, the wall clock is right afterwards. */
  sleep(ms: number): void {
    this.wall += ms;
    this.real += ms;
  }

  private move(ms: number): void {
    this.monotonic += ms;
    this.wall += ms;
    this.real += ms;
  }
}

/** Until everything has happened that needs no time. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
