import { execFile, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { repository } from "@azureml-webservice/demo/build-package";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { json, useScoringService } from "../support/client/scoring-service";

const service = useScoringService();
const secrets = {
  entra: "entra-token-of-the-caller-KqX81",
  aml: "aml-token-of-the-endpoint-Zr42u",
  primary: "primary-key-of-the-service-9dHw",
  secondary: "secondary-key-of-the-service-Lp0",
};
const program = path.join(repository, "dist", "cli", "main.js");
let folder: string;
let arguments_: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "command-"));
  arguments_ = path.join(folder, "arguments");
  fs.mkdirSync(path.join(folder, "bin"));
  fs.mkdirSync(path.join(folder, "empty"));
  const az = `#!/bin/sh
echo "az $*" >> "$ARGUMENTS"
[ -n "$AZ_BREAKS" ] && { echo "${secrets.entra}"; exit 0; }
[ -n "$AZ_FAILS" ] && { echo "ERROR: Please run 'az login' to setup account." >&2; exit 1; }
echo '{"accessToken": "${secrets.entra}", "expiresOn": "2031-01-01 10:00:00.000000", "expires_on": 1924980000, "tokenType": "Bearer"}'
`;
  fs.writeFileSync(path.join(folder, "bin", "az"), az, { mode: 0o755 });
  // The package of Microsoft's, as it is found: installed in the folder where the command runs.
  const identity = path.join(folder, "project", "node_modules", "@azure", "identity");
  fs.mkdirSync(identity, { recursive: true });
  fs.writeFileSync(
    path.join(identity, "index.js"),
    `exports.DefaultAzureCredential = class { async getToken() { return { token: "${secrets.entra}", expiresOnTimestamp: Date.now() + 3.6e6 }; } };`,
  );
  // In the repository @azure/identity is installed; where the package is used it need not be.
  fs.mkdirSync(path.join(folder, "package"));
  fs.cpSync(path.join(repository, "dist", "cli"), path.join(folder, "package", "cli"), { recursive: true });
  fs.cpSync(path.join(repository, "dist", "client"), path.join(folder, "package", "client"), { recursive: true });
  fs.cpSync(path.join(repository, "dist", "contract"), path.join(folder, "package", "contract"), { recursive: true });
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  fs.rmSync(arguments_, { force: true });
  service.answering = (request, response, body) => {
    const now = Math.floor(Date.now() / 1000);
    const { authorization } = request.headers;
    const denied = () => void response.writeHead(401, { "x-request-id": "id-9" }).end("token_auth_access_denied");
    if (request.url?.startsWith("/secrets/")) {
      const key = request.url.includes("secondary") ? secrets.secondary : secrets.primary;
      return authorization === `Bearer ${secrets.entra}` ? json({ value: key })(request, response, body) : denied();
    }
    if (request.url === "/token") {
      const answer = { accessToken: secrets.aml, refreshAfterTimeUtc: now + 1800, expiryTimeUtc: now + 3600 };
      return authorization === `Bearer ${secrets.entra}` ? json(answer)(request, response, body) : denied();
    }
    const good = [secrets.aml, secrets.primary, secrets.secondary].some((one) => authorization === `Bearer ${one}`);
    return good ? json({ got: JSON.parse(body) as unknown })(request, response, body) : denied();
  };
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Where {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

function command(args: string[], { input = "", cwd = "empty", env = {} }: Where = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(folder, "package", "cli", "main.js"), ...args],
      {
        cwd: path.join(folder, cwd),
        env: { PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, ARGUMENTS: arguments_, ...env },
        timeout: 30_000,
      },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

const acquisition = () => ({
  version: 1,
  authMode: "AMLToken",
  scope: "https://management.azure.com/.default",
  url: `${service.origin}/token`,
});
const withTokens = () =>
  JSON.stringify({ scoringUri: service.scoringUri, authMode: "AMLToken", tokenAcquisition: acquisition() });
const reference = (name: string) => ({ secretUri: `${service.origin}/secrets/${name}` });
const references = () => ({
  primary: reference("primary"),
  secondary: reference("secondary"),
  active: reference("active"),
});
const withKeys = (more: object = {}) =>
  JSON.stringify({ scoringUri: service.scoringUri, authMode: "Key", primaryKey: "[secret]", ...more });
const shown = () => withKeys({ primaryKey: secrets.primary, secondaryKey: secrets.secondary });
const vaultScope = ["--vault-scope", "https://vault.azure.net/.default"];

function written(name: string, content: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content, { mode: 0o600 });
  return file;
}

describe("token", () => {
  it.each([
    ["the Azure CLI", "empty"],
    ["@azure/identity where it is installed", "project"],
  ])("is fetched by %s", async (_, cwd) => {
    const { code, stdout, stderr } = await command(["token"], { input: withTokens(), cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const told = JSON.parse(stdout) as Record<string, string>;
    expect(told).toMatchObject({ token: secrets.aml, tokenType: "Bearer" });
    expect(Date.parse(told["expiresOn"]!)).toBeGreaterThan(Date.parse(told["refreshBy"]!));
    expect(fs.existsSync(arguments_)).toBe(cwd === "empty");
    if (cwd === "empty") {
      const asked = fs.readFileSync(arguments_, "utf8");
      expect(asked).toBe("az account get-access-token --scope https://management.azure.com/.default --output json\n");
    }
  });

  it("comes with a warning where it stays on the screen", async () => {
    const { python } = await ensureToolchain();
    const line = [process.execPath, path.join(folder, "package", "cli", "main.js"), "token", "--outputs"];
    const words = JSON.stringify([...line, written("outputs.json", withTokens())]);
    const { stdout } = await promisify(execFile)(python, ["-c", `import pty; pty.spawn(${words})`], {
      cwd: path.join(folder, "project"),
    });
    expect(stdout).toContain("warning: the token stays in this terminal's history; a pipe keeps it out of it");
    expect(stdout).toContain(secrets.aml);
  });

  it("is not there for keys", async () => {
    expect(await command(["token"], { input: withKeys({ primaryKey: "k" }) })).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: the service has authMode Key, which has no tokens; see the command keys\n",
    });
  });

  it("shows nothing of what the Azure CLI says in place of JSON", async () => {
    const { code, stdout, stderr } = await command(["token"], { input: withTokens(), env: { AZ_BREAKS: "1" } });
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("the Azure CLI (az account get-access-token) gave no token");
    expect(stderr).not.toContain(secrets.entra.slice(0, 5));
  });

  it("says where nobody is signed in, and that neither is installed", async () => {
    const failed = await command(["token"], { input: withTokens(), env: { AZ_FAILS: "1" } });
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain("Please run 'az login'");
    const neither = await command(["token"], { input: withTokens(), env: { PATH: "/nowhere" } });
    expect(neither.code).toBe(3);
    expect(neither.stderr).toContain(
      "neither @azure/identity nor the Azure CLI is there: npm install @azure/identity in this folder, or install the Azure CLI and az login",
    );
  });
});

describe("keys", () => {
  it("shows where they are, and nothing secret", async () => {
    const input = withKeys({ primaryKey: secrets.primary, keyReferences: references() });
    const { code, stdout, stderr } = await command(["keys"], { input });
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      scoringUri: service.scoringUri,
      authMode: "Key",
      keyReferences: references(),
    });
    expect(leaksInText(stdout, secrets)).toEqual([]);
  });

  it.each([
    ["the outputs", shown, []],
    ["the vault", () => withKeys({ keyReferences: references() }), vaultScope],
  ])("shows them from %s when that is wanted", async (_, outputs, more) => {
    const { stdout, stderr } = await command(["keys", "--show-secrets", ...more], { input: outputs() });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ keys: { primary: secrets.primary, secondary: secrets.secondary } });
  });
});

describe("score", () => {
  it.each([
    ["a token", withTokens, [], {}],
    ["a key of the outputs", shown, [], {}],
    ["a key of the vault", () => withKeys({ keyReferences: references() }), vaultScope, {}],
    ["a key of the environment", withKeys, [], { AZUREML_WEBSERVICE_SECONDARY_KEY: secrets.secondary }],
  ])("with %s", async (_, outputs, more, env) => {
    const file = written("outputs.json", outputs());
    const args = ["score", "--outputs", file, "--input", "-", ...more];
    const { code, stdout, stderr } = await command(args, { input: '{"data": [1]}', env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({ got: { data: [1] } });
  });

  it("takes the outputs from a pipe and the input from a file, picks a service and a deployment, and tells details", async () => {
    const input = JSON.stringify({ diabetes: JSON.parse(shown()) as unknown });
    const args = ["score", "--input", written("input.json", "[2]"), "--service", "diabetes"];
    const { stdout } = await command([...args, "--deployment", "green", "--details", "--timeout-ms", "9000"], {
      input,
    });
    expect(JSON.parse(stdout)).toEqual({ value: { got: [2] }, status: 200, attempts: 1 });
    expect(service.seen.at(-1)?.headers["azureml-model-deployment"]).toBe("green");
  });

  it.each([
    [4, "refused", () => withKeys({ primaryKey: `${secrets.primary}x` }), [], /answered 401: token_auth_access_denied/],
    [5, "broken", shown, [], /the model's code has failed/],
    [6, "late", shown, ["--timeout-ms", "200"], /not done within 200 ms/],
    [6, "away", shown, [], /no answer \(ECONNREFUSED/],
  ])("exits with %i when the service is %s", async (exit, what, outputs, more, message) => {
    const before = service.answering;
    const answers = { refused: before, broken: undefined, late: () => undefined, away: before } as const;
    service.answering =
      answers[what as keyof typeof answers] ?? ((_, response) => response.writeHead(424).end("Traceback"));
    const text =
      what === "away" ? outputs().replaceAll(service.origin, `http://127.0.0.1:${await freePort()}`) : outputs();
    const args = ["score", "--outputs", written("outputs.json", text), "--input", "-", ...more];
    const { code, stdout, stderr } = await command(args, { input: "1" });
    expect([code, stdout]).toEqual([exit, ""]);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(message);
    expect(leaksInText(stderr, secrets)).toEqual([]);
  });
});

test.each([
  [[], "a command is missing: must be token, keys, score; see --help"],
  [["tokens"], "there is no command of this name: must be token, keys, score; see --help"],
  [["__proto__"], "there is no command of this name: must be token, keys, score; see --help"],
  [["token", "--outputs", "/nowhere.json"], "--outputs: /nowhere.json cannot be read: ENOENT"],
  [["token"], "--outputs: standard input is empty: must be JSON"],
  [
    ["keys", secrets.primary],
    "an argument without an option is not allowed (it is not shown); --help lists the options",
  ],
  [["score", "--key", secrets.primary], "Unknown option '--key'; --help lists the options"],
  [["score", `--key=${secrets.primary}`], "Unknown option '--key'; --help lists the options"],
  [["score"], "--input is missing: must name a file with the input, or be - for standard input"],
  [["score", "--input", "-"], "--outputs and --input cannot both be standard input: write the outputs to a file"],
  [
    ["score", "--input", "x", "--timeout-ms", "soon"],
    "--timeout-ms soon is not allowed: must be a whole number from 1 up",
  ],
])("refuses %j", async (args, message) => {
  expect(await command(args)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
});

test("shows nothing of outputs that are no JSON", async () => {
  const { code, stderr } = await command(["keys"], { input: `{"primaryKey": ${secrets.primary}}` });
  expect([code, stderr]).toEqual([2, "error: --outputs: standard input is no JSON\n"]);
});

test.each([
  ["--help", /^Usage: azureml-webservice <command>/],
  ["token --help", /^Usage: pulumi stack output --json \| azureml-webservice token/],
  ["keys -h", /--show-secrets/],
  ["score --help", /--input <file\|->[^]*Exit codes:\n {2}0/],
])("%s", async (line, text) => {
  const { code, stdout, stderr } = await command(line.split(" "));
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(text);
});

test("is a program of the package", () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as { bin: object };
  expect(manifest.bin).toEqual({ "azureml-webservice": "dist/cli/main.js" });
  expect(fs.readFileSync(program, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("a reader that has enough is no error", async () => {
  const child = spawn(process.execPath, [program, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  child.stdout.destroy();
  await new Promise((resolve) => child.once("close", resolve));
  expect(stderr).toBe("");
});
