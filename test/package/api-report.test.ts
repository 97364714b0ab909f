import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { repository } from "@azureml-webservice/demo/build-package";

const reports = ["azureml-webservice.api.md", "azureml-webservice-client.api.md"];
// In the repository, so that the typings of Pulumi are found.
const planted = path.join(repository, ".local-azure", `api-report-${process.pid}`);

afterAll(() => fs.rmSync(planted, { recursive: true, force: true }));

/** Compares the reports in git with a build. */
function check(...build: string[]): { status: number | null; said: string } {
  const program = path.join(repository, "api-report.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--check", ...build], { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

test("the reports are what the package exports", () => {
  expect(check()).toEqual({ status: 0, said: "" });
}, 120_000);

test.each(reports)("%s tells nothing of azure-native", (report) => {
  expect(fs.readFileSync(path.join(repository, "api", report), "utf8")).not.toContain("azure-native");
});

test("a member more fails, and the message says what to do", () => {
  fs.cpSync(path.join(repository, "dist"), planted, { recursive: true });
  const file = path.join(planted, "client", "scoring", "scoring-types.d.ts");
  const types = fs.readFileSync(file, "utf8");
  fs.writeFileSync(
    file,
    types.replace("interface ScoringHooks {", "interface ScoringHooks {\n    readonly planted?: 1;"),
  );
  const { status, said } = check(planted);
  expect(status).toBe(1);
  expect(said).toContain("+    readonly planted?: 1;");
  expect(said).toContain(
    "api/azureml-webservice-client.api.md is not what the package exports: " +
      "run npm run api, look at the difference and commit it",
  );
  expect(said).not.toContain("azureml-webservice.api.md");
}, 120_000);
