import http from "node:http";
import type { AddressInfo } from "node:net";

import { ArmClient } from "../../../src/azure/arm-client";
import { withoutProxyVariables } from "../../support/environment";

withoutProxyVariables();

/** One scripted answer; `reset` breaks the connection, `silent` leaves it open. */
interface Line {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly reset?: true;
  readonly silent?: true;
}

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

const path = "/subscriptions/s/onlineEndpoints/e";
const version = "2025-12-01";

describe("the client of Azure Resource Manager", () => {
  let server: http.Server;
  let origin: string;
  let script: Line[];
  let seen: Seen[];
  let told: string[];

  beforeEach(async () => {
    [script, seen, told] = [[], [], []];
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        seen.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
        const { status = 200, headers, body: answer, reset, silent } = script.shift() ?? { status: 418 };
        if (reset) {
          request.socket.destroy();
          return;
        }
        if (silent) {
          return;
        }
        response.writeHead(status, { "retry-after": "0", ...headers });
        response.end(answer === undefined ? "" : typeof answer === "string" ? answer : JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function client(timeoutSeconds = 30, secrets?: string[]): ArmClient {
    let tokens = 0;
    return new ArmClient({
      endpoint: origin,
      token: () => Promise.resolve(`token-${++tokens}`),
      timeoutSeconds,
      secrets,
      report: (line) => told.push(line),
    });
  }

  it("sends a fresh bearer token and the API version with each request", async () => {
    script = [{ body: { a: 1 } }, { status: 200 }];
    const arm = client();
    expect(await arm.get(path, version)).toEqual({ a: 1 });
    await arm.put(path, version, { b: 2 });
    expect(seen).toEqual([
      { method: "GET", url: `${path}?api-version=${version}`, authorization: "Bearer token-1", body: "" },
      { method: "PUT", url: `${path}?api-version=${version}`, authorization: "Bearer token-2", body: '{"b":2}' },
    ]);
  });

  it.each([408, 409, 429, 500, 502, 503, 504])("tries again after %d, and says so", async (status) => {
    script = [{ status, body: { error: { code: "Busy", message: "later" } } }, { status: 200 }];
    await client().put(path, version, { key: "k" });
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ["PUT", '{"key":"k"}'],
      ["PUT", '{"key":"k"}'],
    ]);
    expect(told).toEqual([`PUT ${path}: ${status} Busy "later"; trying again in 0 s`]);
  });

  it("asks with a POST, and again while Azure is ill", async () => {
    script = [{ status: 503 }, { body: { primaryKey: "k" } }];
    expect(await client().ask(path, version)).toEqual({ primaryKey: "k" });
    expect(seen.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  it.each([409, 429])("sends what must not be done twice again after %d, which has begun nothing", async (status) => {
    script = [{ status }, { status: 200 }];
    expect(await client().postOnce(path, version, {})).toBe("ended");
    expect(seen).toHaveLength(2);
  });

  it.each<Record<string, unknown>>([{ status: 500 }, { status: 503 }, { status: 408 }, { reset: true }])(
    "does not send it again after %p, which may have begun it",
    async (failure) => {
      script = [failure, { status: 200 }];
      await expect(client().postOnce(path, version, {})).rejects.toThrow(`POST ${path}: `);
      expect(seen).toHaveLength(1);
    },
  );

  it.each(["azure-asyncoperation", "location"])("says that an operation is forgotten (%s)", async (header) => {
    script = [{ status: 202, headers: { [header]: `${origin}/operations/1` } }, { status: 404 }];
    expect(await client().put(path, version, {})).toBe("forgotten");
  });

  it("tries again when the connection breaks", async () => {
    script = [{ reset: true }, { status: 200 }];
    await client().put(path, version, {});
    expect(told[0]).toMatch(/Azure Resource Manager does not answer \(.+\); trying again in 1 s$/);
  });

  it.each([400, 401, 403, 404, 412])("does not try again after %d", async (status) => {
    script = [{ status, body: { error: { code: "No", message: "never" } } }];
    await expect(client().put(path, version, {})).rejects.toThrow(`PUT ${path}: ${status} No "never"`);
    expect(seen).toHaveLength(1);
  });

  it("gives up after eight attempts", async () => {
    script = Array.from({ length: 9 }, () => ({ status: 503, body: "<html>gateway</html>" }));
    await expect(client().put(path, version, {})).rejects.toThrow(`PUT ${path}: 503`);
    expect(seen).toHaveLength(8);
  });

  it("does not wait beyond the deadline, however long Azure asks for", async () => {
    script = [{ status: 429, headers: { "retry-after": "3600" } }];
    await expect(client(5).put(path, version, {})).rejects.toThrow("429");
    expect(seen).toHaveLength(1);
  });

  it("takes a date in Retry-After", async () => {
    script = [{ status: 503, headers: { "retry-after": new Date(Date.now() - 1000).toUTCString() } }, { status: 200 }];
    await client().put(path, version, {});
    expect(told).toEqual([`PUT ${path}: 503; trying again in 0 s`]);
  });

  it("follows an Azure-AsyncOperation until it has succeeded", async () => {
    const operation = { "azure-asyncoperation": `${origin}/operations/1` };
    script = [
      { status: 201, headers: operation },
      { body: { status: "InProgress" } },
      { status: 503 },
      { body: { status: "Succeeded" } },
    ];
    await client().put(path, version, {});
    expect(seen.map(({ method, url }) => `${method} ${url}`).slice(1)).toEqual([
      "GET /operations/1",
      "GET /operations/1",
      "GET /operations/1",
    ]);
  });

  it("follows a Location until it no longer answers 202", async () => {
    script = [
      { status: 202, headers: { location: `${origin}/results/1` } },
      { status: 202, headers: { location: `${origin}/results/2` } },
      { status: 204 },
    ];
    await client().postOnce(path, version, {});
    expect(seen.map(({ url }) => url).slice(1)).toEqual(["/results/1", "/results/2"]);
  });

  it("takes the Location of a response other than 202 for the resource's, and polls nothing", async () => {
    script = [{ status: 201, headers: { location: "http://localhost:1/resource" } }];
    await client().put(path, version, {});
    expect(seen).toHaveLength(1);
  });

  it("ends when an operation's address answers without a status", async () => {
    script = [
      { status: 202, headers: { "azure-asyncoperation": `${origin}/operations/1` } },
      { status: 200, body: {} },
    ];
    await client().put(path, version, {});
    expect(seen).toHaveLength(2);
  });

  it("waits as long as the first response asks for, before it polls at all", async () => {
    const headers = { location: `${origin}/r`, "retry-after": "1" };
    script = [{ status: 202, headers }, { status: 200 }];
    const started = Date.now();
    await client().postOnce(path, version, {});
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  it("asks for the resource's own state where no operation is named", async () => {
    const inState = (provisioningState: string) => ({ body: { properties: { provisioningState } } });
    script = [inState("Updating"), inState("Updating"), inState("Succeeded")];
    await client().put(path, version, {});
    expect(seen.map(({ method, url }) => `${method} ${url}`).slice(1)).toEqual([
      `GET ${path}?api-version=${version}`,
      `GET ${path}?api-version=${version}`,
    ]);
  });

  it.each(["Failed", "Canceled"])("fails when the operation ends as %s", async (status) => {
    const error = { code: "BadModel", message: "it crashed" };
    script = [
      { status: 202, headers: { "azure-asyncoperation": `${origin}/operations/1` } },
      { body: { status, error } },
    ];
    await expect(client().put(path, version, {})).rejects.toThrow(
      `PUT ${path}: the operation ended as ${status}: BadModel "it crashed"`,
    );
  });

  it("fails when the operation's address answers its failure", async () => {
    script = [
      { status: 202, headers: { location: `${origin}/results/1` } },
      { status: 409, body: { error: { code: "Conflict", message: "it lost" } } },
    ];
    await expect(client().postOnce(path, version, {})).rejects.toThrow(`POST ${path}: 409 Conflict "it lost"`);
    expect(seen).toHaveLength(2);
  });

  it("fails when the operation never ends", async () => {
    script = Array.from({ length: 50 }, () => ({
      status: 202,
      headers: { location: `${origin}/r`, "retry-after": "1" },
    }));
    await expect(client(2).postOnce(path, version, {})).rejects.toThrow(
      `POST ${path}: the operation has not ended within 2 seconds`,
    );
  });

  it("says so, too, when the last look at it has no answer in time", async () => {
    script = [{ status: 202, headers: { location: `${origin}/r` } }, { silent: true }];
    await expect(client(1).postOnce(path, version, {})).rejects.toThrow(
      `POST ${path}: the operation has not ended within 1 seconds`,
    );
  });

  it("sends the token to no other host, whatever a header says", async () => {
    script = [{ status: 202, headers: { location: "http://localhost:1/steal" } }];
    await expect(client().postOnce(path, version, {})).rejects.toThrow(
      `the operation's address http://localhost:1 is not Azure Resource Manager's (${origin})`,
    );
  });

  it("fails on a redirection", async () => {
    script = Array.from({ length: 8 }, () => ({ status: 307, headers: { location: "/elsewhere" } }));
    await expect(client(0.5).put(path, version, {})).rejects.toThrow("Azure Resource Manager does not answer");
    expect(seen).toHaveLength(1);
  });

  it("names Azure's request id, and nothing of what was sent", async () => {
    script = [
      { status: 400, headers: { "x-ms-request-id": "abc-1" }, body: { error: { code: "Bad", message: "no" } } },
    ];
    const failure = client().postOnce(path, version, { keyValue: "TopSecretKey0123456789" });
    await expect(failure).rejects.toThrow(`POST ${path}: 400 Bad "no" (request id abc-1)`);
    await expect(failure).rejects.not.toThrow(/TopSecretKey/);
  });

  it("repeats no secret that an answer repeats, neither in an error nor while it waits, nor a part of one", async () => {
    const secret = "TopSecretKey0123456789";
    const error = { code: "Bad", message: `${"x".repeat(990)}${secret} is no key` };
    script = [
      { status: 429, body: { error } },
      { status: 202, headers: { location: `${origin}/r` } },
      { status: 400, body: { error } },
    ];
    const failure = await client(30, [secret]).postOnce(path, version, { keyValue: secret }).catch(String);
    expect(failure).toContain("x[secret]");
    expect(told[0]).toContain("x[secret]");
    expect(`${String(failure)}${told.join()}`).not.toContain("TopS");
  });
});
