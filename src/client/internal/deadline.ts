import { abortable } from "./abort";

/** With a longer delay, timers fire at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Aborts when the caller does or when the timeout is over, whichever is first. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #callerSignal: AbortSignal | undefined;
  readonly #onAbort = () => this.#controller.abort(this.#callerSignal?.reason);
  readonly #end: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #expired = false;

  constructor(timeoutMs: number, callerSignal?: AbortSignal | null) {
    this.#callerSignal = callerSignal ?? undefined;
    this.#end = performance.now() + timeoutMs;
    if (this.#callerSignal?.aborted) {
      this.#onAbort();
      return;
    }
    this.#callerSignal?.addEventListener("abort", this.#onAbort);
    this.#startTimer();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the timeout is over, rather than the caller having aborted. */
  get expired(): boolean {
    return this.#expired;
  }

  get remainingMs(): number {
    return this.#end - performance.now();
  }

  /** Stops the timeout; the caller's signal still counts. */
  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  /** Stops the timeout and lets go of the caller's signal, which may live for long. */
  release(): void {
    this.stopTimer();
    this.#callerSignal?.removeEventListener("abort", this.#onAbort);
  }

  /** Stops the timeout now, and releases the rest with a response's body: until then the caller's signal aborts it. */
  releaseWith(body: ReadableStream | null): void {
    this.stopTimer();
    if (body === null || this.#callerSignal === undefined) {
      this.release();
    } else {
      releasedWithBody.register(body, this);
    }
  }

  /** Waits, and keeps the process alive meanwhile: a caller waits for the response. */
  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await abortable(new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds))), this.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** In steps, where the timeout is longer than a timer can be. */
  #startTimer(): void {
    if (this.#end === Infinity) {
      return;
    }
    this.#timer = setTimeout(
      () => {
        if (this.remainingMs > 0) {
          this.#startTimer();
          return;
        }
        this.#expired = true;
        this.#controller.abort(new DOMException("the time is up", "TimeoutError"));
      },
      Math.min(Math.max(0, Math.ceil(this.remainingMs)), maxTimerMs),
    );
    // It limits a wait and is none itself. Timers of browsers have no `unref`.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}

/**
 * Releases a deadline when the platform has collected the body of its response. A body that is wrapped to see its end
 * would not be the platform's any more.
 */
const releasedWithBody = new FinalizationRegistry<Deadline>((deadline) => deadline.release());
