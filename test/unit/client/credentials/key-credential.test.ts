import {
  Credential,
  type CredentialEvent,
  EnvironmentKeys,
  FixedKeys,
  KeyCredential,
  type KeySource,
} from "../../../../src/client";
import { FakeClock } from "../../../support/client/fake-clock";

const keyOf = (credential: Credential | undefined) => credential?.authorization().replace("Bearer ", "");

/** Keys that a test rotates, and counts the reads of. */
class Keys implements KeySource {
  reads = 0;
  again = 0;
  isAway = false;

  constructor(public values: readonly (readonly [name: string, value: string])[]) {}

  async keys({ again = false } = {}): Promise<readonly Credential[]> {
    this.reads++;
    this.again += again ? 1 : 0;
    if (this.isAway) {
      throw new Error("away");
    }
    return this.values.map(([name, value]) => new Credential(value, { name, source: "a test" }));
  }
}

function setUp(
  source: KeySource = new Keys([
    ["primary key", "p1"],
    ["secondary key", "s1"],
  ]),
) {
  const clock = new FakeClock();
  const events: CredentialEvent[] = [];
  const credential = new KeyCredential(source, {
    clock,
    random: () => 0.5,
    onCredentialEvent: (event) => events.push(event),
  });
  const now = async () => keyOf(await credential.credential());
  return { clock, credential, events, now, source: source as Keys };
}

describe("the way from a refused key to another", () => {
  test("primary, then secondary, then what the source has now, then none", async () => {
    const { credential, source } = setUp();
    const first = await credential.credential();
    const second = await credential.refused(first);
    expect([keyOf(first), keyOf(second), source.again]).toEqual(["p1", "s1", 0]);
    source.values = [
      ["primary key", "p2"],
      ["secondary key", "s1"],
    ];
    const third = await credential.refused(second!);
    expect([keyOf(third), source.again]).toEqual(["p2", 1]);
    expect(await credential.refused(third!)).toBeUndefined();
    expect(source.again).toBe(1);
  });

  test("the slot that was accepted is used on, until it is refused", async () => {
    const { credential, clock, now } = setUp();
    const second = await credential.refused(await credential.credential());
    credential.accepted(second!);
    await clock.advance(600_000);
    expect(await now()).toBe("s1");
    expect(keyOf(await credential.refused(second!))).toBe("p1");
    expect(await now()).toBe("p1");
  });

  test("a refused key rests, also for others, but not forever", async () => {
    const { credential, clock, now } = setUp();
    await credential.refused(await credential.credential());
    expect(await now()).toBe("s1");
    await clock.advance(44_999);
    expect(await now()).toBe("s1");
    await clock.advance(1);
    expect(await now()).toBe("p1");
  });

  test("all keys wrong: one request for each call, and the source is left in peace", async () => {
    const { credential, source } = setUp();
    let sent = 0;
    for (let i = 0; i < 50; i++) {
      for (let key: Credential | undefined = await credential.credential(); key; sent++) {
        key = await credential.refused(key);
      }
    }
    expect([sent, source.again]).toEqual([51, 1]);
  });

  test("all refused, one of them long ago: it may be in force by now, as a key is that a vault has before the service", async () => {
    const { credential, clock, source, now } = setUp();
    const secondary = (await credential.credential()) && (await credential.refused(await credential.credential()));
    credential.accepted(secondary!);
    // Soon after: the primary key still rests, and the secondary one is read anew before the service has it.
    source.values = [
      ["primary key", "p1"],
      ["secondary key", "s2"],
    ];
    await clock.advance(5000);
    const early = await Promise.all([credential.credential(), credential.credential()]);
    expect(early.map(keyOf)).toEqual(["s2", "s2"]);
    // Whoever is refused with it, not only the first.
    const others = [await credential.refused(early[0]!), await credential.refused(early[1]!)];
    expect(others.map(keyOf)).toEqual(["p1", "p1"]);
    credential.accepted(others[0]!);
    expect(await now()).toBe("p1");
    // It is as wrong as the other one: then both rest.
    await clock.advance(1000);
    expect(await credential.refused(others[0]!)).toBeUndefined();
  });

  test("a key that came back into force is used on", async () => {
    const { credential, now } = setUp(new Keys([["active key", "a1"]]));
    const key = await credential.credential();
    expect(await credential.refused(key)).toBeUndefined();
    credential.accepted(key);
    expect(await now()).toBe("a1");
  });

  test("each rotation is read, also a second one soon after the first", async () => {
    const { credential, source } = setUp(new Keys([["active key", "a1"]]));
    for (const value of ["a2", "a3", "a4"]) {
      const key = await credential.credential();
      source.values = [["active key", value]];
      const next = await credential.refused(key);
      // A source that is read at each call has it already.
      expect(keyOf(next)).toBe(value);
      credential.accepted(next!);
    }
  });

  test("a hundred requests that are refused together read once", async () => {
    const { credential, source } = setUp(new Keys([["active key", "a1"]]));
    const key = await credential.credential();
    source.values = [["active key", "a2"]];
    const others = await Promise.all(Array.from({ length: 100 }, () => credential.refused(key)));
    expect([new Set(others.map(keyOf)), source.again]).toEqual([new Set(["a2"]), 1]);
  });

  test("both slots with the same key are one key", async () => {
    const { credential } = setUp(
      new Keys([
        ["primary key", "same"],
        ["secondary key", "same"],
      ]),
    );
    expect(await credential.refused(await credential.credential())).toBeUndefined();
  });

  test("where the source is away there is no other", async () => {
    const { credential, source } = setUp(new Keys([["active key", "a1"]]));
    const key = await credential.credential();
    source.isAway = true;
    expect(await credential.refused(key)).toBeUndefined();
  });

  test("who gives up while the source is read hears its own reason", async () => {
    const keys = new Keys([["active key", "a1"]]);
    const { credential } = setUp(keys);
    const key = await credential.credential();
    keys.keys = () => new Promise(() => undefined);
    const controller = new AbortController();
    const waiting = credential.refused(key, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });

  test("what is told", async () => {
    const { credential, events } = setUp();
    await credential.refused(await credential.credential());
    expect(events).toEqual([
      { type: "refused", credential: { name: "primary key", source: "a test" } },
      { type: "switched", credential: { name: "secondary key", source: "a test" } },
    ]);
  });

  test("a hook that throws changes nothing", async () => {
    const credential = new KeyCredential(new FixedKeys({ primary: "p1", secondary: "s1" }), {
      onCredentialEvent: () => {
        throw new Error("disk full");
      },
    });
    expect(keyOf(await credential.refused(await credential.credential()))).toBe("s1");
  });
});

describe("keys in environment variables", () => {
  const names = { primary: "SCORE_PRIMARY", secondary: "SCORE_SECONDARY" };

  test("are read once, and again when they were refused", async () => {
    const environment: Record<string, string> = { SCORE_PRIMARY: "p1\n", SCORE_SECONDARY: "s1" };
    const { credential, now } = setUp(new EnvironmentKeys(names, environment));
    expect(await now()).toBe("p1");
    environment.SCORE_PRIMARY = "p2";
    expect(await now()).toBe("p1");
    await credential.refused(await credential.credential());
    expect(keyOf(await credential.refused(await credential.credential()))).toBe("p2");
  });

  test("one of two is enough", async () => {
    expect(await setUp(new EnvironmentKeys(names, { SCORE_SECONDARY: "s1" })).now()).toBe("s1");
  });

  test("those of the process, by default", async () => {
    process.env.SCORE_PRIMARY = "from-the-process";
    try {
      expect(await setUp(new EnvironmentKeys(names)).now()).toBe("from-the-process");
    } finally {
      delete process.env.SCORE_PRIMARY;
    }
  });
});

describe("bad input", () => {
  const fits = "must be printable ASCII characters without a space (what it holds is not shown)";
  test.each<[string, () => unknown, string]>([
    ["no primary", () => new FixedKeys({} as never), `keys.primary: holds no key: ${fits}`],
    ["an empty one", () => new FixedKeys({ primary: "" }), `keys.primary: holds no key: ${fits}`],
    [
      "a line end",
      () => new FixedKeys({ primary: "p", secondary: "s\r\nx: y" }),
      `keys.secondary: holds no key: ${fits}`,
    ],
    [
      "no source",
      () => new KeyCredential("key" as never),
      "source: has no keys(): must be a KeySource, such as FixedKeys, EnvironmentKeys or KeyVaultKeys",
    ],
    [
      "no variable",
      () => new EnvironmentKeys({ primary: "A", secondary: "B" }, {}).keys(),
      "A, B: no such environment variable is set: must hold the key of the service",
    ],
    [
      "a variable with a space",
      () => new EnvironmentKeys({ primary: "A" }, { A: "two words" }).keys(),
      `A: holds no key: ${fits}`,
    ],
    ["no keys", () => new KeyCredential(new Keys([])).credential(), "source: gave no keys: must give one or more"],
  ])("%s", async (_, make, message) => {
    await expect((async () => make())()).rejects.toMatchObject({
      name: "CredentialError",
      code: "InvalidConfiguration",
      message,
    });
  });
});
