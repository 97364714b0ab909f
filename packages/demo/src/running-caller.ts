import { setTimeout as sleep } from "node:timers/promises";

import { noAnswer, type Answer } from "./call";

/** What a caller that never stops asking has seen. */
export interface Seen {
  readonly requests: number;
  /** The answers that were no prediction, as `503 No replica…`. */
  readonly failures: readonly string[];
}

/** Asks one question after the other while something is changed. */
export class RunningCaller {
  private requests = 0;
  private readonly failures: string[] = [];
  private isStopped = false;
  private readonly ended: Promise<void>;

  constructor(private readonly ask: () => Promise<Answer>) {
    this.ended = this.run();
  }

  public async stop(): Promise<Seen> {
    this.isStopped = true;
    await this.ended;
    return { requests: this.requests, failures: this.failures };
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const { status, body } = await this.ask().catch(noAnswer);
      this.requests++;
      if (status !== 200) {
        this.failures.push(`${status} ${body.slice(0, 100)}`);
      }
      await sleep(25);
    }
  }
}
