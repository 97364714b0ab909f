import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { Project } from "../project";
import type { ConfigValue } from "../types";

export interface ProgramOptions {
  project: Project;
  stack: string;
  config: Record<string, ConfigValue>;
  preview: boolean;
  /** Whether it runs as the Automation API runs inline programs, in a process that is not the program's alone. */
  inline: boolean;
  /** Over the variables of this process. */
  environment: NodeJS.ProcessEnv;
  /** Address of the ResourceMonitor and Engine services. */
  address: string;
  onOutput: (text: string) => void;
}

/** The exit code by which the SDK says that it has logged the error itself (cmd/run/index.ts). */
const ALREADY_LOGGED = 32;

/** A Pulumi program in a process of its own, started as the Node.js language host starts it. */
export class Program {
  private readonly child: ChildProcess;
  private output = "";
  /** Undefined when the program ended well, else why not. */
  readonly ended: Promise<string | undefined>;

  constructor(options: ProgramOptions) {
    const { folder } = options.project;
    this.child = spawn(process.execPath, options.inline ? inlineHost : languageHost(options), {
      cwd: folder,
      env: { ...process.env, ...options.environment, ...settings(options) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output = (this.output + text).slice(-10_000);
        options.onOutput(text);
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => resolve(`cannot start the program: ${error.message}`));
      this.child.once("close", (code, signal) => resolve(this.reason(code, signal)));
    });
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private reason(code: number | null, signal: NodeJS.Signals | null): string | undefined {
    if (code === 0) {
      return undefined;
    }
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    return code === ALREADY_LOGGED ? "the program failed" : `the program ended ${how}\n${this.output}`.trimEnd();
  }
}

const inlineHost = ["--import", require.resolve("tsx"), join(__dirname, "inline-host.js")];

/** The order and names of the arguments: sdk/nodejs/cmd/pulumi-language-nodejs, `constructArguments`. */
function languageHost({ project, stack, preview, address }: ProgramOptions): string[] {
  const { folder } = project;
  const entry = folder === project.main ? "." : basename(project.main);
  const run = createRequire(join(folder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  const args = [run, "--monitor", address, "--engine", address, "--organization", "organization"];
  args.push("--project", project.name, "--root-directory", project.root, "--stack", stack, "--pwd", folder);
  args.push(...(preview ? ["--dry-run"] : []), "--parallel", "16", entry);
  return args;
}

/** Configuration travels in the environment, never in the arguments, which other users of a machine can read. */
function settings(options: ProgramOptions): Record<string, string> {
  const { config, project, stack, preview, address } = options;
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    values[key] = typeof value === "string" ? value : value.secret;
    if (typeof value !== "string") {
      secretKeys.push(key);
    }
  }
  return {
    INLINE_PROGRAM: JSON.stringify({
      ...{ main: project.main, folder: project.folder, project: project.name },
      ...{ stack, monitor: address, dryRun: preview },
    }),
    PULUMI_CONFIG: JSON.stringify(values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: "true",
    // Type checks are the compiler's work, and cost a preview seconds.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}
