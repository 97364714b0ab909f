import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repository } from "@azureml-webservice/demo/build-package";

let copy: string;

beforeAll(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), "unused-"));
  const left = new Set(["node_modules", "dist", ".git", ".local-azure", "coverage", "docs"]);
  fs.cpSync(repository, copy, { recursive: true, filter: (file) => !left.has(path.basename(file)) });
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(copy, "node_modules"));
});

afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

test("an export, a file or a dependency that nothing uses fails", () => {
  fs.appendFileSync(path.join(copy, "src", "contract", "key-slots.ts"), "\nexport const plantedExport = 1;\n");
  fs.writeFileSync(path.join(copy, "src", "aci", "planted-file.ts"), "export {};\n");
  const manifest = JSON.parse(fs.readFileSync(path.join(copy, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  manifest.dependencies["planted-dependency"] = "1.0.0";
  fs.writeFileSync(path.join(copy, "package.json"), JSON.stringify(manifest));
  const knip = path.join(repository, "node_modules", "knip", "bin", "knip.js");
  const { status, stdout } = spawnSync(process.execPath, [knip], { cwd: copy, encoding: "utf8" });
  expect(status).toBe(1);
  const planted = stdout.split("\n").filter((line) => line.includes("planted"));
  expect(planted.map((line) => line.trim().replace(/ +/g, " "))).toEqual([
    "src/aci/planted-file.ts",
    expect.stringMatching(/^planted-dependency package\.json/),
    expect.stringMatching(/^plantedExport src\/contract\/key-slots\.ts:/),
  ]);
}, 120_000);
