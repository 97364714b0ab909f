import { abortable } from "./abort";

/** Ends when the caller says so or its time is up, whichever is first. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #onAbort = () => this.#controller.abort(this.#outer?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: number;
  #late = false;

  constructor(timeoutMs: number, outer?: AbortSignal | null) {
    this.#outer = outer ?? undefined;
    this.#end = performance.now() + timeoutMs;
    if (this.#outer?.aborted) {
      this.#onAbort();
      return;
    }
    this.#outer?.addEventListener("abort", this.#onAbort);
    this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Its time was up. */
  get late(): boolean {
    return this.#late;
  }

  get leftMs(): number {
    return this.#end - performance.now();
  }

  /** Whether the caller can end it. */
  get hasOuter(): boolean {
    return this.#outer !== undefined;
  }

  /** No time-out any more; the caller's signal still counts. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** Lets go of the caller's signal, which may live for long. */
  release(): void {
    this.disarm();
    this.#outer?.removeEventListener("abort", this.#onAbort);
  }

  /** Waits, and holds the process meanwhile: somebody waits for the answer. */
  async pause(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await abortable(new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds))), this.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** In steps: timers are limited to 2^31 - 1 ms. */
  #arm(): void {
    if (this.#end === Infinity) {
      return;
    }
    this.#timer = setTimeout(
      () => {
        if (this.leftMs > 0) {
          this.#arm();
          return;
        }
        this.#late = true;
        this.#controller.abort(new DOMException("the time is up", "TimeoutError"));
      },
      Math.min(Math.max(0, Math.ceil(this.leftMs)), 0x7fffffff),
    );
    // It ends a wait, and is none itself. Browsers have no such thing.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
