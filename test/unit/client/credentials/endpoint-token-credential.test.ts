import {
  type Credential,
  CredentialError,
  type CredentialEvent,
  EndpointTokenCredential,
  type TokenAcquisition,
} from "../../../../src/client";
import type { EndpointTokenCredentialOptions, TokenCredential } from "../../../../src/client";
import { FakeClock, settle } from "../../../support/client/fake-clock";
import { acquisition, entraAcquisition, Region, type RegionSettings, well } from "../../../support/client/region";

const [second, minute, hour] = [1000, 60_000, 3_600_000];

function setUp(
  settings: Partial<RegionSettings> = {},
  options: EndpointTokenCredentialOptions = {},
  given: TokenAcquisition = acquisition,
) {
  const clock = new FakeClock();
  const region = new Region(clock, { lifeMs: 12 * hour, refreshAfterMs: 6 * hour, ...settings });
  const events: CredentialEvent[] = [];
  const credential = new EndpointTokenCredential(given, region.credential, {
    fetch: region.fetch,
    clock,
    random: () => 0.5,
    onCredentialEvent: (event) => events.push(event),
    ...options,
  });
  const token = async () => (await credential.getToken()).token;
  return { clock, region, events, credential, token };
}

const valueOf = (credential: Credential | undefined) => credential?.authorization().replace("Bearer ", "");
const thrown = async (work: Promise<unknown>): Promise<CredentialError> => {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CredentialError);
  return error as CredentialError;
};

describe("one fetch for all", () => {
  test("10,000 calls at the start", async () => {
    const { clock, region, token } = setUp();
    region.arm = { kind: "well", delayMs: 200 };
    const all = Promise.all(Array.from({ length: 10_000 }, token));
    await clock.advance(200);
    expect(new Set(await all)).toEqual(new Set(["aml-token-2"]));
    expect(region.fetches).toHaveLength(1);
  });

  test("a caller that leaves takes nobody with it, and nothing of it is in the shared fetch", async () => {
    const { clock, region, credential } = setUp();
    region.arm = { kind: "well", delayMs: 200 };
    const controller = new AbortController();
    const tracingOptions = { tracingContext: { deleteValue: 1, getValue: 1, setValue: 1 } };
    const leaving = credential.getToken([], { abortSignal: controller.signal, ...tracingOptions });
    const staying = credential.getToken();
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    await clock.advance(200);
    await expect(staying).resolves.toMatchObject({ token: "aml-token-2" });
    expect(region.fetches).toHaveLength(1);
    expect(region.entraOptions).toEqual([{ abortSignal: expect.any(AbortSignal) }]);
    expect(region.entraOptions[0]!.abortSignal).not.toBe(controller.signal);
  });

  test("a caller that has left before begins nothing", async () => {
    const { region, credential } = setUp();
    await expect(credential.credential({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect(region.fetches).toHaveLength(0);
  });

  test("nothing of a call stays with a signal that lives on", async () => {
    const { clock, region, credential } = setUp();
    region.arm = { kind: "well", delayMs: 200 };
    const { signal } = new AbortController();
    const [added, removed] = [jest.spyOn(signal, "addEventListener"), jest.spyOn(signal, "removeEventListener")];
    const call = credential.credential({ signal });
    await clock.advance(200);
    await call;
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
  });
});

describe("the next token", () => {
  test.each<[string, Partial<RegionSettings>, number, number, number]>([
    ["from refreshAfterTimeUtc", {}, 0, 6 * hour - second, 6 * hour],
    ["a fleet spreads", {}, 0.999, 6 * hour + 30 * minute, 6 * hour + 36 * minute],
    [
      "5 minutes before the end",
      { refreshAfterMs: undefined },
      0.5,
      12 * hour - 301 * second,
      12 * hour - 299 * second,
    ],
    ["at most 5.5", { refreshAfterMs: undefined }, 0.999, 12 * hour - 331 * second, 12 * hour - 329 * second],
    ["at least 4.5", { refreshAfterMs: undefined }, 0, 12 * hour - 271 * second, 12 * hour - 269 * second],
    ["a tenth of a short life", { lifeMs: 10 * minute, refreshAfterMs: undefined }, 0.5, 538 * second, 541 * second],
  ])("%s", async (_, settings, random, notYet, now) => {
    const { clock, region, token } = setUp(settings, { random: () => random });
    await token();
    await clock.advance(notYet);
    await token();
    await settle();
    expect(region.fetches).toHaveLength(1);
    await clock.advance(now - notYet);
    // The old one is given at once; the new one is there for the next.
    expect(await token()).toBe("aml-token-2");
    await settle();
    expect(await token()).toBe("aml-token-4");
    expect(region.fetches).toHaveLength(2);
  });

  test("is not fetched for nobody: an idle client holds nothing", async () => {
    const { clock, region, token } = setUp();
    await token();
    expect(clock.held).toBe(0);
    await clock.advance(24 * hour);
    expect(region.fetches).toHaveLength(1);
  });

  test("an Entra library that goes on giving the same one is not asked at each call", async () => {
    const clock = new FakeClock();
    let asked = 0;
    const same: TokenCredential = {
      getToken: async () => {
        asked++;
        return {
          token: "same",
          expiresOnTimestamp: 1767225600000 + hour,
          refreshAfterTimestamp: 1767225600000 + minute,
        };
      },
    };
    const credential = new EndpointTokenCredential(entraAcquisition, same, { clock, random: () => 0.999 });
    for (let i = 0; i < 30 * 60; i++) {
      await credential.getToken();
      await clock.advance(second);
    }
    expect(asked).toBeLessThan(75);
  });
});

describe("while the region is away", () => {
  test("a token serves until its end, then one try, then the last cause", async () => {
    const { clock, region, events, token } = setUp();
    await token();
    await clock.advance(7 * hour);
    region.arm = { kind: "status", status: 503 };
    for (let left = 5 * hour - 10 * second; left > 0; left -= minute) {
      expect(await token()).toBe("aml-token-2");
      await clock.advance(minute);
    }
    expect(events.filter(({ type }) => type === "fetch-failed").every(({ background }) => background)).toBe(true);
    await clock.advance(minute);
    const before = region.fetches.length;
    const error = await thrown(token());
    expect(region.fetches).toHaveLength(before + 1);
    expect(error).toMatchObject({ code: "Unavailable", status: 503, serviceCode: "Broken", requestId: "request-1" });
    // Not each caller asks anew.
    const again = await thrown(token());
    expect(region.fetches).toHaveLength(before + 1);
    expect(again.retryAfterMs).toBeGreaterThan(0);
    region.arm = well;
    await clock.advance(30 * second);
    expect(region.isValid(await token())).toBe(true);
  });

  test("the waits grow from 1 to 30 seconds, all by chance", async () => {
    const { clock, region, events, token } = setUp({}, { random: () => 0.999 });
    await token();
    await clock.advance(7 * hour);
    region.arm = { kind: "reset" };
    for (let i = 0; i < 1500; i++) {
      await token();
      await clock.advance(100);
    }
    const waits = events.flatMap(({ retryInMs }) => (retryInMs === undefined ? [] : [Math.round(retryInMs / 1000)]));
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30].slice(0, waits.length));
    expect(waits.length).toBeGreaterThanOrEqual(8);
  });

  test("Retry-After is honoured, also by the try at the end; no header shuts out for more than 10 minutes", async () => {
    const { clock, region, events, token } = setUp({ lifeMs: hour, refreshAfterMs: 30 * minute });
    await token();
    await clock.advance(59 * minute);
    region.arm = { kind: "status", status: 429, retryAfterSeconds: 120 };
    await token();
    await settle();
    await clock.advance(61 * second);
    region.arm = { kind: "status", status: 429, retryAfterSeconds: 86_400 };
    expect(await thrown(token())).toMatchObject({ code: "Throttled", retryAfterMs: 59_000 });
    expect(region.fetches).toHaveLength(2);
    await clock.advance(minute);
    await thrown(token());
    expect(events.at(-1)!.retryInMs).toBe(10 * minute);
  });

  test("a call that joined a fetch of the background still gets the try after the end", async () => {
    const { clock, region, token } = setUp({ lifeMs: hour, refreshAfterMs: 30 * minute });
    await token();
    await clock.advance(hour - 10 * second);
    region.arm = { kind: "hang" };
    await token();
    await clock.advance(20 * second);
    const waiting = Promise.all([token(), token()]);
    region.arm = well;
    await clock.advance(10 * second);
    expect(new Set(await waiting)).toEqual(new Set(["aml-token-5"]));
    expect(region.fetches).toHaveLength(3);
  });

  test.each<[string, "entra" | "arm", string]>([
    ["Entra", "entra", `Microsoft Entra gave no token for ${acquisition.scope} (no answer within 30 seconds); see`],
    ["Azure Resource Manager", "arm", "Azure Resource Manager does not answer (no answer within 30 seconds)"],
  ])("%s that says nothing is given up", async (_, who, said) => {
    const { clock, region, token } = setUp();
    region[who] = { kind: "hang" };
    const waiting = thrown(token());
    await clock.advance(30 * second);
    expect((await waiting).message).toContain(said);
    expect(clock.held).toBe(0);
  });

  test("a TokenCredential that hears no signal is given up as well", async () => {
    const clock = new FakeClock();
    const deaf: TokenCredential = { getToken: () => new Promise(() => undefined) };
    const credential = new EndpointTokenCredential(acquisition, deaf, { clock, timeoutMs: 5 * second });
    const waiting = thrown(credential.getToken());
    await clock.advance(5 * second);
    expect((await waiting).code).toBe("EntraTokenFailed");
  });
});

describe("a refused token", () => {
  test("exactly it is dropped, and one new one fetched for all", async () => {
    const { region, credential } = setUp();
    const first = await credential.credential();
    const others = await Promise.all(Array.from({ length: 100 }, () => credential.refused(first)));
    expect(new Set(others.map(valueOf))).toEqual(new Set(["aml-token-4"]));
    expect(region.fetches).toHaveLength(2);
    // One that is long gone drops nothing.
    expect(valueOf(await credential.refused(first))).toBe("aml-token-4");
    expect(region.fetches).toHaveLength(2);
  });

  test("when the new one is refused, too, there is no other for a while", async () => {
    const { clock, region, credential } = setUp();
    const second_ = await credential.refused(await credential.credential());
    for (let i = 0; i < 100; i++) {
      expect(await credential.refused((await credential.credential())!)).toBeUndefined();
    }
    expect(region.fetches).toHaveLength(2);
    await clock.advance(45 * second);
    expect(valueOf(await credential.refused(second_!))).toBe("aml-token-6");
  });

  test("an accepted one is worth another fetch at once", async () => {
    const { region, credential } = setUp();
    const next = await credential.refused(await credential.credential());
    credential.accepted(next!);
    expect(valueOf(await credential.refused(next!))).toBe("aml-token-6");
    expect(region.fetches).toHaveLength(3);
  });

  test("the same one again is no other", async () => {
    const same: TokenCredential = {
      getToken: async () => ({ token: "same", expiresOnTimestamp: Date.now() + hour }),
    };
    const credential = new EndpointTokenCredential(entraAcquisition, same);
    expect(await credential.refused(await credential.credential())).toBeUndefined();
    expect(valueOf(await credential.credential())).toBe("same");
  });

  test("without a new one there is none, and the next call says why", async () => {
    const { region, credential } = setUp();
    const first = await credential.credential();
    region.arm = { kind: "status", status: 500 };
    expect(await credential.refused(first)).toBeUndefined();
    expect(await thrown(credential.credential())).toMatchObject({ code: "Unavailable", status: 500 });
  });

  test("who gives up while the new one is fetched hears its own reason", async () => {
    const { region, credential } = setUp();
    const first = await credential.credential();
    region.arm = { kind: "hang" };
    const controller = new AbortController();
    const waiting = credential.refused(first, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("clocks that go wrong", () => {
  test("turned back: the token does not live longer", async () => {
    const { clock, region, token } = setUp({ lifeMs: hour, refreshAfterMs: undefined });
    await token();
    clock.jump(-24 * hour);
    await clock.advance(hour);
    expect(region.isValid(await token())).toBe(true);
    expect(region.fetches).toHaveLength(2);
  });

  test("a sleep, in which the monotonic clock stands still", async () => {
    const { clock, region, token } = setUp({ lifeMs: hour });
    await token();
    clock.sleep(2 * hour);
    expect(region.isValid(await token())).toBe(true);
  });

  test.each([-3 * hour, 3 * hour])("wrong by %i ms from the beginning: the service's own time counts", async (by) => {
    const { clock, region, credential, token } = setUp({ lifeMs: hour, refreshAfterMs: undefined });
    clock.jump(by);
    const { expiresOnTimestamp } = await credential.getToken();
    expect(Math.abs(expiresOnTimestamp - clock.wallNow() - hour)).toBeLessThanOrEqual(2 * second);
    await clock.advance(hour - 7 * second);
    expect(await token()).toBe("aml-token-2");
    await settle();
    expect(region.fetches).toHaveLength(2);
  });

  test("where it does not say its time, a clock that is ahead is named", async () => {
    const { clock, token } = setUp({ lifeMs: hour, hasDate: false });
    clock.jump(3 * hour);
    expect((await thrown(token())).message).toBe(
      "token of Azure ML (/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/score): Azure Resource Manager returned a token that has already expired; see that this machine's clock is right",
    );
  });
});

describe("as a TokenCredential", () => {
  test("what Azure's own clients want to know", async () => {
    const { clock, credential } = setUp({ lifeMs: hour, refreshAfterMs: 30 * minute });
    expect(await credential.getToken("https://anything/.default")).toEqual({
      token: "aml-token-2",
      expiresOnTimestamp: clock.wallNow() + hour,
      refreshAfterTimestamp: clock.wallNow() + 30 * minute + (30 * minute - 5 * second) * 0.05,
      tokenType: "Bearer",
    });
  });

  test("claims of a challenge bring a new token, once for all, after what is under way", async () => {
    const { clock, region, credential } = setUp();
    region.arm = { kind: "well", delayMs: 100 };
    const first = credential.getToken();
    const claimed = [credential.getToken([], { claims: "{}" }), credential.getToken([], { claims: "{}" })];
    await clock.advance(200);
    expect((await first).token).toBe("aml-token-2");
    expect((await Promise.all(claimed)).map(({ token }) => token)).toEqual(["aml-token-4", "aml-token-4"]);
    expect(region.entraOptions[1]).toMatchObject({ claims: "{}", enableCae: true });
    expect([region.fetches.length, region.mostUnder]).toEqual([2, 1]);
  });

  test("Azure Resource Manager's own challenge is answered once", async () => {
    const clock = new FakeClock();
    const region = new Region(clock, { lifeMs: hour });
    let asked = 0;
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${btoa('{"access_token":{}}')}"`;
    const credential = new EndpointTokenCredential(acquisition, region.credential, {
      clock,
      fetch: (async (...request) =>
        ++asked === 1
          ? new Response("", { status: 401, headers: { "www-authenticate": challenge } })
          : region.fetch(...request)) as typeof fetch,
    });
    await credential.getToken();
    expect(region.entraOptions.map((options) => options?.claims)).toEqual([undefined, '{"access_token":{}}']);
  });
});
