import { ScoringClient } from "../../../../src/client/scoring/scoring-client";
import { FakeSource, ScoringService, status, useScoringService } from "../../../support/client/scoring-service";
import { clientsOf, failing, primary, quick, secondary } from "../../../support/client/scoring-calls";

const service = useScoringService();
const clientOf = clientsOf(service);

describe("fetch", () => {
  it("is for the service's own addresses, relative to scoringUri", async () => {
    const client = clientOf();
    for (const input of [undefined, "swagger.json", new URL("/other?a=1", service.origin)]) {
      await client.fetch(input);
    }
    await client.fetch(new Request(service.scoringUri, { method: "PUT", body: "x", headers: { "x-own": "1" } }));
    expect(service.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", "/score", ""],
      ["GET", "/swagger.json", ""],
      ["GET", "/other?a=1", ""],
      ["PUT", "/score", "x"],
    ]);
    expect(service.seen[3]?.headers).toMatchObject({ "x-own": "1", authorization: expect.stringContaining("Bearer") });
  });

  it.each(["https://elsewhere.example/score?secret=1", "//elsewhere.example/score", "http://user:word@127.0.0.1/"])(
    "sends no credential to %s",
    async (input) => {
      const error = await failing(clientOf().fetch(input));
      expect(error.code).toBe("InvalidRequest");
      expect(error.message).toMatch(
        /must begin with http:\/\/127\.0\.0\.1:\d+, since the service's credential goes along$/,
      );
      expect(error.message).not.toMatch(/secret|word/);
    },
  );

  it.each([302, 307, 308])("does not follow a redirect (%i)", async (code) => {
    service.answers(status(code, "", { location: "https://elsewhere.example/score?token=x" }));
    const error = await failing(clientOf().fetch(undefined, { method: "POST", body: "{}" }));
    expect(error.code).toBe("Redirected");
    expect(error.message).toContain("the service sends the request on to https://elsewhere.example; its");
    expect((await clientOf().fetch(undefined, { redirect: "manual" })).status).toBe(code);
    expect(await failing(clientOf().score(1))).toMatchObject({ code: "Redirected" });
    expect(service.seen.length).toBe(3);
  });

  it("takes no credential beside its own", async () => {
    const error = await failing(clientOf().fetch(undefined, { headers: { Authorization: "Bearer mine" } }));
    expect(error.message).toBe(
      "the header Authorization is not allowed: the client sets it; give it a credential instead",
    );
    expect(await failing(clientOf({ headers: { authorization: "x" } }).score(1))).toMatchObject({
      code: "InvalidRequest",
    });
  });

  it("leaves bodies alone in both directions", async () => {
    // The second chunk of the request is there only after the first one of the answer has been read.
    const bytes = new Uint8Array([0, 255, 10, 13]);
    let goOn = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes),
      pull: (controller) =>
        new Promise<void>((resolve) => {
          goOn = () => {
            controller.enqueue(bytes);
            controller.close();
            resolve();
          };
        }),
    });
    service.streams = (request, response) => {
      response.writeHead(200);
      request.pipe(response);
    };
    const answer = await clientOf().fetch(undefined, { method: "POST", body });
    const reader = answer.body!.getReader();
    expect((await reader.read()).value).toEqual(bytes);
    goOn();
    expect((await reader.read()).value).toEqual(bytes);
    expect((await reader.read()).done).toBe(true);
    service.streams = undefined;
  });

  it("the caller's signal ends a body, the time-out does not", async () => {
    service.streams = (request, response) => {
      request.resume();
      response.writeHead(200);
      response.write("first");
      setTimeout(() => response.write("second"), 120);
    };
    const abort = new AbortController();
    const answer = await clientOf().fetch(undefined, { signal: abort.signal, timeoutMs: 60 });
    const reader = answer.body!.getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toBe("first");
    expect(await text()).toBe("second");
    abort.abort("enough");
    await expect(reader.read()).rejects.toBe("enough");
    service.streams = undefined;
  });

  it("keeps its connections alive, whatever was answered", async () => {
    const alone = new ScoringService();
    await alone.open();
    const ports = new Set<number | undefined>();
    let count = 0;
    alone.answering = (request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead([503, 200, 401, 200, 429, 200][count++ % 6] ?? 500).end("x".repeat(1000));
    };
    const source = new FakeSource(primary, secondary);
    const client = new ScoringClient(alone.scoringUri, source, { retry: quick });
    for (let i = 0; i < 10; i++) {
      source.now = primary;
      await client.score(i);
    }
    await alone.close();
    expect(count).toBe(20);
    // The platform's fetch may begin a second one while the first is not yet free again.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});
