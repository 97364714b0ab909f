import type { IncomingMessage, ServerResponse } from "node:http";
import { listen, type Listener } from "../listeners";

export interface HostOptions {
  port: number;
  /** When its identities are there, in milliseconds since 1970. */
  opensAt(): number;
  /** Whether it takes connections before. */
  listensBefore(): boolean;
  answer(incoming: IncomingMessage, outgoing: ServerResponse, origin: string): Promise<void>;
  log: (line: string) => void;
}

/** The metadata service of one group: it listens from the time on that it should. */
export class MetadataHost {
  private listener: Listener | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: HostOptions) {}

  /** Opens, closes or waits, as the times are now. */
  settle(): Promise<void> {
    return this.queue(async () => {
      clearTimeout(this.timer);
      const waitMs = this.options.opensAt() - Date.now();
      if (this.closed) {
        return;
      }
      if (waitMs <= 0 || this.options.listensBefore()) {
        await this.open();
        return;
      }
      await this.shut();
      // Longer than a timer can be is as good as never.
      this.timer = setTimeout(() => void this.settle(), Math.min(waitMs, 2 ** 31 - 1)).unref();
    });
  }

  close(): Promise<void> {
    return this.queue(async () => {
      this.closed = true;
      clearTimeout(this.timer);
      await this.shut();
    });
  }

  private async open(): Promise<void> {
    this.listener ??= await listen(this.options.port, (incoming, outgoing, origin) => {
      this.options.answer(incoming, outgoing, origin).catch((error: Error) => {
        this.options.log(`request for a token failed: ${error.message}`);
        outgoing.destroy();
      });
    });
  }

  private async shut(): Promise<void> {
    const { listener } = this;
    this.listener = undefined;
    await listener?.close();
  }

  private queue(task: () => Promise<void>): Promise<void> {
    this.work = this.work.then(task).catch((error: Error) => this.options.log(`managed identity: ${error.message}`));
    return this.work;
  }
}
