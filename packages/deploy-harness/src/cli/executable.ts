import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The pulumi CLI as a command and the arguments that come before its own. */
export interface Executable {
  command: string;
  prefix: string[];
  version: string;
}

/** Stash came with CLI 3.208. */
const OLDEST = [3, 208] as const;

/** The official npm package, which downloads the CLI when it first runs. */
const NPM_PACKAGE = "pulumi@3.265.0";

/** The `pulumi` on PATH, or why it cannot be used. */
export async function findOnPath(): Promise<Executable | string> {
  return inspect("pulumi", [], 10_000);
}

/** For who asks for the CLI where there is none. The first run downloads it. */
export async function findThroughNpm(): Promise<Executable | string> {
  return inspect("npx", ["--yes", NPM_PACKAGE], 300_000);
}

async function inspect(command: string, prefix: string[], timeout: number): Promise<Executable | string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  let output: string;
  try {
    output = (await run(command, [...prefix, "version"], { timeout, env })).stdout;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = stderr?.trim().split("\n").at(-1) || String(code ?? error);
    return code === "ENOENT"
      ? `no ${command} on PATH`
      : `\`${[command, ...prefix].join(" ")} version\` failed: ${reason}`;
  }
  const [, version, major, minor] = /v?((\d+)\.(\d+)\.\d+\S*)\s*$/.exec(output) ?? [];
  if (version === undefined) {
    return `\`${command} version\` answers ${JSON.stringify(output.trim())}, which is no version`;
  }
  if (Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1])) {
    return `the pulumi CLI is version ${version}; at least ${OLDEST.join(".")}.0 is needed (pulumi.com/docs/install)`;
  }
  return { command, prefix, version };
}
