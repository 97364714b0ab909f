import { ScoringClient } from "../../../../src/client/scoring/scoring-client";
import type { AttemptEvent, CallEvent, ScoringClientOptions } from "../../../../src/client/scoring/scoring-types";
import {
  type Answering,
  FakeSource,
  json,
  key,
  reset,
  status,
  useScoringService,
} from "../../../support/client/scoring-service";
import { circle, clientsOf, failing, primary, secondary } from "../../../support/client/scoring-calls";

const service = useScoringService();
const clientOf = clientsOf(service);

describe("score", () => {
  it("sends the input as JSON with the credential, and tells what answered", async () => {
    service.answers(json([1.5], { "azureml-model-deployment": "green", "x-request-id": "id-1" }));
    const source = new FakeSource(primary);
    const result = await clientOf({}, source).score<number[]>({ data: [[1]] }, { deployment: "green" });
    expect(result).toEqual({ value: [1.5], status: 200, deployment: "green", requestId: "id-1", attempts: 1 });
    expect(service.seen).toMatchObject([
      {
        method: "POST",
        url: "/score",
        body: '{"data":[[1]]}',
        headers: {
          authorization: "Bearer primary-key-of-the-service",
          "content-type": "application/json",
          "azureml-model-deployment": "green",
        },
      },
    ]);
    expect(source.acceptances).toEqual([primary]);
  });

  it("sends no credential where there is none", async () => {
    await clientOf({}, undefined).score(1);
    await new ScoringClient(service.scoringUri, undefined).score(1);
    expect(service.seen[1]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    ["a text", status(200, "three"), "three"],
    ["nothing", status(200), undefined],
    ["JSON of another kind", json(null, { "content-type": "application/problem+json" }), null],
  ])("answers %s", async (_, answering, value) => {
    service.answers(answering);
    expect((await clientOf().score(1)).value).toBe(value);
  });

  it.each([
    ["nothing", undefined],
    ["a function", () => 1],
    ["a circle", circle],
    ["a bigint", 1n],
  ])("takes no input that JSON cannot hold: %s", async (_, input) => {
    const error = await failing(clientOf().score(input));
    expect(error.code).toBe("InvalidRequest");
    expect(error.message).toBe("the input is not allowed: must be what JSON can hold; send anything else with fetch");
    expect(service.seen).toEqual([]);
  });

  it("says so when an answer is not the JSON that it claims to be", async () => {
    service.answers(status(200, "{1", { "content-type": "application/json" }));
    expect((await failing(clientOf().score(1))).code).toBe("UnreadableAnswer");
  });
});

describe("a refused credential", () => {
  const only = (good: string) => {
    service.answering = (request, response) =>
      request.headers.authorization === `Bearer ${good}`
        ? response.writeHead(200, { "content-type": "application/json" }).end("1")
        : response.writeHead(401).end("key_auth_access_denied");
  };

  it("is told to the source, and the request is sent once more with the other one", async () => {
    only("secondary-key-of-the-service");
    const source = new FakeSource(primary, secondary);
    const result = await clientOf({}, source).score(1);
    expect(result).toMatchObject({ value: 1, attempts: 2 });
    expect([source.refusals, source.acceptances]).toEqual([[primary], [secondary]]);
  });

  it("is the answer when there is no other one, or that one is refused, too", async () => {
    only("neither");
    for (const source of [new FakeSource(primary), new FakeSource(primary, secondary)]) {
      const before = service.seen.length;
      const error = await failing(clientOf({}, source).score(1));
      expect(error).toMatchObject({ code: "Unauthorized", status: 401, answer: "key_auth_access_denied" });
      expect(source.refusals).toEqual([primary]);
      expect(source.acceptances).toEqual([]);
      expect(service.seen.length - before).toBeLessThanOrEqual(2);
    }
  });

  it("is not sent again with a body that is gone; the next call is better off", async () => {
    only("secondary-key-of-the-service");
    const source = new FakeSource(primary, secondary);
    const client = clientOf({}, source);
    const body = new Blob(["{}"]).stream();
    expect((await client.fetch(undefined, { method: "POST", body })).status).toBe(401);
    expect(service.seen.length).toBe(1);
    expect((await client.fetch(undefined, { method: "POST", body: "{}" })).status).toBe(200);
    expect(service.seen.length).toBe(2);
  });

  it("is never asked again after 403", async () => {
    service.answers(status(403, "no"));
    const source = new FakeSource(primary, secondary);
    expect(await failing(clientOf({}, source).score(1))).toMatchObject({ code: "Forbidden", status: 403 });
    expect([service.seen.length, source.refusals, source.acceptances]).toEqual([1, [], []]);
  });

  it("that fits into no header is not shown", async () => {
    const error = await failing(clientOf({}, new FakeSource(key("a-key-with\na-line-break"))).score(1));
    expect(error.code).toBe("InvalidRequest");
    expect(error.message).toMatch(/: the credential fits into no header/);
    expect(error.cause).toBeUndefined();
  });
});

describe("the end of a call", () => {
  const hanging: Answering = () => undefined;

  it.each([
    ["the answer", hanging],
    ["the rest of the answer", ((_, response) => response.writeHead(200).write("[")) as Answering],
    ["the rest of the answer", ((_, response) => response.writeHead(500).write("[")) as Answering],
  ])("a time-out says that it waited for %s", async (what, answering) => {
    service.answers(answering);
    const error = await failing(clientOf({ timeoutMs: 60 }).score(1));
    expect(error).toMatchObject({ name: "ScoringError", code: "Timeout", attempts: 1 });
    expect(error.message).toMatch(new RegExp(`: not done within 60 ms; it was waiting for ${what}; raise`));
  });

  it("a time-out says that it waited for a credential", async () => {
    const source = new FakeSource(primary);
    source.credential = () => new Promise(() => undefined);
    const error = await failing(clientOf({ timeoutMs: 30 }, source).score(1));
    expect(error).toMatchObject({ code: "Timeout", attempts: 0 });
    expect(error.message).toContain("it was waiting for a credential;");
  });

  it("a wait that the call cannot outlive is not begun: its caller is told what the service said", async () => {
    service.answers(status(503, "full"));
    const random = jest.spyOn(Math, "random").mockReturnValue(0.99);
    const retry = { baseDelayMs: 10_000 };
    const error = await failing(clientOf({ timeoutMs: 2000, retry }).score(1));
    random.mockRestore();
    expect(error).toMatchObject({ code: "Unavailable", attempts: 1, answer: "full" });
  });

  it("the caller's own reason comes back, wherever the call is", async () => {
    service.answers(hanging);
    await expect(clientOf().score(1, { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    const abort = new AbortController();
    const call = expect(clientOf().score(1, { signal: abort.signal })).rejects.toBe("enough");
    while (service.seen.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    abort.abort("enough");
    await call;
    expect(service.seen.length).toBe(1);
  });

  it("a caller that leaves ends its own wait for a credential alone", async () => {
    let give: (credential: typeof primary) => void = () => undefined;
    const source = new FakeSource(primary);
    source.credential = () => new Promise((resolve) => (give = resolve));
    const abort = new AbortController();
    const call = clientOf({}, source).score(1, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    give(primary);
    expect(service.seen).toEqual([]);
  });
});

describe("the address", () => {
  it.each([
    ["nowhere", "scoringUri: is not an address: must be an absolute URL"],
    [
      "http://score.example.com/score?key=1",
      "scoringUri: http://score.example.com is not allowed: must begin with https://, because a credential is sent there that everybody on the way could read; http:// is for localhost and addresses of a private network such as 10.0.0.4, or with allowHttp: true (--allow-http)",
    ],
    ["ftp://127.0.0.1/", "scoringUri: ftp://127.0.0.1 is not allowed: must begin with https:// or http://"],
    ["http://127.0.0.1.example.com/", /must begin with https/],
    ["https://user:word@score.example.com/", "scoringUri: holds a user name or password: leave them out"],
  ])("%s is refused", (uri, message) => {
    expect(() => new ScoringClient(uri, new FakeSource(primary))).toThrow(message);
  });

  it.each(["https://score.example.com/score", "http://localhost:1/", "http://127.9.9.9/", "http://10.0.0.4/score"])(
    "%s is not",
    (uri) => expect(new ScoringClient(uri, new FakeSource(primary)).scoringUri).toBe(uri),
  );

  it("with http is called where no credential is sent, and where the caller allows it", async () => {
    const uri = "http://score.example.com/score";
    const answered = (to: string) => Promise.resolve(Response.json(to));
    const open = new ScoringClient(uri, undefined, { fetch: answered });
    expect((await open.score(1)).value).toBe(uri);
    const allowed = new ScoringClient(uri, new FakeSource(primary), { fetch: answered, allowHttp: true });
    expect((await allowed.score(1)).value).toBe(uri);
  });

  it.each(["false", 1, null])("allowHttp %j is refused", (allowHttp) => {
    const options = { allowHttp } as unknown as ScoringClientOptions;
    expect(() => new ScoringClient("https://score.example.com/score", undefined, options)).toThrow(
      `allowHttp: ${JSON.stringify(allowHttp)} is not allowed: must be true or false`,
    );
  });

  it("of a redirect is never called, with a credential or without, allowed or not", async () => {
    const asked: string[] = [];
    const fetch = (to: string) => {
      asked.push(to);
      return Promise.resolve(new Response(null, { status: 308, headers: { location: "http://other.example/score" } }));
    };
    const uri = "http://score.example.com/score";
    const sendsOn = "the service sends the request on to http://other.example";
    await expect(new ScoringClient(uri, undefined, { fetch }).score(1)).rejects.toThrow(
      `${sendsOn}; redirects are not followed: use the address that the stack exports now`,
    );
    await expect(new ScoringClient(uri, new FakeSource(primary), { fetch, allowHttp: true }).score(1)).rejects.toThrow(
      `${sendsOn}; its credential must not go there: use the address that the stack exports now`,
    );
    expect(asked).toEqual([uri, uri]);
  });
});

describe("traces", () => {
  const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  it("of the caller's go on", async () => {
    await clientOf().score(1, { headers: { traceparent: trace, tracestate: "a=1" } });
    await clientOf({ traceContext: () => ({ traceparent: trace }) }).score(1);
    expect(service.seen[0]?.headers).toMatchObject({ traceparent: trace, tracestate: "a=1" });
    expect(service.seen[1]?.headers.traceparent).toBe(trace);
  });

  it.each(["", "00-zz", `00-${"0".repeat(32)}-b7ad6b7169203331-01`, "ff" + trace.slice(2)])(
    "begin anew where there is none (%j), the same for all attempts",
    async (traceparent) => {
      service.answers(status(503), json(1));
      await clientOf().score(1, { headers: { traceparent, tracestate: "a=1" } });
      const [first, second] = service.seen.map(({ headers }) => headers);
      expect(first?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      expect(first?.traceparent).not.toBe(traceparent);
      expect(second?.traceparent).toBe(first?.traceparent);
      expect(first).not.toHaveProperty("tracestate");
    },
  );
});

describe("hooks", () => {
  it("are told of each attempt and of the end", async () => {
    const attempts: AttemptEvent[] = [];
    const ends: CallEvent[] = [];
    const hooks = {
      onAttempt: (event: AttemptEvent) => attempts.push(event),
      onCall: (event: CallEvent) => ends.push(event),
    };
    service.answers(reset, status(503), json(1, { "x-request-id": "id" }));
    await clientOf(hooks).score(1);
    const same = { endpoint: service.scoringUri, method: "POST", traceparent: service.seen[0]?.headers.traceparent };
    expect(attempts).toMatchObject([
      { ...same, attempt: 1, status: undefined, failure: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
      { ...same, attempt: 2, status: 503, failure: undefined, retryInMs: expect.any(Number) },
      { ...same, attempt: 3, status: 200, requestId: "id", retryInMs: undefined, credential: primary.description },
    ]);
    expect(ends).toMatchObject([{ ...same, attempts: 3, status: 200, requestId: "id", error: undefined }]);
    service.answers(status(404));
    const error = await failing(clientOf(hooks).score(1));
    expect(ends[1]?.error).toBe(error);
  });

  it("that throw or reject change nothing", async () => {
    const hooks = {
      onAttempt: () => {
        throw new Error("broken");
      },
      onCall: () => void Promise.reject(new Error("broken")).catch(() => undefined),
    };
    expect((await clientOf(hooks).score(1)).status).toBe(200);
    const rejecting = { onCall: (() => Promise.reject(new Error("broken"))) as () => void };
    expect((await clientOf(rejecting).score(1)).status).toBe(200);
  });
});

describe("settings", () => {
  it.each([
    [{ timeoutMs: 0 }, "timeoutMs: 0 is not allowed: must be a number above 0, or Infinity"],
    [{ timeoutMs: NaN }, "timeoutMs: NaN is not allowed: must be a number above 0, or Infinity"],
    [{ timeoutMs: "5" as never }, 'timeoutMs: "5" is not allowed: must be a number above 0, or Infinity'],
    [{ retry: { maxAttempts: 0 } }, "retry.maxAttempts: 0 is not allowed: must be a whole number from 1 up"],
    [{ retry: { maxAttempts: 1.5 } }, "retry.maxAttempts: 1.5 is not allowed: must be a whole number from 1 up"],
    [{ retry: { baseDelayMs: -1 } }, "retry.baseDelayMs: -1 is not allowed: must be a number from 0 up"],
    [{ retry: { maxDelayMs: Infinity } }, "retry.maxDelayMs: Infinity is not allowed: must be a number from 0 up"],
    [{ retry: { budget: -1 } }, "retry.budget: -1 is not allowed: must be a number from 0 up"],
  ])("%j is refused", (options: ScoringClientOptions, message) => {
    expect(() => new ScoringClient(service.scoringUri, undefined, options)).toThrow(message);
  });

  it("also with a call", async () => {
    await expect(clientOf().score(1, { timeoutMs: -1 })).rejects.toThrow("timeoutMs: -1 is not allowed");
    await expect(clientOf().fetch(undefined, { timeoutMs: -1 })).rejects.toThrow("timeoutMs: -1 is not allowed");
    const error = await failing(clientOf().score(1, { deployment: "a\nb" }));
    expect(error.message).toBe('deployment "a\\nb" is not allowed: must be letters, digits and dashes');
  });

  it.each([Infinity, 2 ** 31, 2 ** 40])("timeoutMs %d ends no call that goes on", async (timeoutMs) => {
    service.answers((_, response) => void setTimeout(() => response.writeHead(200).end("done"), 30));
    expect((await clientOf({ timeoutMs }).score(1)).value).toBe("done");
  });

  it("undefined is the default", async () => {
    const undefinedRetry = { maxAttempts: undefined, baseDelayMs: 1, maxDelayMs: undefined, budget: undefined };
    service.answers(status(503));
    const client = clientOf({ timeoutMs: undefined, idempotent: undefined, retry: undefinedRetry });
    expect(await failing(client.score(1, { timeoutMs: undefined }))).toMatchObject({ attempts: 4 });
  });
});
