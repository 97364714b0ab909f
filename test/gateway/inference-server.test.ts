import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { answerOf, bearer } from "./support/client";
import { Gateway, primaryKey } from "./support/gateway";
import { Http1 } from "./support/http1";

/** The gateway before Microsoft's own inference server, which runs a v1-style entry script on loopback. */

const entryScript = `
import json

def init():
    global factor
    factor = 3

def run(raw_data):
    return {"result": [factor * x for x in json.loads(raw_data)["data"]]}
`;

let folder: string;
let server: ChildProcess;
let gateway: Gateway;
let client: Http1;

beforeAll(async () => {
  const { bin } = await ensureToolchain();
  folder = mkdtempSync(path.join(tmpdir(), "scoring-"));
  writeFileSync(path.join(folder, "score.py"), entryScript);
  const scoringPort = await freePort();
  gateway = await Gateway.start({ settings: { scoringPort }, upstream: false });
  client = new Http1({ port: gateway.settings.port, tls: false });
  server = spawn(
    path.join(bin, "gunicorn"),
    ["--bind", `127.0.0.1:${scoringPort}`, "azureml_inference_server_http.server.entry:app"],
    {
      cwd: folder,
      env: { PATH: `${bin}:/usr/bin:/bin`, AML_APP_ROOT: folder, AZUREML_ENTRY_SCRIPT: "score.py", HOME: folder },
      stdio: "ignore",
    },
  );
  await once(server, "spawn");
}, 300_000);

afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
  await gateway?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("is healthy before the model is there, and scores once it is", async () => {
  expect((await answerOf(client, { target: "/" })).body).toBe("Healthy");
  const request = { method: "POST", headers: [bearer(primaryKey)], body: `{"data": [1, 2, 14]}` };
  let answer = await answerOf(client, request);
  while (answer.status === 502 && server.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await answerOf(client, request);
  }
  expect(JSON.parse(answer.body)).toEqual({ result: [3, 6, 42] });
  expect(answer.headers).not.toHaveProperty("server");
}, 60_000);

it("refuses a caller without a key on every path of the server", async () => {
  for (const target of ["/score", "/swagger.json", "/score?data=1"]) {
    expect((await answerOf(client, { method: "POST", target, body: `{"data": [1]}` })).status).toBe(401);
  }
});

it("passes an error of the entry script on as the server words it", async () => {
  const answer = await answerOf(client, { method: "POST", headers: [bearer(primaryKey)], body: "not JSON" });
  expect(answer.status).toBe(500);
  expect(answer.headers["x-ms-run-function-failed"]).toBe("True");
});
