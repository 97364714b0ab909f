import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { lock, tryLock } from "@azureml-webservice/local-azure/toolchain/lock";
import { identify, identifySelf, isAlive } from "@azureml-webservice/local-azure/toolchain/process-identity";
import { findPython, requireVenv } from "@azureml-webservice/local-azure/toolchain/python";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "toolchain-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fakePython(name: string, output: string, exitCode = 0): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${output}"\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("findPython", () => {
  it("takes the first of python3, python and py that is new enough", async () => {
    fakePython("python3", "python 3.8.18");
    fakePython("python", "something else");
    fakePython("py", "python 3.9.0");
    expect(await findPython({ PATH: folder })).toEqual({ command: "py", version: "3.9.0" });
  });

  it("takes PYTHON and no other", async () => {
    fakePython("python3", "python 3.12.1");
    const mine = fakePython("mine", "python 3.10.2");
    expect(await findPython({ PATH: folder, PYTHON: mine })).toEqual({ command: mine, version: "3.10.2" });
    await expect(findPython({ PATH: folder, PYTHON: fakePython("old", "python 2.7.18") })).rejects.toThrow(
      `Python 3.9 or later is needed, but PYTHON=${folder}/old is 2.7.18; set PYTHON to another interpreter or unset it`,
    );
    await expect(findPython({ PATH: folder, PYTHON: "/no/python" })).rejects.toThrow("PYTHON=/no/python does not run");
  });

  it("says what it found and what to install", async () => {
    await expect(findPython({ PATH: folder })).rejects.toThrow(
      "Python 3.9 or later is needed: none of python3, python, py runs; install it",
    );
    fakePython("python3", "python 3.6.9");
    await expect(findPython({ PATH: folder })).rejects.toThrow("needed: python3 is 3.6.9; install it");
  });

  it("names the package that Debian leaves out", async () => {
    const command = fakePython("python3", "No module named ensurepip", 1);
    await expect(requireVenv({ command, version: "3.11.2" })).rejects.toThrow("apt-get install python3.11-venv");
  });
});

describe("ensureToolchain", () => {
  it("has programs that run, and returns them again without a word", async () => {
    const { caddy, python } = await ensureToolchain();
    expect(execFileSync(caddy, ["version"], { encoding: "utf8" })).toMatch(/^v2\.11\.7 /);
    expect(execFileSync(python, ["-c", "import azureml_inference_server_http, sklearn; print(1)"]).toString()).toBe(
      "1\n",
    );
    const log = jest.fn();
    expect((await ensureToolchain({ log })).caddy).toBe(caddy);
    expect(log).not.toHaveBeenCalled();
  }, 300_000);
});

describe("lock", () => {
  it("has one holder at a time", async () => {
    const first = await lock(folder);
    expect(tryLock(folder)).toEqual({ holder: identifySelf() });
    const waited = jest.fn();
    const second = lock(folder, waited);
    expect(waited).toHaveBeenCalledWith(identifySelf());
    first.release();
    (await second).release();
    expect(tryLock(folder)).toHaveProperty("release");
  });

  it("is free again when its holder was killed", async () => {
    const program = `require(${JSON.stringify(require.resolve("tsx/cjs"))});
      require(${JSON.stringify(path.join(__dirname, "..", "src", "toolchain", "lock.ts"))}).tryLock(${JSON.stringify(folder)});
      console.log("held"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(tryLock(folder)).toEqual({ holder: identify(holder.pid ?? 0) });
    holder.kill("SIGKILL");
    await new Promise((resolve) => holder.once("exit", resolve));
    expect(tryLock(folder)).toHaveProperty("release");
  });

  it("is taken by exactly one of many processes at a time", async () => {
    const count = path.join(folder, "count");
    writeFileSync(count, "0");
    const program = `require(${JSON.stringify(require.resolve("tsx/cjs"))});
      const fs = require("fs");
      const { lock } = require(${JSON.stringify(path.join(__dirname, "..", "src", "toolchain", "lock.ts"))});
      (async () => {
        for (let round = 0; round < 3; round++) {
          const held = await lock(${JSON.stringify(path.join(folder, "lock"))});
          const seen = Number(fs.readFileSync(${JSON.stringify(count)}, "utf8"));
          await new Promise((resolve) => setTimeout(resolve, 20));
          fs.writeFileSync(${JSON.stringify(count)}, String(seen + 1));
          held.release();
        }
      })();`;
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, ["-e", program], { stdio: "inherit" }));
    await Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve))));
    expect(execFileSync("cat", [count], { encoding: "utf8" })).toBe("12");
  }, 30_000);
});

it("tells a process from a later one with the same number", () => {
  const self = identifySelf();
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, started: "another time" })).toBe(false);
});
