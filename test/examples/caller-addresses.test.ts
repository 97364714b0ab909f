import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { folderOf } from "@azureml-webservice/local-azure/runner/programs";
import { ensureToolchain, type Toolchain } from "@azureml-webservice/local-azure/toolchain";
import { repository } from "@azureml-webservice/demo/build-package";
import { writeAzStubs } from "../support/az-stubs";

/*
 * The callers of the examples and the command, at addresses of every kind. All of them lead to this machine: Node by
 * what is loaded before the caller, curl and Python by a proxy.
 */
const examples = path.join(repository, "examples");
const tokenCallers = path.join(examples, "aks-token-auth", "caller");
const redirected = "http://10.9.9.9/elsewhere";

/** Each request as `host path authorization`; it stands for Azure, the vault, the service and the proxy. */
const asked: string[] = [];
const server = http.createServer(({ url = "", headers, method }, response) => {
  // A proxy is asked for the whole address.
  const { host, pathname, searchParams } = new URL(url, `http://${headers.host}`);
  const isOwn = ["/token", "/secrets/active"].includes(pathname);
  asked.push(isOwn ? pathname : `${method} ${host} ${headers.authorization ?? "nothing"}`);
  if (searchParams.has("redirect")) {
    response.writeHead(307, { location: redirected }).end();
    return;
  }
  const now = Math.round(Date.now() / 1000);
  const answers: Record<string, unknown> = {
    "/token": { accessToken: "secret", refreshAfterTimeUtc: now + 3600, expiryTimeUtc: now + 7200 },
    "/secrets/active": { value: "secret" },
    "/score": [152.5],
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answers[pathname]));
});

let toolchain: Toolchain;
let stubs: string;
let port: number;

beforeAll(async () => {
  toolchain = await ensureToolchain();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  stubs = fs.mkdtempSync(path.join(os.tmpdir(), "caller-addresses-"));
  writeAzStubs(stubs);
});
afterAll(() => {
  server.close();
  fs.rmSync(stubs, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
});

interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function call(file: string, args: string[], env: Record<string, string> = {}): Promise<Called> {
  const proxy = `http://127.0.0.1:${port}`;
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      {
        cwd: stubs,
        env: {
          PATH: `${stubs}:${toolchain.bin}:${process.env.PATH}`,
          NODE_OPTIONS: `--require ${path.join(__dirname, "support", "all-hosts-here.js")}`,
          http_proxy: proxy,
          AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
          ...env,
        },
        timeout: 60_000,
      },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const azure = () => `http://127.0.0.1:${port}`;
const withToken = (scoringUri: string) => ({
  scoringUri,
  authMode: "AMLToken",
  tokenAcquisition: {
    version: 1,
    authMode: "AMLToken",
    scope: "https://management.azure.com/.default",
    url: `${azure()}/token`,
  },
});
const withVault = (scoringUri: string) => ({
  scoringUri,
  authMode: "Key",
  keyReferences: { active: { secretUri: `${azure()}/secrets/active` } },
});

function outputsFile(outputs: object): string {
  const file = path.join(stubs, "outputs.json");
  fs.writeFileSync(file, JSON.stringify(outputs));
  return file;
}

/** Each caller at an address, with options of its own. */
const callers: Record<string, (scoringUri: string, ...options: string[]) => Promise<Called>> = {
  "call.mjs of key-rotation": (uri, ...options) =>
    call(process.execPath, [
      path.join(examples, "key-rotation", "caller", "call.mjs"),
      outputsFile(withVault(uri)),
      ...options,
    ]),
  "call.ts of aks-token-auth": (uri, ...options) =>
    call(process.execPath, [
      "--import",
      require.resolve("tsx"),
      path.join(tokenCallers, "call.ts"),
      outputsFile(withToken(uri)),
      ...options,
    ]),
  "call.py of aks-token-auth": (uri, ...options) =>
    call(toolchain.python, [path.join(tokenCallers, "call.py"), outputsFile(withToken(uri)), ...options], {
      PYTHONPATH: stubs,
      PYTHONDONTWRITEBYTECODE: "1",
    }),
  "call.sh of aks-token-auth": (uri, ...options) =>
    call("/bin/sh", [path.join(tokenCallers, "call.sh"), ...options, '{"data": [[1]]}'], {
      TOKEN_URL: `${azure()}/token`,
      SCORING_URI: uri,
    }),
  "azureml-webservice score": (uri, ...options) => {
    const input = path.join(stubs, "input.json");
    fs.writeFileSync(input, '{"data": [[1]]}');
    const outputs = outputsFile({ scoringUri: uri, authMode: "Key", primaryKey: "secret" });
    const command = path.join(repository, "dist", "cli", "main.js");
    return call(process.execPath, [command, "score", "--outputs", outputs, "--input", input, ...options]);
  },
};

/**
 * What may get a credential over http, and what must not without the caller's word. The rule of the package has tests
 * of its own with more; callers in other languages have their own rule.
 */
const nearest = ["127.0.0.1", "score.localhost", "10.0.0.4", "[fd00::4]"];
const near = [...nearest, "localhost", "172.16.0.4", "172.31.0.4", "192.168.1.4", "169.254.1.1", "[::1]", "[fe80::4]"];
const farthest = ["20.1.2.3", "[2001:db8::4]", "score.example.com"];
const far = [...farthest, "172.32.0.4", "100.64.0.4", "[fc::4]", "10.0.0.4.example.com", "localhost.example.com"];

const here = Object.keys(callers).filter((name) => !name.includes(".sh") || folderOf("curl") !== undefined);

describe.each(here)("%s", (name) => {
  const caller = callers[name]!;
  const hasOwnRule = /\.(?:py|sh) /.test(name);
  const reached = (host: string) => `POST ${host}:${port} Bearer secret`;

  test.each(hasOwnRule ? near : nearest)("sends its credential to http://%s", async (host) => {
    const { code, stdout, stderr } = await caller(`http://${host}:${port}/score`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual([152.5]);
    expect(asked.at(-1)).toBe(reached(host));
  });

  test.each(hasOwnRule ? far : farthest)("does not send it to http://%s without --allow-http", async (host) => {
    const uri = `http://${host}:${port}/score`;
    const refused = await caller(uri);
    expect(refused.code).toBeGreaterThan(0);
    expect([refused.stdout, asked]).toEqual(["", []]);
    expect(refused.stderr).toContain(`http://${host}`);
    expect(refused.stderr).toContain("--allow-http");
    const allowed = await caller(uri, "--allow-http");
    expect([allowed.code, allowed.stderr]).toEqual([0, ""]);
    expect(asked.at(-1)).toBe(reached(host));
  });

  test.each([["localhost"], ["20.1.2.3", "--allow-http"]])(
    "follows no redirect from http://%s",
    async (host, ...options) => {
      const { code } = await caller(`http://${host}:${port}/score?redirect`, ...options);
      expect(asked.at(-1)).toBe(reached(host));
      // curl hands a redirect on as an answer; it says where to, and no credential went there.
      expect(code === 0).toBe(name.includes(".sh"));
    },
  );
});

test.each([...nearest, ...farthest])(
  "the command calls a service without authentication at http://%s",
  async (host) => {
    const input = path.join(stubs, "input.json");
    fs.writeFileSync(input, '{"data": [[1]]}');
    const outputs = outputsFile({ scoringUri: `http://${host}:${port}/score`, authMode: "None" });
    const command = path.join(repository, "dist", "cli", "main.js");
    const { code, stderr } = await call(process.execPath, [command, "score", "--outputs", outputs, "--input", input]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(asked).toEqual([`POST ${host}:${port} nothing`]);
  },
);
