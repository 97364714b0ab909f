import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { repository } from "@azureml-webservice/demo/build-package";
import { ensureToolchain, type Toolchain } from "@azureml-webservice/local-azure/toolchain";
import { json, useScoringService } from "../support/client/scoring-service";

/*
 * The snippets of docs/client.md, as they stand there. C# is not run: its compiler is no part of what the tests install.
 */
const text = fs.readFileSync(path.join(repository, "docs", "client.md"), "utf8");
const snippets = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(([, code]) => code!);
const service = useScoringService();
const run = promisify(execFile);

let toolchain: Toolchain;
let folder: string;
let log: string;

beforeAll(async () => {
  toolchain = await ensureToolchain();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "docs-"));
  log = path.join(folder, "arguments");
  fs.mkdirSync(path.join(folder, "bin"));
  const script = (name: string, content: string) =>
    fs.writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\necho "${name} $*" >> "${log}"\n${content}\n`, {
      mode: 0o755,
    });
  const command = path.join(repository, "dist", "cli", "main.js");
  script("npx", `shift; exec "${process.execPath}" "${command}" "$@"`);
  script("az", `echo '{"accessToken": "entra-token", "expires_on": 1924980000}'`);
  script("pulumi", `cat "${path.join(folder, "stack.json")}"`);
  // The real one, its arguments noted: every process of the machine could read them.
  script("curl", `PATH=\${PATH#*:} exec curl "$@"`);
  fs.writeFileSync(path.join(folder, "input.json"), '{"data": [[1]]}');
  fs.writeFileSync(path.join(folder, "key.txt"), "good-key\n");
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  fs.rmSync(log, { force: true });
  service.answering = (request, response, body) => {
    const { authorization } = request.headers;
    const now = Math.floor(Date.now() / 1000);
    const answering =
      request.url === "/token" && authorization === "Bearer entra-token"
        ? json({ accessToken: "aml-token", refreshAfterTimeUtc: now + 1800, expiryTimeUtc: now + 3600 })
        : ["Bearer good-key", "Bearer aml-token"].includes(authorization ?? "")
          ? json([152.5, body.length])
          : (((_, to) => to.writeHead(401).end("key_auth_access_denied")) as typeof service.answering);
    answering(request, response, body);
  };
});

const acquisition = () => ({
  version: 1,
  authMode: "AMLToken",
  scope: "https://management.azure.com/.default",
  url: `${service.origin}/token`,
});
const withToken = () => ({ scoringUri: service.scoringUri, authMode: "AMLToken", tokenAcquisition: acquisition() });
const withKeys = (keys: object) => ({ scoringUri: service.scoringUri, authMode: "Key", ...keys });

function environment(): NodeJS.ProcessEnv {
  return {
    // Where neither @azure/identity is found nor anything but the Azure CLI is asked.
    AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
    PATH: `${path.join(folder, "bin")}:${toolchain.bin}:/usr/bin:/bin`,
    SCORING_URI: service.scoringUri,
    no_proxy: "127.0.0.1",
  };
}

async function shell(code: string, outputs: object): Promise<string> {
  fs.writeFileSync(path.join(folder, "stack.json"), JSON.stringify(outputs));
  fs.writeFileSync(path.join(folder, "outputs.json"), JSON.stringify(outputs));
  const { stdout } = await run("/bin/sh", ["-e", "-c", code], { cwd: folder, env: environment() });
  return stdout;
}

const hasCurl = ["/usr/bin/curl", "/bin/curl"].some((file) => fs.existsSync(file));
const whereCurlIs = hasCurl ? test : test.skip;
const [commands, curlByKey, curlByToken, ...others] = snippets("sh");

test("every snippet is known here", () => {
  expect(others).toEqual([]);
  expect(snippets("python").length).toBe(1);
  expect([...text.matchAll(/^```(\w+)/gm)].map(([, language]) => language).filter((one) => one !== "ts")).toEqual([
    "sh",
    "sh",
    "sh",
    "python",
    "csharp",
  ]);
});

test("the command: a prediction, a token, and where keys are", async () => {
  const lines = commands!.trim().split("\n");
  expect(lines.length).toBe(4);
  expect(JSON.parse(await shell(lines.slice(0, 2).join("\n"), withToken()))).toEqual([152.5, 14]);
  expect(JSON.parse(await shell(lines[2]!, withToken()))).toMatchObject({ token: "aml-token" });
  const keyReferences = { active: { secretUri: "https://v.vault.azure.net/secrets/a" } };
  expect(JSON.parse(await shell(lines[3]!, withKeys({ keyReferences })))).toMatchObject({ keyReferences });
});

whereCurlIs.each([
  ["a key", curlByKey],
  ["a token", curlByToken],
])("curl with %s, which stands in no arguments", async (_, code) => {
  expect(JSON.parse(await shell(code!, withToken()))).toEqual([152.5, 15]);
  const told = fs.readFileSync(log, "utf8");
  expect(told).toContain("curl --fail-with-body");
  expect(told).not.toMatch(/good-key|aml-token|entra-token/);
});

describe("Python", () => {
  const python = async (keys: object) => {
    fs.writeFileSync(path.join(folder, "stack.json"), JSON.stringify(withKeys(keys)));
    fs.writeFileSync(path.join(folder, "score.py"), snippets("python")[0]!);
    return run("/bin/sh", ["-c", `pulumi | "${toolchain.python}" score.py`], { cwd: folder, env: environment() });
  };

  test.each([
    ["the first key", { primaryKey: "good-key", secondaryKey: "old-key" }, 1],
    ["the other one on 401", { primaryKey: "old-key", secondaryKey: "good-key" }, 2],
  ])("sends %s", async (_, keys, requests) => {
    service.seen.length = 0;
    expect((await python(keys)).stdout).toMatch(/^\[152\.5, \d+\]\n$/);
    expect(service.seen.length).toBe(requests);
  });

  test("says when none is taken, and follows no redirect", async () => {
    await expect(python({ primaryKey: "a", secondaryKey: "b" })).rejects.toThrow(
      "the service accepts none of the keys",
    );
    service.answers((_, response) => response.writeHead(307, { location: `${service.origin}/elsewhere` }).end());
    await expect(python({ primaryKey: "good-key", secondaryKey: "b" })).rejects.toThrow("HTTP Error 307");
    expect(service.seen.length).toBe(1);
  });
});

test("what is in TypeScript passes the type check", async () => {
  // In the repository, where the packages are that the snippets name.
  const place = fs.mkdtempSync(path.join(repository, ".local-azure", "docs-"));
  try {
    const files = snippets("ts").map((code, i) => {
      fs.writeFileSync(path.join(place, `snippet${i}.ts`), code);
      return `snippet${i}.ts`;
    });
    expect(files.length).toBeGreaterThan(3);
    const paths = { "azureml-webservice/client": [path.join(repository, "src", "client", "index.ts")] };
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: "ES2022",
      types: ["node"],
      paths,
    };
    const more = { module: "ESNext", moduleResolution: "Bundler", lib: ["ES2023"], moduleDetection: "force" };
    fs.writeFileSync(
      path.join(place, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...more }, files }),
    );
    const compiler = require.resolve("typescript/bin/tsc");
    const check = run(process.execPath, [compiler, "-p", "."], { cwd: place });
    expect(await check.then(({ stdout }) => stdout).catch((error: { stdout: string }) => error.stdout)).toBe("");
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
});

test("the first one in TypeScript scores with Microsoft's own credential, signed in with the Azure CLI", async () => {
  const place = fs.mkdtempSync(path.join(repository, ".local-azure", "docs-"));
  try {
    const code = `${snippets("ts")[0]!}\nconsole.log(JSON.stringify(value));\n`;
    fs.writeFileSync(path.join(place, "first.mts"), code);
    fs.writeFileSync(path.join(place, "outputs.json"), JSON.stringify(withToken()));
    const options = { cwd: place, env: environment(), timeout: 60_000 };
    const { stdout } = await run(process.execPath, ["--import", require.resolve("tsx"), "first.mts"], options);
    expect(JSON.parse(stdout)).toEqual([152.5, expect.any(Number)]);
    expect(fs.readFileSync(log, "utf8")).toContain("az account get-access-token");
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
});
