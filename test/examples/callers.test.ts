import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { folderOf } from "@azureml-webservice/local-azure/runner/programs";
import { ensureToolchain, type Toolchain } from "@azureml-webservice/local-azure/toolchain";
import { repository } from "@azureml-webservice/demo/build-package";
import { writeAzStubs } from "../support/az-stubs";

const folder = path.join(repository, "examples", "aks-token-auth", "caller");
const run = promisify(execFile);

/** What stands for Azure and the service: both answer only to the right token. */
const asked: string[] = [];
let tokens = 0;
const server = http.createServer(({ url = "", headers }, response) => {
  const { authorization = "" } = headers;
  asked.push(`${url} ${authorization}`);
  const now = Date.now() / 1000;
  const token = { accessToken: `aml-${++tokens}`, refreshAfterTimeUtc: now + 3600, expiryTimeUtc: now + 7200 };
  const answers: Record<string, unknown> = {
    "/token Bearer entra-token": token,
    [`/score Bearer aml-${tokens - 1}`]: [152.5],
  };
  const answer = answers[`${url} ${authorization}`];
  response.writeHead(answer === undefined ? 401 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? "denied"));
});

let toolchain: Toolchain;
let stubs: string;
let base: string;

beforeAll(async () => {
  toolchain = await ensureToolchain();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stubs = fs.mkdtempSync(path.join(os.tmpdir(), "caller-"));
  writeAzStubs(stubs, 'echo "az $*" >> "$ARGUMENTS"');
  // The real one, its arguments noted: every process of the machine could read them.
  const curl = '#!/bin/sh\necho "curl $*" >> "$ARGUMENTS"\nPATH=${PATH#*:} exec curl "$@"\n';
  fs.writeFileSync(path.join(stubs, "curl"), curl, { mode: 0o755 });
});

afterAll(() => {
  server.close();
  fs.rmSync(stubs, { recursive: true, force: true });
});

beforeEach(() => {
  asked.length = 0;
});

const hasCurl = folderOf("curl") !== undefined;

(hasCurl ? test : test.skip)(
  "call.sh asks for a token, then for a prediction, with no token in its arguments",
  async () => {
    const log = path.join(stubs, "arguments");
    const { stdout } = await run("/bin/sh", [path.join(folder, "call.sh"), '{"data": [[1]]}'], {
      env: {
        PATH: `${stubs}:${toolchain.bin}:${process.env.PATH}`,
        ARGUMENTS: log,
        TOKEN_URL: `${base}/token`,
        SCORING_URI: `${base}/score`,
        no_proxy: "127.0.0.1",
      },
    });
    expect(JSON.parse(stdout)).toEqual([152.5]);
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["/token", "/score"]);
    const told = fs.readFileSync(log, "utf8");
    expect(told).toContain("az account get-access-token --scope https://management.azure.com/.default");
    expect(told).not.toMatch(/entra-token|aml-\d/);
  },
);

describe("call.py", () => {
  const python = (args: string[]) =>
    run(toolchain.python, args, {
      env: { PYTHONPATH: `${stubs}:${folder}`, PYTHONDONTWRITEBYTECODE: "1", no_proxy: "127.0.0.1" },
    });
  const acquisition = () => ({ scope: "https://management.azure.com/.default", url: `${base}/token` });

  test("asks for a token, then for a prediction", async () => {
    const outputs = path.join(stubs, "outputs.json");
    fs.writeFileSync(outputs, JSON.stringify({ scoringUri: `${base}/score`, tokenAcquisition: acquisition() }));
    const { stdout } = await python([path.join(folder, "call.py"), outputs]);
    expect(JSON.parse(stdout)).toEqual([152.5]);
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["/token", "/score"]);
  });

  test("keeps a token, renews it in time, and goes on with it while nobody gives a new one", async () => {
    const program = `
import json, sys, call
token = call.EndpointToken(json.loads(sys.argv[1]), call.DefaultAzureCredential())
first = token.header()
assert token.header() == first, "kept"
token.token["refreshAfterTimeUtc"] = 0
second = token.header()
assert second != first, "renewed"
token.token["refreshAfterTimeUtc"] = 0
token.acquisition = {**token.acquisition, "url": "http://127.0.0.1:1/token"}
assert token.header() == second, "still good"
token.token["expiryTimeUtc"] = 0
try:
    token.header()
    print("expired and used")
except OSError:
    print("as wanted")
`;
    const { stdout } = await python(["-c", program, JSON.stringify(acquisition())]);
    expect(stdout.trim()).toBe("as wanted");
    expect(asked).toEqual(["/token Bearer entra-token", "/token Bearer entra-token"]);
  });
});

describe("call.ts", () => {
  const call = (outputs: object) => {
    const file = path.join(stubs, "outputs.json");
    fs.writeFileSync(file, JSON.stringify(outputs));
    return run(process.execPath, ["--import", require.resolve("tsx"), path.join(folder, "call.ts"), file], {
      env: {
        PATH: `${stubs}:/usr/bin:/bin`,
        ARGUMENTS: path.join(stubs, "arguments"),
        // Of all that the credential tries: the one that stands for whoever is signed in here.
        AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
      },
    });
  };
  const tokenAcquisition = () => ({
    version: 1,
    authMode: "AMLToken",
    scope: "https://management.azure.com/.default",
    url: `${base}/token`,
  });

  test("asks for a token, then for a prediction", async () => {
    const outputs = { scoringUri: `${base}/score`, authMode: "AMLToken", tokenAcquisition: tokenAcquisition() };
    const { stdout } = await call(outputs);
    expect(JSON.parse(stdout)).toEqual([152.5]);
    expect(asked).toEqual(["/token Bearer entra-token", expect.stringMatching(/^\/score Bearer aml-\d+$/)]);
  });

  test("says what is missing", async () => {
    await expect(call({ scoringUri: `${base}/score`, authMode: "AMLToken" })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("tokenAcquisition: is missing: must be exported beside authMode AMLToken"),
    });
  });
});
