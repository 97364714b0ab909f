export interface AdmissionLimits {
  /** Requests that may be worked on at once, over all instances. */
  atOnce: number;
  /** Requests that may wait for one of those places; none beyond. */
  waiting: number;
  waitMs: number;
}

export type Admitted = "admitted" | "too many" | "waited too long" | "left";

interface Waiting {
  settle: (result: Admitted) => void;
}

/** The places of a deployment: a request gets one, waits for one, or is turned away. */
export class Admission {
  private active = 0;
  private readonly queue: Waiting[] = [];

  constructor(private readonly limits: () => AdmissionLimits) {}

  /** Whoever is admitted must `leave`; `signal` tells that the client has gone. */
  enter(signal: AbortSignal): Promise<Admitted> {
    const { atOnce, waiting, waitMs } = this.limits();
    if (this.active < atOnce && this.queue.length === 0) {
      this.active++;
      return Promise.resolve("admitted");
    }
    if (this.queue.length >= waiting) {
      return Promise.resolve("too many");
    }
    return new Promise((resolve) => {
      const left = () => entry.settle("left");
      const timer = setTimeout(() => entry.settle("waited too long"), waitMs);
      const entry: Waiting = {
        settle: (result) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", left);
          const place = this.queue.indexOf(entry);
          if (place >= 0) {
            this.queue.splice(place, 1);
          }
          resolve(result);
        },
      };
      signal.addEventListener("abort", left);
      this.queue.push(entry);
    });
  }

  leave(): void {
    this.active--;
    this.admitNext();
  }

  /** Lets in whoever has a place now; also to be called after the limits have risen. */
  admitNext(): void {
    while (this.queue.length > 0 && this.active < this.limits().atOnce) {
      this.active++;
      this.queue[0]?.settle("admitted");
    }
  }
}
