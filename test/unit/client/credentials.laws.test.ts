import * as fc from "fast-check";

import {
  type Credential,
  CredentialError,
  EndpointTokenCredential,
  KeyCredential,
  KeyVaultKeys,
} from "../../../src/client";
import { FakeClock, settle } from "../../support/client/fake-clock";
import { acquisition, type Behaviour, entraAcquisition, Region, well } from "../../support/client/region";
import { Vault } from "../../support/client/vault";

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const runs = Number(process.env.CLIENT_RUNS ?? 40);
const seed = process.env.CLIENT_SEED === undefined ? undefined : Number(process.env.CLIENT_SEED);

jest.setTimeout(60_000 + runs * 300);

/** Jest fails a test during which a promise is rejected that nobody handles, so each of these is a test of that, too. */
const check = <T>(property: fc.IAsyncProperty<T>) => fc.assert(property, { numRuns: runs, seed });

type Step =
  | { readonly kind: "calls"; readonly count: number; readonly abortAfterMs?: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "behave"; readonly who: "entra" | "arm"; readonly behaviour: Behaviour }
  | { readonly kind: "jump" | "sleep"; readonly ms: number }
  | { readonly kind: "refuse" };

const delays = fc.nat(3 * second);
const behaviours: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constant("well" as const), delayMs: delays }),
  fc.record({ kind: fc.constant("reset" as const), delayMs: delays }),
  fc.record({
    kind: fc.constant("status" as const),
    status: fc.constantFrom(401, 403, 404, 429, 500, 503),
    retryAfterSeconds: fc.option(fc.nat(90), { nil: undefined }),
    delayMs: delays,
  }),
  fc.constant<Behaviour>({ kind: "hang" }),
);
const calls = fc.record({
  kind: fc.constant("calls" as const),
  count: fc.integer({ min: 1, max: 5 }),
  abortAfterMs: fc.option(fc.nat(5 * second), { nil: undefined }),
});
const waits = fc.record({ kind: fc.constant("wait" as const), ms: fc.oneof(fc.nat(5 * second), fc.nat(10 * minute)) });
const behave = fc.record({
  kind: fc.constant("behave" as const),
  who: fc.constantFrom("entra" as const, "arm" as const),
  behaviour: behaviours,
});
const refuse = fc.record({ kind: fc.constant("refuse" as const) });
const sleeps = fc.record({ kind: fc.constant("sleep" as const), ms: fc.nat(hour) });
// Back and forth: where the service says its time, any; the wall clock at its worst.
const jumps = fc.record({ kind: fc.constant("jump" as const), ms: fc.integer({ min: -3 * hour, max: 3 * hour }) });

const lives = fc.record({
  lifeMs: fc.integer({ min: 20 * second, max: 2 * hour }),
  refreshAfterMs: fc.option(fc.integer({ min: 10 * second, max: 90 * minute }), { nil: undefined }),
});

interface World {
  readonly clock: FakeClock;
  readonly region: Region;
  readonly credential: EndpointTokenCredential;
  answers: number;
  readonly asked: Promise<void>[];
}

function world(life: { lifeMs: number; refreshAfterMs?: number }, mode: string, random: () => number): World {
  const clock = new FakeClock();
  const region = new Region(clock, life);
  const credential = new EndpointTokenCredential(
    mode === "AMLToken" ? acquisition : entraAcquisition,
    region.credential,
    { fetch: region.fetch, clock, random },
  );
  return { clock, region, credential, answers: 0, asked: [] };
}

function call({ clock, region, credential, asked }: World, world: World, abortAfterMs?: number): void {
  const controller = new AbortController();
  const cancel = abortAfterMs === undefined ? undefined : clock.setTimer(() => controller.abort(), abortAfterMs);
  asked.push(
    (async () => {
      try {
        const { token } = await credential.getToken([], { abortSignal: controller.signal });
        // Without an `expect`, which takes longer than the call.
        if (!region.isValid(token)) {
          throw new Error(`${token} is past its expiry`);
        }
      } catch (error) {
        if (!(error instanceof CredentialError || controller.signal.aborted)) {
          throw error;
        }
      } finally {
        cancel?.();
        world.answers++;
      }
    })(),
  );
}

async function take(world: World, step: Step): Promise<void> {
  const { clock, region, credential } = world;
  switch (step.kind) {
    case "calls":
      for (let i = 0; i < step.count; i++) {
        call(world, world, i === 0 ? step.abortAfterMs : undefined);
      }
      return settle();
    case "wait":
      return clock.advance(step.ms);
    case "behave":
      region[step.who] = step.behaviour;
      return;
    case "jump":
      clock.jump(step.ms);
      return;
    case "sleep":
      clock.sleep(step.ms);
      return;
    case "refuse": {
      world.asked.push(
        (async () => {
          try {
            const refused = await credential.credential();
            const other = await credential.refused(refused);
            expect(other).not.toBe(refused);
          } catch (error) {
            expect(error).toBeInstanceOf(CredentialError);
          } finally {
            world.answers++;
          }
        })(),
      );
      return settle();
    }
  }
}

/** Everything is well again, and there is time: who still waits then would wait forever. */
async function end(world: World): Promise<void> {
  const { clock, region, credential, asked } = world;
  region.entra = well;
  region.arm = well;
  for (let i = 0; i < 15; i++) {
    await clock.advance(minute);
  }
  expect(world.answers).toBe(asked.length);
  await Promise.all(asked);
  expect(region.isValid((await credential.getToken()).token)).toBe(true);
  expect(region.under).toBe(0);
  await settle();
  expect(clock.held).toBe(0);
  // Never two refreshes at once.
  expect(region.mostUnder).toBeLessThanOrEqual(1);
}

const modes = fc.constantFrom("AMLToken", "AADToken");
const chance = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
const next = (stream: fc.Stream<number>) => () => stream.next().value as number;

describe("tokens", () => {
  test("whatever happens: never past the end, never two fetches at once, everybody is answered", () =>
    check(
      fc.asyncProperty(
        lives,
        modes,
        chance,
        fc.array(fc.oneof(calls, calls, waits, waits, behave, refuse, sleeps), { maxLength: 60, size: "max" }),
        async (life, mode, stream, steps) => {
          const here = world(life, mode, next(stream));
          for (const step of steps) {
            await take(here, step);
          }
          await end(here);
        },
      ),
    ));

  test("the wall clock jumps as it likes: the same", () =>
    check(
      fc.asyncProperty(
        lives,
        modes,
        chance,
        fc.array(fc.oneof(calls, calls, waits, waits, behave, refuse, jumps), { maxLength: 60, size: "max" }),
        async (life, mode, stream, steps) => {
          const here = world(life, mode, next(stream));
          for (const step of steps) {
            await take(here, step);
          }
          await end(here);
        },
      ),
    ));

  test("when all goes well: at most one fetch in the life of each token", () =>
    check(
      fc.asyncProperty(
        lives,
        modes,
        chance,
        delays,
        fc.array(fc.oneof(calls, waits), { maxLength: 120, size: "max" }),
        async (life, mode, stream, delayMs, steps) => {
          const here = world(life, mode, next(stream));
          here.region.arm = { kind: "well", delayMs };
          for (const step of steps) {
            await take(here, step);
          }
          await here.clock.advance(minute);
          expect(here.answers).toBe(here.asked.length);
          await Promise.all(here.asked);
          const { fetches, tokens } = here.region;
          const own = [...tokens].filter(([token]) => token.startsWith(mode === "AMLToken" ? "aml" : "entra"));
          // Whole seconds at the service, and a second for what they leave open.
          const soonest = Math.min(
            life.refreshAfterMs ?? Infinity,
            life.lifeMs - 1.1 * Math.min(5 * minute, life.lifeMs / 10),
          );
          const lasted = own.slice(0, -1).map(([, { at }], i) => fetches[i + 1]! - at);
          expect(Math.min(...lasted, Infinity)).toBeGreaterThanOrEqual(soonest - 2 * second);
          expect(own).toHaveLength(fetches.length);
        },
      ),
    ));

  test("when nothing goes well: a bound on fetches", () =>
    check(
      fc.asyncProperty(
        lives,
        modes,
        fc.array(fc.double({ min: 0.5, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.constantFrom<Behaviour>({ kind: "reset" }, { kind: "status", status: 503 }, { kind: "status", status: 403 }),
        fc.integer({ min: 1, max: 12 }),
        async (life, mode, numbers, broken, minutes) => {
          let drawn = 0;
          const here = world(life, mode, () => numbers[drawn++ % numbers.length]!);
          call(here, here);
          await here.clock.advance(second);
          here.region.entra = broken;
          const before = here.region.fetches.length;
          for (let s = 0; s < minutes * 60; s++) {
            call(here, here);
            await here.clock.advance(second);
          }
          expect(here.answers).toBe(here.asked.length);
          await Promise.all(here.asked);
          // Half of 1, 2, 4, 8 and 16 seconds, then of 30 at least; and one more at the token's end.
          expect(here.region.fetches.length - before).toBeLessThanOrEqual(5 + (minutes * 60) / 15 + 2);
        },
      ),
    ));
});

type KeyStep =
  | { readonly kind: "requests"; readonly count: number; readonly abortAfterMs?: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "rotate"; readonly slot: "primary" | "secondary" }
  | { readonly kind: "behave"; readonly behaviour: Behaviour };

const keySteps: fc.Arbitrary<KeyStep> = fc.oneof(
  fc.record({
    kind: fc.constant("requests" as const),
    count: fc.integer({ min: 1, max: 5 }),
    abortAfterMs: fc.option(fc.nat(5 * second), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.oneof(fc.nat(5 * second), fc.nat(5 * minute)) }),
  fc.record({ kind: fc.constant("rotate" as const), slot: fc.constantFrom("primary" as const, "secondary" as const) }),
  fc.record({ kind: fc.constant("behave" as const), behaviour: behaviours }),
);

/** A service with two keys in a vault, and callers that do as `ScoringClient` does. */
class KeyWorld {
  readonly clock = new FakeClock();
  readonly vault = new Vault(this.clock);
  readonly keys: KeyCredential;
  readonly asked: Promise<void>[] = [];
  answers = 0;
  sent = 0;
  turnedAway = 0;
  private rotations = 0;

  constructor(slots: "active" | "both", random: () => number) {
    const { clock, vault } = this;
    this.rotate("primary");
    this.rotate("secondary");
    const secret = (name: string) => ({ secretUri: `https://v.vault.azure.net/secrets/${name}` });
    const references = { primary: secret("primary"), secondary: secret("secondary"), active: secret("active") };
    const source = new KeyVaultKeys(references, vault.credential, { slots, fetch: vault.fetch, clock, random });
    this.keys = new KeyCredential(source, { clock, random });
  }

  /** The other slot is what callers should use, as the components have it. */
  rotate(slot: "primary" | "secondary"): void {
    const { values } = this.vault;
    values.set(slot, `key-of-the-${slot}-${++this.rotations}`);
    values.set("active", values.get(slot === "primary" ? "secondary" : "primary") ?? values.get(slot)!);
  }

  request(abortAfterMs?: number): void {
    const controller = new AbortController();
    const cancel = abortAfterMs === undefined ? undefined : this.clock.setTimer(() => controller.abort(), abortAfterMs);
    const work = async () => {
      try {
        const { signal } = controller;
        let credential: Credential | undefined = await this.keys.credential({ signal });
        for (let tries = 0; credential; tries++) {
          expect(tries).toBeLessThanOrEqual(4);
          this.sent++;
          if (this.lets(credential)) {
            this.keys.accepted(credential);
            return;
          }
          credential = await this.keys.refused(credential, { signal });
        }
        this.turnedAway++;
      } catch (error) {
        if (!(error instanceof CredentialError || controller.signal.aborted)) {
          throw error;
        }
      } finally {
        cancel?.();
        this.answers++;
      }
    };
    this.asked.push(work());
  }

  lets(credential: Credential): boolean {
    return ["primary", "secondary"].some((slot) => credential.is(this.vault.values.get(slot)!));
  }

  async take(step: KeyStep): Promise<void> {
    switch (step.kind) {
      case "requests":
        for (let i = 0; i < step.count; i++) {
          this.request(i === 0 ? step.abortAfterMs : undefined);
        }
        return settle();
      case "wait":
        return this.clock.advance(step.ms);
      case "rotate":
        return this.rotate(step.slot);
      case "behave":
        this.vault.behaviour = step.behaviour;
    }
  }
}

describe("keys", () => {
  const slots = fc.constantFrom("active" as const, "both" as const);

  test("whatever happens: never two reads at once, everybody is answered, and is let in when all is well again", () =>
    check(
      fc.asyncProperty(
        slots,
        chance,
        fc.array(keySteps, { maxLength: 60, size: "max" }),
        async (which, stream, steps) => {
          const here = new KeyWorld(which, next(stream));
          for (const step of steps) {
            await here.take(step);
          }
          here.vault.behaviour = well;
          for (let i = 0; i < 5; i++) {
            await here.clock.advance(minute);
          }
          expect(here.answers).toBe(here.asked.length);
          await Promise.all(here.asked);
          const before = here.turnedAway;
          here.request();
          await here.clock.advance(second);
          here.request();
          await here.clock.advance(second);
          expect(here.turnedAway).toBe(before);
          expect(here.answers).toBe(here.asked.length);
          expect(here.vault.mostUnder).toBeLessThanOrEqual(which === "both" ? 2 : 1);
          expect(here.clock.held).toBe(0);
        },
      ),
    ));

  test("rotations that are further apart than the age: no request is turned away, also while the vault comes and goes", () =>
    check(
      fc.asyncProperty(
        slots,
        chance,
        fc.array(fc.constantFrom<Behaviour>(well, { kind: "reset" }, { kind: "status", status: 503 }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (which, stream, behaviours) => {
          const here = new KeyWorld(which, next(stream));
          for (const [i, behaviour] of behaviours.entries()) {
            for (let s = 0; s < 95; s += 5) {
              // The vault is away for less long than is between two rotations.
              here.vault.behaviour = s >= 5 && s < 40 ? behaviour : well;
              here.request();
              await here.clock.advance(5 * second);
            }
            here.rotate(i % 2 === 0 ? "primary" : "secondary");
          }
          expect([here.turnedAway, here.answers]).toEqual([0, here.asked.length]);
        },
      ),
    ));

  test("when all goes well: one read in each age; keys that are all wrong: hardly more requests, and few reads", () =>
    check(
      fc.asyncProperty(slots, chance, fc.boolean(), async (which, stream, wrong) => {
        const here = new KeyWorld(which, next(stream));
        if (wrong) {
          here.lets = () => false;
        }
        for (let i = 0; i < 600; i++) {
          here.request();
          await here.clock.advance(second);
        }
        const each = which === "both" ? 2 : 1;
        const ages = (600 * second) / (60_000 * 0.89);
        // A refused key rests for 30 seconds at least: so often it costs another request, and another read.
        const more = wrong ? (600 * second) / 30_000 + 1 : 0;
        expect(here.vault.reads.length).toBeLessThanOrEqual(each * (1 + ages + more));
        expect(here.sent - 600).toBeLessThanOrEqual(each * more);
      }),
    ));
});
