import http from "node:http";
import type { AddressInfo } from "node:net";
import { Admission, type AdmissionLimits } from "@azureml-webservice/local-azure/ml/scoring/admission";
import { scoringPath } from "@azureml-webservice/local-azure/ml/scoring/address";
import { ScoringRouter } from "@azureml-webservice/local-azure/ml/scoring/router";
import type {
  ServedDeployment,
  ServedEndpoint,
  ServedInstance,
  ServedSettings,
} from "@azureml-webservice/local-azure/ml/scoring/served";

const keys = { primaryKey: "primary-key-of-the-endpoint", secondaryKey: "secondary-key-of-the-endpoint" };
const location = "westeurope";
const lines: string[] = [];
const endpoints = new Map<string, ServedEndpoint>();
const servers: http.Server[] = [];
const router = new ScoringRouter({
  find: ({ name, computeType }) => endpoints.get(`${computeType} ${name}`),
  checks: {
    amlToken: (token, id) =>
      token === "broken-token"
        ? Promise.reject(new Error("the check is broken"))
        : Promise.resolve(token === `aml-for-${id}`),
    entraToken: (token) => Promise.resolve(token === "entra"),
  },
  log: (line) => lines.push(line),
});

beforeAll(() => router.listen(0));
afterAll(async () => {
  await router.close();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

type Model = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

/** An instance that answers as it is told; real ones have tests of their own. */
async function instance(model: Model): Promise<ServedInstance> {
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => model(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, inFlight: 0 };
}

function deployment(
  name: string,
  instances: ServedInstance[],
  limits: AdmissionLimits = { atOnce: 10, waiting: 10, waitMs: 1000 },
  requestTimeoutMs = 60_000,
): ServedDeployment {
  const admission = new Admission(() => limits);
  return { name, scoringPath: "/score", requestTimeoutMs, admission, readyInstances: () => instances };
}

function serve(
  computeType: ServedEndpoint["computeType"],
  name: string,
  deployments: ServedDeployment[],
  settings: Partial<ServedSettings> = {},
): ServedEndpoint {
  const [first] = deployments;
  const endpoint: ServedEndpoint = {
    id: `/endpoints/${name}`,
    computeType,
    settings: { authMode: "Key", keys, traffic: first ? { [first.name]: 100 } : {}, mirrorTraffic: {}, ...settings },
    deployment: (wanted) => deployments.find((one) => one.name.toLowerCase() === wanted.toLowerCase()),
  };
  endpoints.set(`${computeType} ${name}`, endpoint);
  return endpoint;
}

const key = `Bearer ${keys.primaryKey}`;

function call(
  computeType: ServedEndpoint["computeType"],
  name: string,
  headers: Record<string, string> = { authorization: key },
  body: string | Buffer = "{}",
  what: "score" | "swagger.json" = "score",
): Promise<Response> {
  const url = router.origin + scoringPath({ computeType, name, location }, what);
  return what === "score" ? fetch(url, { method: "POST", headers, body }) : fetch(url, { headers });
}

const says =
  (text: string): Model =>
  (_, response) =>
    response.end(text);

describe("credentials", () => {
  beforeAll(async () => {
    const blue = deployment("blue", [await instance(says("blue"))]);
    serve("Managed", "by-key", [blue]);
    serve("Managed", "by-aml-token", [blue], { authMode: "AMLToken" });
    serve("Managed", "by-entra-token", [blue], { authMode: "AADToken" });
  });

  it.each([
    ["by-key", keys.primaryKey, 200, "blue"],
    ["by-key", keys.secondaryKey, 200, "blue"],
    ["by-key", `${keys.primaryKey}x`, 401, "key_auth_access_denied"],
    ["by-key", "entra", 401, "key_auth_access_denied"],
    ["by-aml-token", "aml-for-/endpoints/by-aml-token", 200, "blue"],
    ["by-aml-token", "aml-for-/endpoints/another", 401, "token_auth_access_denied"],
    ["by-aml-token", keys.primaryKey, 401, "token_auth_access_denied"],
    ["by-entra-token", "entra", 200, "blue"],
    ["by-entra-token", keys.primaryKey, 401, "token_auth_access_denied"],
  ])("%s with %s: %i", async (name, credential, status, text) => {
    const answer = await call("Managed", name, { authorization: `Bearer ${credential}` });
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  });

  it.each([
    ["no header", {}],
    ["another scheme", { authorization: `Basic ${keys.primaryKey}` }],
    ["two words", { authorization: `Bearer ${keys.primaryKey} ${keys.primaryKey}` }],
    ["a key of its own header", { "api-key": keys.primaryKey }],
  ])("a request with %s is refused", async (_, headers) => {
    const answer = await call("Managed", "by-key", headers as Record<string, string>);
    expect([answer.status, await answer.text()]).toEqual([401, "key_auth_bad_header_forbidden"]);
  });

  it("guard the description, too", async () => {
    expect((await call("Managed", "by-key", {}, "", "swagger.json")).status).toBe(401);
    expect(await (await call("Managed", "by-key", undefined, "", "swagger.json")).text()).toBe("blue");
  });

  it("are judged as they were when the request arrived", async () => {
    let proceed = () => {};
    const waits = new Promise<void>((resolve) => (proceed = resolve));
    const slow = await instance((_, response) => void waits.then(() => response.end("old key")));
    const endpoint = serve("Managed", "changing", [deployment("blue", [slow])]);
    const first = call("Managed", "changing");
    while (slow.inFlight === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    endpoint.settings = { ...endpoint.settings, keys: { primaryKey: "next", secondaryKey: "other" } };
    expect((await call("Managed", "changing")).status).toBe(401);
    proceed();
    expect(await (await first).text()).toBe("old key");
  });
});

describe("the request and its answer", () => {
  it("come through, except the credential", async () => {
    let seen: http.IncomingMessage | undefined;
    const echo = await instance((request, response, body) => {
      seen = request;
      response.writeHead(200, { "content-type": "application/json", "x-ms-run-fn-exec-ms": "1" }).end(body);
    });
    serve("Kubernetes", "echo", [deployment("blue", [echo])]);
    const answer = await call(
      "Kubernetes",
      "echo",
      { authorization: key, "x-request-id": "mine", "x-own": "1" },
      "{1}",
    );
    expect(await answer.text()).toBe("{1}");
    expect(seen?.url).toBe("/score");
    expect(seen?.headers).toMatchObject({ "x-own": "1" });
    expect(JSON.stringify(seen?.headers)).not.toContain(keys.primaryKey);
    const id = answer.headers.get("x-request-id");
    expect(id).toMatch(/^[0-9a-f]{8}-/); // its own, as on Azure
    expect(seen?.headers["x-request-id"]).toBe(id);
    expect(answer.headers.get("azureml-model-deployment")).toBe("blue");
    expect(answer.headers.get("x-ms-run-fn-exec-ms")).toBe("1");
  });

  it.each(["/", "/managed/none.westeurope/score", "/api/v1/endpoint/none/score", "/managed/echo.westeurope/other"])(
    "there is nothing at %s",
    async (path) => expect((await fetch(router.origin + path, { headers: { authorization: key } })).status).toBe(404),
  );

  it.each(["/v1/models/diabetes:predict", "/a-Z.0_9~!$&'()*+,;=:@/%7Bid%7d"])(
    "go to the deployment's own route %s",
    async (scoringPath) => {
      const own = await instance((request, response) => response.end(request.url));
      serve("Kubernetes", "routed", [{ ...deployment("blue", [own]), scoringPath }]);
      expect(await (await call("Kubernetes", "routed")).text()).toBe(scoringPath);
    },
  );

  it("a managed endpoint takes no more than 1.5 MB", async () => {
    serve("Managed", "small", [deployment("blue", [await instance(says("ok"))])]);
    const most = 1.5 * 1024 * 1024;
    expect((await call("Managed", "small", undefined, Buffer.alloc(most))).status).toBe(200);
    expect((await call("Managed", "small", undefined, Buffer.alloc(most + 1))).status).toBe(413);
  });
});

describe("traffic", () => {
  async function shares(name: string, count: number, headers?: Record<string, string>) {
    const counts: Record<string, number> = {};
    for (let i = 0; i < count; i++) {
      const text = await (await call("Managed", name, headers)).text();
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  }

  it("is shared out by percentages, exactly, and a header goes around it", async () => {
    const [blue, green] = [await instance(says("blue")), await instance(says("green"))];
    const both = [deployment("blue", [blue]), deployment("green", [green])];
    const endpoint = serve("Managed", "shared", both, { traffic: { blue: 90, green: 10 } });
    expect(await shares("shared", 50)).toEqual({ blue: 45, green: 5 });
    const header = { authorization: key, "azureml-model-deployment": "Green" };
    expect(await shares("shared", 3, header)).toEqual({ green: 3 });
    endpoint.settings = { ...endpoint.settings, traffic: { blue: 0, GREEN: 100 } };
    expect(await shares("shared", 5)).toEqual({ green: 5 });
    endpoint.settings = { ...endpoint.settings, traffic: { blue: 0 } };
    expect((await call("Managed", "shared")).status).toBe(404);
    expect((await call("Managed", "shared", { ...header, "azureml-model-deployment": "red" })).status).toBe(404);
  });

  it("is mirrored without waiting, and without a word of what becomes of the copy", async () => {
    const copies: string[] = [];
    let answerCopies = () => {};
    const never = new Promise<void>((resolve) => (answerCopies = resolve));
    const green = await instance((_, response, body) => {
      copies.push(body);
      void never.then(() => response.writeHead(500).end());
    });
    const blue = await instance(says("blue"));
    serve("Managed", "mirrored", [deployment("blue", [blue]), deployment("green", [green])], {
      mirrorTraffic: { green: 25 },
    });
    for (let i = 0; i < 8; i++) {
      expect((await call("Managed", "mirrored", undefined, `{"n":${i}}`)).status).toBe(200);
    }
    while (copies.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    answerCopies();
    expect(copies.sort()).toEqual(['{"n":3}', '{"n":7}']);
  });
});

describe("failures", () => {
  const failing: Model = (_, response) => response.writeHead(500, { "content-type": "text/plain" }).end("model says");
  const refusing: Model = (_, response) => response.writeHead(400).end("bad input");
  const dying: Model = (request) => request.socket.destroy();
  const hanging: Model = () => {};

  it.each([
    ["Managed", "an error of the model", failing, 424, "500", "model says"],
    ["Managed", "a refusal by the model", refusing, 424, "400", "bad input"],
    ["Managed", "a crash", dying, 424, "502", "The model's server has closed the connection."],
    ["Kubernetes", "an error of the model", failing, 502, null, "model says"],
    ["Kubernetes", "a refusal by the model", refusing, 400, null, "bad input"],
    ["Kubernetes", "a crash", dying, 502, null, "The model's server has closed the connection."],
  ] as const)("%s: %s", async (type, _, model, status, modelStatus, text) => {
    serve(type, "failing", [deployment("blue", [await instance(model)])]);
    const answer = await call(type, "failing");
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    expect(answer.headers.get("ms-azureml-model-error-statuscode")).toBe(modelStatus);
    expect(answer.headers.get("ms-azureml-model-error-reason")).toBe(modelStatus && "model_error");
  });

  it("an instance that has just gone is passed over", async () => {
    const gone = { port: 1, inFlight: 0 };
    serve("Managed", "half", [deployment("blue", [gone, await instance(says("alive"))])]);
    expect(await (await call("Managed", "half")).text()).toBe("alive");
  });

  it.each([
    ["Managed", 408],
    ["Kubernetes", 504],
  ] as const)("%s: a model that takes longer than requestTimeout: %i", async (type, status) => {
    serve(type, "slow", [deployment("blue", [await instance(hanging)], undefined, 50)]);
    expect((await call(type, "slow")).status).toBe(status);
    servers.at(-1)?.closeAllConnections();
  });

  it.each([
    ["Managed", "more than may wait", 429, { atOnce: 1, waiting: 0, waitMs: 1000 }],
    ["Managed", "longer than the timeout in the queue", 408, { atOnce: 1, waiting: 1, waitMs: 20 }],
    ["Kubernetes", "longer than maxQueueWait in the queue", 503, { atOnce: 1, waiting: Infinity, waitMs: 20 }],
    ["Kubernetes", "no replica", 503, { atOnce: 0, waiting: 0, waitMs: 0 }],
  ] as const)("%s: %s: %i", async (type, _, status, limits) => {
    const answers: (() => void)[] = [];
    const busy = await instance((_, response) => answers.push(() => response.end("done")));
    serve(type, "busy", [deployment("blue", [busy], limits)]);
    const first = limits.atOnce > 0 ? call(type, "busy") : undefined;
    while (first && answers.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await call(type, "busy")).status).toBe(status);
    answers.forEach((answer) => answer());
    expect((await first)?.status ?? 200).toBe(200);
  });

  it("a request that waits gets the place of one that ends", async () => {
    const answers: (() => void)[] = [];
    const busy = await instance((_, response, body) => answers.push(() => response.end(body)));
    serve("Kubernetes", "queue", [deployment("blue", [busy], { atOnce: 1, waiting: 9, waitMs: 30_000 })]);
    const both = ["first", "second"].map((body) => call("Kubernetes", "queue", undefined, body));
    for (const done of [1, 2]) {
      while (answers.length < done) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(busy.inFlight).toBe(1);
      answers.at(-1)?.();
      await both[done - 1];
    }
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("the log", () => {
  it("tells of a failure of the router itself, and never a credential", async () => {
    serve("Managed", "by-broken-check", [], { authMode: "AMLToken" });
    const answer = await call("Managed", "by-broken-check", { authorization: "Bearer broken-token" });
    expect(answer.status).toBe(500);
    expect(lines).toEqual([expect.stringMatching(/^scoring request [0-9a-f-]+ failed: the check is broken$/)]);
  });
});
