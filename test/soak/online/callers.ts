import { setTimeout as sleep } from "node:timers/promises";

import { callAt } from "../../engine/online-fixture";

/** What callers know of the service; they learn of a change when its deployment has ended. */
export interface Knowledge {
  readonly scoringUri: string;
  readonly mode: "key" | "token";
  readonly keys: Readonly<Record<Slot, string>>;
}

export type Slot = "primary" | "secondary";

/** One request, with all its attempts. */
export interface Asked {
  readonly caller: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The status of each attempt; 0 where the connection broke. */
  readonly statuses: readonly number[];
}

/** How a caller comes by its keys, one attempt after the other: by the rules of the documentation. */
const callers: Record<string, (world: Callers) => Slot[]> = {
  // Those that hold both keys go on to the other one when the first is refused.
  "primary, then secondary": () => ["primary", "secondary"],
  "secondary, then primary": () => ["secondary", "primary"],
  // Those that hold one key are given the other slot's before theirs is rotated.
  "one key": ({ steadySlot }) => [steadySlot],
};

const pauseMs = 40;

/** Several callers that never stop asking. */
export class Callers {
  readonly asked: Asked[] = [];
  /** The slot that is not being rotated. */
  steadySlot: Slot = "primary";
  private running = false;
  private loops: Promise<void>[] = [];
  private knowledge: Knowledge | undefined;
  /** A token for each caller, while there are tokens. */
  private tokens = new Map<string, Token>();

  constructor(private readonly fetchToken: () => Promise<Token>) {}

  start(knowledge: Knowledge): void {
    this.tell(knowledge);
    this.running = true;
    this.loops = Object.keys(callers).map((caller) => this.loop(caller));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  tell(knowledge: Knowledge): void {
    if (knowledge.mode !== this.knowledge?.mode) {
      this.tokens.clear();
    }
    this.knowledge = knowledge;
  }

  /** Waits until every caller has begun and ended a request with what it knows now. */
  async settled(): Promise<void> {
    const since = Date.now();
    const isNew = ({ startedAt }: Asked) => startedAt > since;
    while (this.running && new Set(this.asked.filter(isNew).map(({ caller }) => caller)).size < this.loops.length) {
      await sleep(pauseMs);
    }
  }

  private async loop(caller: string): Promise<void> {
    while (this.running) {
      const startedAt = Date.now();
      const statuses = await this.ask(caller);
      this.asked.push({ caller, startedAt, endedAt: Date.now(), statuses });
      await sleep(pauseMs);
    }
  }

  private async ask(caller: string): Promise<number[]> {
    const statuses: number[] = [];
    const { scoringUri } = this.known();
    for (const credential of await this.credentials(caller)) {
      statuses.push(
        await callAt(scoringUri, credential).then(
          ({ status }) => status,
          () => 0,
        ),
      );
      if (statuses.at(-1) !== 401) {
        break;
      }
    }
    return statuses;
  }

  private async credentials(caller: string): Promise<string[]> {
    const { mode, keys } = this.known();
    if (mode === "key") {
      return (callers[caller]?.(this) ?? []).map((slot) => keys[slot]);
    }
    let token = this.tokens.get(caller);
    if (token === undefined || token.refreshAt <= Date.now()) {
      token = await this.fetchToken();
      this.tokens.set(caller, token);
    }
    return [token.value];
  }

  private known(): Knowledge {
    if (this.knowledge === undefined) {
      throw new Error("callers know nothing before they start");
    }
    return this.knowledge;
  }
}

export interface Token {
  readonly value: string;
  /** Azure's `refreshAfterTimeUtc`, in milliseconds. */
  readonly refreshAt: number;
}
