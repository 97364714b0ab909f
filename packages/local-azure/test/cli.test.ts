import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { isAlive } from "@azureml-webservice/local-azure/toolchain/process-identity";
import { main } from "@azureml-webservice/local-azure/cli/main";
import { State } from "@azureml-webservice/local-azure";
import { ArmClient, subscriptionId, until } from "@azureml-webservice/local-azure/testing/arm-client";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { groupOf, python, temporaryFolder } from "@azureml-webservice/local-azure/testing/definitions";

const run = promisify(execFile);
let stateDir: string;

beforeAll(() => {
  stateDir = temporaryFolder();
});

afterAll(async () => {
  await cli("stop", "--state-dir", stateDir);
  rmSync(stateDir, { recursive: true, force: true });
});

/** In this process, because a new one takes a second; that the program itself works is shown once, below. */
async function cli(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: "", err: "" };
  const log = jest.spyOn(console, "log").mockImplementation((line: string) => void (texts.out += `${line}\n`));
  const error = jest.spyOn(console, "error").mockImplementation((line: string) => void (texts.err += `${line}\n`));
  try {
    const code = await main(words);
    return { code, ...texts };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

it("leads from start to reset", async () => {
  const here = ["--state-dir", stateDir] as const;
  expect(await cli("status", ...here)).toMatchObject({ code: 3, out: "not running\n" });
  expect(await cli("stop", ...here)).toMatchObject({ code: 0, out: "not running\n" });

  const port = await freePort();
  const started = await cli("start", "--port", String(port), ...here);
  expect(started).toMatchObject({
    code: 0,
    out: expect.stringContaining(`running: http://127.0.0.1:${port} (process `),
  });
  expect(await cli("start", ...here)).toMatchObject({ code: 0, out: expect.stringContaining("already running") });
  expect((await cli("start", "--port", "1", ...here)).code).toBe(1);

  const arm = new ArmClient(`http://127.0.0.1:${port}`);
  await arm.createResourceGroup();
  const containerPort = await freePort();
  const program = "print('one\\ntwo', flush=True); import time; time.sleep(600)";
  await arm.deploy(
    "shown",
    groupOf([python("main", program, { ports: [{ port: containerPort }] }), python("other", program)], {
      ipAddress: { type: "Public", ports: [{ port: containerPort }] },
    }),
  );
  const recorded = () =>
    new State(stateDir).readRuntime({ subscriptionId, resourceGroup: "tests", name: "shown" }, "main")?.process;
  const before = recorded();
  expect((await cli("status", ...here)).out).toMatch(
    new RegExp(
      `tests/shown  Succeeded\n  address    127.0.0.1:${containerPort}\n` +
        `  container  main  process ${before?.pid}  ports ${containerPort}\n  container  other  process \\d+\n`,
    ),
  );

  const workspace = `${arm.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/work`;
  const definition = { location: "westeurope", properties: {} };
  await arm.finished(await arm.send("PUT", `${workspace}?api-version=2025-12-01`, definition));
  expect((await cli("status", ...here)).out).toContain(
    "\ntests\n  Microsoft.MachineLearningServices/workspaces/work  Succeeded\n",
  );
  expect((await cli("status", ...here)).out).toMatch(
    new RegExp(`\nwith TLS: https://127.0.0.1:\\d+ \\(authority ${stateDir}/tls/ca.pem\\)\n`),
  );

  const lastLines = async () => (await cli("logs", "tests/shown", "--tail", "1", ...here)).out;
  await until(async () => (await lastLines()).split("two").length === 3 || undefined);
  expect((await cli("logs", "shown", "main", ...here)).out).toBe("one\ntwo\n");
  expect(await lastLines()).toBe("main | two\nother | two\n");
  expect(await cli("logs", "shoan", ...here)).toMatchObject({
    code: 2,
    err: "local-azure: no container group 'shoan', did you mean 'shown'?; status lists them\n",
  });
  expect(await cli("logs", "shown", "mian", ...here)).toMatchObject({
    code: 2,
    err: "local-azure: no container 'mian', did you mean 'main'?; there are main, other\n",
  });

  expect((await cli("stop", ...here)).out).toMatch(/^stopped \(process \d+\)\n$/);
  expect(before && isAlive(before)).toBe(false);
  expect(await cli("status", ...here)).toMatchObject({
    code: 3,
    out: expect.stringContaining("container  main  stopped"),
  });

  expect((await cli("start", ...here)).out).toContain(`running: http://127.0.0.1:${port} `);
  const again = await until(() => (recorded()?.pid === before?.pid ? undefined : recorded()));
  expect(isAlive(again)).toBe(true);

  expect(await cli("reset", "--yes", ...here)).toMatchObject({ code: 0, out: `deleted ${stateDir}\n` });
  expect(isAlive(again)).toBe(false);
  expect(existsSync(stateDir)).toBe(false);
  expect(await cli("reset", "--yes", ...here)).toMatchObject({ code: 0, out: "nothing to delete\n" });
}, 60_000);

it("stops the containers that a killed server has left", async () => {
  const folder = temporaryFolder();
  const here = ["--state-dir", folder] as const;
  const { out } = await cli("start", ...here);
  const [, url = "", pid = ""] = /running: (\S+) \(process (\d+)/.exec(out) ?? [];
  const arm = new ArmClient(url);
  await arm.createResourceGroup();
  await arm.deploy("left", groupOf([python("main", "import time; time.sleep(600)")]));
  process.kill(Number(pid), "SIGKILL");
  await until(async () => ((await cli("status", ...here)).code === 3 ? true : undefined));
  expect((await cli("stop", ...here)).out).toBe("the server was not running; ended 1 containers that it had left\n");
  expect((await cli("stop", ...here)).out).toBe("not running\n");
  rmSync(folder, { recursive: true });
}, 60_000);

it("refuses to delete a folder that is not its own", async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "precious"));
  const { code, err } = await cli("reset", "--yes", "--state-dir", folder);
  expect(code).toBe(2);
  expect(err).toContain("is not a state folder of local Azure");
  expect(existsSync(path.join(folder, "precious"))).toBe(true);
  rmSync(folder, { recursive: true });
});

it.each([
  [["strat"], "unknown command 'strat', did you mean 'start'?; --help lists them"],
  [["frobnicate"], "unknown command 'frobnicate'; --help lists them"],
  [["start", "--prot", "1"], "unknown option '--prot', did you mean '--port'?; --help lists them"],
  [["start", "--port", "99999"], "--port is '99999'; a whole number from 1 to 65535 is allowed"],
  [["start", "now"], "unexpected 'now'"],
  [["logs"], "an argument is missing"],
])("answers %j with exit code 2 and a hint", async (words, message) => {
  expect(await cli(...words)).toMatchObject({ code: 2, out: "", err: `local-azure: ${message}\n` });
});

it("has help for everything", async () => {
  const { code, out } = await cli("--help");
  expect(code).toBe(0);
  for (const command of ["start", "status", "logs", "stop", "reset"]) {
    expect(out).toContain(`\n  ${command} `);
    const help = await cli(command, "--help");
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: local-azure ${command}`) });
  }
  expect((await cli()).code).toBe(2);
});

it("is a program with exit codes", async () => {
  const program = ["--import", require.resolve("tsx"), path.join(__dirname, "..", "src", "cli.ts")];
  expect((await run(process.execPath, [...program, "--help"])).stdout).toContain("Usage: local-azure <command>");
  await expect(run(process.execPath, [...program, "strat"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("did you mean 'start'?"),
  });
});
