import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { json, ScoringService, type Answering } from "../support/client/scoring-service";
import { nodeOfMajor } from "@azureml-webservice/local-azure/toolchain/node";
import { packedProject } from "./packed";

const run = promisify(execFile);
const service = new ScoringService();
let project: string;

beforeAll(async () => {
  ({ project } = packedProject({ dependencies: false }));
  await service.open();
  service.answering = answering;
}, 120_000);

afterAll(async () => {
  await service.close();
  fs.rmSync(project, { recursive: true, force: true });
});

/** An endpoint and Azure Resource Manager in one: tokens for those that show an Entra token, answers for those with one. */
const answering: Answering = (request, response, body) => {
  const now = Math.floor(Date.now() / 1000);
  const answer =
    request.url === "/token" && request.headers.authorization === "Bearer entra"
      ? json({ accessToken: "aml", refreshAfterTimeUtc: now + 1800, expiryTimeUtc: now + 3600, tokenType: "Bearer" })
      : request.headers.authorization === "Bearer aml"
        ? json({ predictions: JSON.parse(body) as unknown }, { "azureml-model-deployment": "blue" })
        : (((_, to) => to.writeHead(401).end("token_auth_access_denied")) as Answering);
  answer(request, response, body);
};

const outputs = () => ({
  scoringUri: service.scoringUri,
  authMode: "AMLToken",
  tokenAcquisition: {
    version: 1,
    authMode: "AMLToken",
    scope: "https://management.azure.com/.default",
    url: `${service.origin}/token`,
  },
});

/** What the same few lines do everywhere: a token, a prediction, an error that can be told by its class. */
const program = (outputsText: string) => `
async function main() {
  const credential = { getToken: async () => ({ token: "entra", expiresOnTimestamp: Date.now() + 3600e3 }) };
  const client = createScoringClient(${outputsText}, { credential });
  const { value, deployment } = await client.score([1, 2]);
  const stream = await client.fetch(undefined, { method: "POST", body: "[3]" });
  const error = await new ScoringClient(client.scoringUri, undefined).score(1).catch((e) => e);
  return JSON.stringify([value, deployment, await stream.json(), error instanceof ScoringError, error.code]);
}`;
const names = "createScoringClient, ScoringClient, ScoringError";
const expected = [{ predictions: [1, 2] }, "blue", { predictions: [3] }, true, "Unauthorized"];

// Node 20 is the oldest that the package supports; from then on every version with long-term support.
describe.each([20, 22, 24, 26])("Node %i", (major) => {
  const node = nodeOfMajor(major);
  const each = "missing" in node ? test.skip : test;
  const why = "missing" in node ? `, skipped: ${node.missing}` : "";

  each.each([
    ["CommonJS", "cjs", (text: string) => `const { ${names} } = require("azureml-webservice/client");${text}`],
    ["ES modules", "mjs", (text: string) => `import { ${names} } from "azureml-webservice/client";${text}`],
  ])(`scores from %s, and the process ends by itself${why}`, async (_, ending, importing) => {
    const file = path.join(project, `main-${major}.${ending}`);
    const loaded = ending === "cjs" ? "Object.keys(require.cache)" : "[]";
    const tell = `main().then((told) => console.log(JSON.stringify([told, ${loaded}.filter((name) => /pulumi.pulumi|azure-native/.test(name))])));`;
    fs.writeFileSync(file, `${importing(program(JSON.stringify(outputs())))}\n${tell}`);
    const { stdout, stderr } = await run((node as { program: string }).program, [file], { timeout: 30_000 });
    const [told, pulumi] = JSON.parse(stdout) as [string, string[]];
    expect(JSON.parse(told)).toEqual(expected);
    expect(pulumi).toEqual([]);
    expect(stderr).toBe("");
  });

  each(`carries out the command, with nothing installed beside the package${why}`, async () => {
    const command = path.join(project, "node_modules", "azureml-webservice", "dist", "cli", "main.js");
    const file = path.join(project, `outputs-${major}.json`);
    const keyReferences = { active: { secretUri: "https://v.vault.azure.net/secrets/a" } };
    const told = { scoringUri: service.scoringUri, authMode: "Key", keyReferences };
    fs.writeFileSync(file, JSON.stringify({ ...told, primaryKey: "[secret]" }));
    const { stdout } = await run((node as { program: string }).program, [command, "keys", "--outputs", file]);
    expect(JSON.parse(stdout)).toEqual(told);
  });
});

test("both ways in have the same names, and each its own", async () => {
  const script = `
    const required = require("azureml-webservice/client");
    import("azureml-webservice/client").then((imported) =>
      console.log(JSON.stringify([Object.keys(required).sort(), Object.keys(imported).sort()])));`;
  const { stdout } = await run(process.execPath, ["-e", script], { cwd: project });
  const [required, imported] = JSON.parse(stdout) as string[][];
  expect(imported).toEqual(required);
  expect(required).toContain("ScoringClient");
});

test("a program that deploys does not load the client", () => {
  const dist = path.join(project, "node_modules", "azureml-webservice", "dist");
  const files = fs.readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  const outside = files.filter((file) => !/^(?:client|cli)\b/.test(file));
  expect(outside.length).toBeGreaterThan(50);
  const users = outside.filter((file) =>
    /require\("[./]+client\//.test(fs.readFileSync(path.join(dist, file), "utf8")),
  );
  expect(users).toEqual([]);
});

describe("in a browser", () => {
  /** With neither Node's modules nor its globals: what needs one fails to build. */
  async function bundle(contents: string, minify = false): Promise<string> {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      write: false,
      format: "iife",
      globalName: "bundled",
      platform: "browser",
      minify,
      logLevel: "silent",
    });
    return outputFiles[0]!.text;
  }

  test("a bundle scores where there are only a browser's own names", async () => {
    const text = `import { ${names} } from "azureml-webservice/client";${program(JSON.stringify(outputs()))}\nexport { main };`;
    const web = { fetch, Headers, Request, Response, URL, AbortController, AbortSignal, DOMException, ReadableStream };
    const more = { TextEncoder, TextDecoder, Blob, FormData, URLSearchParams, crypto, performance, btoa, atob };
    let timers = 0;
    const timing = {
      // A browser's timers are numbers.
      setTimeout: (work: () => void, ms: number) => (setTimeout(work, ms).unref(), ++timers),
      clearTimeout: () => undefined,
    };
    const location = { origin: "https://page.example" };
    const context = createContext({ ...web, ...more, ...timing, location });
    service.seen.length = 0;
    const told = (await runInContext(`${await bundle(text)}; bundled.main()`, context)) as string;
    expect(JSON.parse(told)).toEqual(expected);
    // Headers that the service would have to allow first.
    const unasked = service.seen.filter(({ headers }) => "traceparent" in headers || "tracestate" in headers);
    expect([service.seen.length, unasked]).toEqual([4, []]);
    expect(runInContext("typeof process + typeof Buffer + typeof require", context)).toBe("undefined".repeat(3));
  });

  test("the tokens' part takes less than 8 KB, compressed", async () => {
    const size = async (what: string) =>
      gzipSync(await bundle(`export { ${what} } from "azureml-webservice/client";`, true)).length;
    const [tokens, whole] = [
      await size("EndpointTokenCredential, CredentialError"),
      await size(`${names}, KeyCredential`),
    ];
    process.stdout.write(`client in a browser, compressed: tokens ${tokens} bytes, all of it ${whole} bytes\n`);
    expect(tokens).toBeLessThan(8192);
    expect(tokens).toBeGreaterThan(1000);
  });
});

describe("type checks in a strict project", () => {
  const text = `
import { ScoringClient, ScoringError, createScoringClient, type ScoringResult, type TokenCredential } from "azureml-webservice/client";

declare const credential: TokenCredential;
const client: ScoringClient = createScoringClient({ scoringUri: "https://score.example.com/score", authMode: "Key" }, { credential });
export const result: Promise<ScoringResult<number[]>> = client.score<number[]>({ data: [[1]] }, { deployment: "green" });
export const code = (error: unknown) => (error instanceof ScoringError ? error.code : undefined);
// @ts-expect-error there is no such option
void client.score(1, { deploymnt: "green" });
`;

  test.each([
    ["CommonJS", "Node16", "client.cts"],
    ["ES modules", "Node16", "client.mts"],
    ["a bundler", "ESNext", "client.ts"],
    ["the settings of Pulumi's templates", "CommonJS", "client.ts"],
  ])(
    "%s",
    async (_, module, file) => {
      fs.writeFileSync(path.join(project, file), text);
      const moduleResolution = { Node16: "Node16", ESNext: "Bundler" }[module] ?? "Node10";
      // The package's own typings are checked, too: nothing in them may need Pulumi or an SDK of Azure.
      const compilerOptions = { noEmit: true, strict: true, target: "ES2022", types: [], module, moduleResolution };
      fs.writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
      const compiler = require.resolve("typescript/bin/tsc");
      const check = run(process.execPath, [compiler, "-p", "."], { cwd: project });
      expect(await check.then(({ stdout }) => stdout).catch((error: { stdout: string }) => error.stdout)).toBe("");
    },
    120_000,
  );
});
