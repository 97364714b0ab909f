import { FakeClock, settle } from "../../support/client/fake-clock";
import { Region, type RegionSettings } from "../../support/client/region";
import type { Endpoint, Request } from "./policies";

const [second, minute, hour] = [1000, 60_000, 3_600_000];

/** What a client did in an outage. */
export interface Outcome {
  /** Requests that were not let in; those that their own caller gave up do not count. */
  failedRequests: number;
  fetches: number;
  /** The most fetches in one second. */
  peakFetches: number;
  /** For how long a timer kept the process alive. */
  heldSeconds: number;
  unhandledRejections: number;
}

export interface Stage {
  readonly clock: FakeClock;
  readonly region: Region;
  /** Tokens that the endpoint refuses, whatever their time. */
  readonly revoked: Set<string>;
  /** One more client. */
  client(): Request;
  /** Sends a request, and counts it when it fails. */
  send(client: Request, signal?: AbortSignal): void;
  /** Lets time go on, second by second, with a request in each so many. */
  pass(ms: number, client?: Request, everyMs?: number): Promise<void>;
}

export interface Outage {
  /** The weak point of Azure's token cycler, a to f. */
  readonly point: string;
  readonly title: string;
  readonly life: RegionSettings;
  readonly script: (stage: Stage) => Promise<void>;
}

export const outages: readonly Outage[] = [
  {
    point: "a",
    title: "the background fetch fails until the token has ended, and nobody waits",
    life: { lifeMs: 10 * minute },
    script: async (stage) => {
      const client = stage.client();
      stage.send(client);
      await stage.pass(9.5 * minute);
      stage.region.arm = { kind: "reset" };
      stage.send(client);
      await stage.pass(2 * minute);
    },
  },
  {
    point: "b",
    title: "a token of 24 hours, due after 12; one call, then nothing, while the region is away",
    life: { lifeMs: 24 * hour, refreshAfterMs: 12 * hour },
    script: async (stage) => {
      const client = stage.client();
      stage.send(client);
      await settle();
      await stage.clock.advance(14 * hour);
      stage.region.arm = { kind: "reset" };
      stage.send(client);
      await stage.pass(9.9 * hour);
    },
  },
  {
    point: "b",
    title: "an hour's outage under load, with a token that is valid",
    life: { lifeMs: 12 * hour, refreshAfterMs: 6 * hour },
    script: async (stage) => {
      const client = stage.client();
      stage.send(client);
      await settle();
      await stage.clock.advance(7 * hour);
      stage.region.arm = { kind: "status", status: 503 };
      await stage.pass(hour, client, second);
      stage.region.arm = { kind: "well" };
      await stage.pass(minute, client, second);
    },
  },
  {
    point: "c",
    title: "the first of ten callers gives up while the token is fetched",
    life: { lifeMs: hour },
    script: async (stage) => {
      const client = stage.client();
      stage.region.arm = { kind: "well", delayMs: 5 * second };
      const controller = new AbortController();
      stage.send(client, controller.signal);
      for (let i = 0; i < 9; i++) {
        stage.send(client);
      }
      await stage.pass(second);
      controller.abort();
      await stage.pass(10 * second);
    },
  },
  {
    point: "d",
    title: "a token is withdrawn in the middle of its life (a plain 401)",
    life: { lifeMs: hour },
    script: async (stage) => {
      const client = stage.client();
      stage.send(client);
      await stage.pass(10 * minute);
      stage.region.tokens.forEach((_, token) => stage.revoked.add(token));
      await stage.pass(30 * minute, client, 10 * second);
    },
  },
  {
    point: "e",
    title: "a fleet of 200 that began together",
    life: { lifeMs: hour },
    script: async (stage) => {
      const fleet = Array.from({ length: 200 }, () => stage.client());
      for (const client of fleet) {
        stage.send(client);
        await stage.pass(second / 200);
      }
      await stage.pass(54 * minute - second);
      stage.region.fetches.length = 0;
      for (let i = 0; i < 350; i++) {
        for (const client of fleet) {
          stage.send(client);
        }
        await stage.pass(second);
      }
    },
  },
  {
    point: "f",
    title: "the clock is turned back by an hour",
    life: { lifeMs: hour },
    script: async (stage) => {
      const client = stage.client();
      stage.send(client);
      await stage.pass(minute);
      stage.clock.jump(-hour);
      await stage.pass(2 * hour, client, 10 * second);
    },
  },
  {
    point: "f",
    title: "a clock that is two hours ahead",
    life: { lifeMs: hour },
    script: async (stage) => {
      stage.clock.jump(2 * hour);
      await stage.pass(30 * minute, stage.client(), 10 * second);
    },
  },
];

/** No weak point of Azure's: what waits that grow cost, when there is no token that could serve meanwhile. */
export const outlasting: Outage = {
  point: "-",
  title: "an outage that outlasts the token by five minutes, under load",
  life: { lifeMs: 10 * minute },
  script: async (stage) => {
    const client = stage.client();
    stage.send(client);
    await stage.pass(5 * minute, client, second);
    stage.region.arm = { kind: "status", status: 503 };
    await stage.pass(10 * minute, client, second);
    stage.region.arm = { kind: "well" };
    await stage.pass(2 * minute, client, second);
  },
};

/** Plays one outage for one kind of client, on a time that the whole process goes by. */
export async function play(
  { life, script }: Outage,
  make: (region: Region, endpoint: Endpoint) => Request,
): Promise<Outcome> {
  const clock = new FakeClock();
  const region = new Region(clock, life);
  const outcome: Outcome = { failedRequests: 0, fetches: 0, peakFetches: 0, heldSeconds: 0, unhandledRejections: 0 };
  const revoked = new Set<string>();
  const holding = new Set<object>();
  const restore = takeOver(clock, holding);
  const unhandled = () => outcome.unhandledRejections++;
  process.on("unhandledRejection", unhandled);
  const stage: Stage = {
    clock,
    region,
    revoked,
    client: () => make(region, (token) => (region.isValid(token) && !revoked.has(token) ? 200 : 401)),
    send: (client, signal) => {
      client(signal).then(
        (status) => void (outcome.failedRequests += status === 200 ? 0 : 1),
        () => void (outcome.failedRequests += signal?.aborted ? 0 : 1),
      );
    },
    pass: async (ms, client, everyMs = Infinity) => {
      for (let at = 0; at < ms; at += second) {
        if (client && at % everyMs === 0) {
          stage.send(client);
        }
        await settle();
        outcome.heldSeconds += holding.size > 0 ? Math.min(second, ms - at) / second : 0;
        await clock.advance(Math.min(second, ms - at));
      }
    },
  };
  try {
    await script(stage);
    await settle();
  } finally {
    restore();
    process.off("unhandledRejection", unhandled);
  }
  const perSecond = new Map<number, number>();
  for (const at of region.fetches) {
    const key = Math.floor(at / second);
    perSecond.set(key, (perSecond.get(key) ?? 0) + 1);
  }
  return {
    ...outcome,
    fetches: region.fetches.length,
    peakFetches: Math.max(...perSecond.values()),
    heldSeconds: Math.round(outcome.heldSeconds),
  };
}

/** Puts a test's time in place of the process's: `Date.now`, `performance.now` and `setTimeout`. */
function takeOver(clock: FakeClock, holding: Set<object>): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const [wall, monotonic] = [Date.now, performance.now];
  Date.now = clock.wallNow;
  performance.now = clock.monotonicNow;
  globalThis.setTimeout = ((callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const timer = {
      cancel: clock.setTimer(() => {
        holding.delete(timer);
        callback(...given);
      }, ms),
      unref: () => (holding.delete(timer), timer),
      ref: () => (holding.add(timer), timer),
    };
    return timer.ref();
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: { cancel?: () => void }) => {
    timer?.cancel?.();
    holding.delete(timer ?? {});
  }) as typeof clearTimeout;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = wall;
    performance.now = monotonic;
  };
}
