import { spawnSync } from "node:child_process";

export type Engine = "cli" | "in-process";

/** Whether the real engine can be used here. */
const cliOnPath = spawnSync("pulumi", ["version"], { encoding: "utf8" }).status === 0;

/** The same tests on both engines; those on the CLI are reported as skipped where there is none. */
export function describeEngines(title: string, tests: (engine: Engine) => void): void {
  describe(`${title} (in-process)`, () => tests("in-process"));
  describeCli(title, () => tests("cli"));
}

/** Tests of what only the real engine has. */
export function describeCli(title: string, tests: () => void): void {
  const why = cliOnPath ? "" : ", skipped: no pulumi on the PATH";
  (cliOnPath ? describe : describe.skip)(`${title} (pulumi CLI${why})`, tests);
}
