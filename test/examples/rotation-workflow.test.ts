import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { load } from "js-yaml";

import { repository } from "@azureml-webservice/demo/build-package";

const example = path.join(repository, "examples", "key-rotation");
const run = promisify(execFile);

interface Workflow {
  readonly on: { readonly schedule: { readonly cron: string }[] };
  readonly env: Record<string, string>;
  readonly jobs: { readonly propose: { readonly steps: Record<string, string>[] } };
}

const workflow = load(
  fs.readFileSync(path.join(example, ".github", "workflows", "rotate-keys.yml"), "utf8"),
) as Workflow;
const stackFile = workflow.env.STACK_FILE ?? "";
const [, raise, propose] = workflow.jobs.propose.steps;

/** A repository with the example and a stack's file, one that it is pushed to, and a stand-in for GitHub's command. */
class Checkout {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "rotation-workflow-"));
  readonly clone = path.join(this.folder, "clone");
  private readonly asked = path.join(this.folder, "asked");

  async open(stack: string): Promise<void> {
    const bin = path.join(this.folder, "bin");
    fs.mkdirSync(bin);
    fs.writeFileSync(path.join(bin, "gh"), '#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\n[ ! -e "$ASKED.refused" ]\n', {
      mode: 0o755,
    });
    await this.sh(
      `git init --quiet --bare --initial-branch=main origin && git clone --quiet origin clone 2>&1`,
      this.folder,
    );
    fs.copyFileSync(path.join(example, "raise-rotation.mjs"), path.join(this.clone, "raise-rotation.mjs"));
    this.write(stack);
    await this.sh(
      "git switch --quiet --create main && git add . && git -c user.name=a -c user.email=a@b commit --quiet -m a && git push --quiet origin main",
    );
  }

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  write(stack: string): void {
    fs.writeFileSync(path.join(this.clone, stackFile), stack);
  }

  read(): string {
    return fs.readFileSync(path.join(this.clone, stackFile), "utf8");
  }

  /** What was asked of GitHub. */
  get proposals(): string[] {
    return fs.existsSync(this.asked) ? fs.readFileSync(this.asked, "utf8").trim().split("\n") : [];
  }

  async sh(script: string, cwd = this.clone, env: Record<string, string> = {}): Promise<string> {
    const { stdout } = await run("/bin/sh", ["-ec", script], { cwd, env: this.environment(env) });
    return stdout;
  }

  /** The workflow's own steps, as its runner takes them. */
  async propose(): Promise<string> {
    const outputFile = path.join(this.folder, "output");
    fs.writeFileSync(outputFile, "");
    await this.sh(raise?.run ?? "", this.clone, { GITHUB_OUTPUT: outputFile, STACK_FILE: stackFile });
    const [, rotation = ""] = /^rotation=(\d+)$/m.exec(fs.readFileSync(outputFile, "utf8")) ?? [];
    return this.sh(propose?.run ?? "", this.clone, { ROTATION: rotation, STACK_FILE: stackFile });
  }

  private environment(more: Record<string, string>): Record<string, string> {
    const PATH = `${path.join(this.folder, "bin")}:${path.dirname(process.execPath)}:${process.env.PATH}`;
    const git = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", HOME: this.folder };
    return { PATH, ASKED: this.asked, ...git, ...more };
  }
}

describe("the scheduled workflow of the example key-rotation", () => {
  const checkout = new Checkout();
  const before = 'config:\n  key-rotation:rotation: "4"\n  key-rotation:port: "443"\n';
  beforeAll(() => checkout.open(before));
  afterAll(() => checkout.close());

  test("runs once a month, without anybody", () => {
    expect(workflow.on.schedule.map(({ cron }) => cron)).toEqual(["0 6 1 * *"]);
  });

  test("raises the number by one, on a branch of its own, and asks for a pull request", async () => {
    await checkout.propose();
    expect(checkout.read()).toBe(before.replace('"4"', '"5"'));
    expect(checkout.proposals).toEqual([
      expect.stringMatching(/^pr create --head rotate-keys-5 --title Rotate keys: 5 /),
    ]);
    expect(await checkout.sh("git diff --name-only main rotate-keys-5")).toBe(`${stackFile}\n`);
    expect(await checkout.sh("git ls-remote --heads origin")).toContain("refs/heads/rotate-keys-5");
  });

  test("does nothing while that is still open", async () => {
    await checkout.sh("git switch --quiet main");
    expect(await checkout.propose()).toContain("rotation 5 is proposed already");
    expect(checkout.proposals).toHaveLength(1);
  });
});

describe("the same where GitHub refuses the pull request", () => {
  const checkout = new Checkout();
  beforeAll(() => checkout.open('config:\n  key-rotation:rotation: "4"\n'));
  afterAll(() => checkout.close());

  test("fails, and leaves no branch that would count as proposed", async () => {
    await checkout.sh('touch "$ASKED.refused"');
    await expect(checkout.propose()).rejects.toMatchObject({ code: 1 });
    expect(checkout.proposals).toHaveLength(1);
    expect(await checkout.sh("git ls-remote --heads origin")).not.toContain("rotate-keys");
  });
});

describe("raise-rotation.mjs", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "raise-rotation-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function raised(stack: string): Promise<{ code: number; said: string; text: string }> {
    const file = path.join(folder, "Pulumi.test.yaml");
    fs.writeFileSync(file, stack);
    const { code, said } = await run(process.execPath, [path.join(example, "raise-rotation.mjs"), file]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
    );
    return { code, said, text: fs.readFileSync(file, "utf8") };
  }

  test.each([
    ['  key-rotation:rotation: "9"', '  key-rotation:rotation: "10"'],
    ["  key-rotation:rotation: 0 # monthly", "  key-rotation:rotation: 1 # monthly"],
    ["  key-rotation:rotation:   '41'", "  key-rotation:rotation:   '42'"],
  ])("takes %j to %j and leaves the rest", async (line, expected) => {
    const around = (one: string) => `config:\n${one}\n  key-rotation:port: 7\n`;
    const { code, text } = await raised(around(line));
    expect([code, text]).toEqual([0, around(expected)]);
  });

  test.each([
    ["none", "config:\n  key-rotation:port: 7\n", "but it does 0 times"],
    ["one that is no number", "config:\n  key-rotation:rotation: soon\n", "but it does 0 times"],
    ["two", "config:\n  key-rotation:rotation: 1\n  key-rotation:rotation: 2\n", "but it does 2 times"],
  ])("refuses a file with %s, and leaves it as it is", async (_, stack, said) => {
    const result = await raised(stack);
    expect([result.code, result.text]).toEqual([1, stack]);
    expect(result.said).toContain(said);
  });
});
