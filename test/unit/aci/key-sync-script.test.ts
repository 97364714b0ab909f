import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { keySyncScript } from "../../../src/aci/key-sync-script";

const file = path.resolve(__dirname, "..", "..", "..", "src", "aci", "key-sync.sh");
const text = fs.readFileSync(file, "utf8");

test("the module holds what the shell script has below its first comment; npm run build makes it", () => {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  expect(first).toBeGreaterThan(0);
  expect(keySyncScript).toBe(lines.slice(first).join("\n"));
});

test("the script begins as one for any POSIX shell", () => {
  expect(text.split("\n")[0]).toBe("#!/bin/sh");
});

const version = spawnSync("shellcheck", ["--version"], { encoding: "utf8" });
const isThere = version.status === 0;
const why = isThere ? "" : " (skipped: no shellcheck on the PATH)";
(isThere ? test : test.skip)(`shellcheck finds nothing in the script${why}`, () => {
  const { stdout, stderr, status } = spawnSync("shellcheck", ["--shell=sh", file], { encoding: "utf8" });
  expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
});
