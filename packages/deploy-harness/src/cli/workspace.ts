import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dump } from "js-yaml";
import { stackConfig, type Project } from "../project";
import type { ConfigValue } from "../types";
import type { Executable } from "./executable";
import { Command, type Finished } from "./process";

/**
 * A place of its own for the CLI: home, backend, passphrase and stack configuration stand under the state folder, so
 * that neither the user's login nor the project's folder is touched.
 */
export class Workspace {
  private readonly home: string;
  private readonly backend: string;
  private readonly configFile: string;
  private readonly passphraseFile: string;

  constructor(
    readonly executable: Executable,
    readonly project: Project,
    readonly stack: string,
    stateDir: string,
    /** Whether plugins, which are large, come from the user's own home and stay there. */
    private readonly usersHome = false,
  ) {
    const folder = resolve(stateDir);
    this.home = join(folder, "pulumi-home");
    this.backend = join(folder, "backend");
    this.configFile = join(folder, `Pulumi.${stack}.yaml`);
    this.passphraseFile = join(folder, "passphrase");
    [this.home, this.backend].forEach((path) => mkdirSync(path, { recursive: true, mode: 0o700 }));
    if (!existsSync(this.passphraseFile)) {
      writeFileSync(this.passphraseFile, randomBytes(32).toString("base64url"), { mode: 0o600 });
    }
  }

  get stateFile(): string {
    return join(this.backend, ".pulumi", "stacks", this.project.name, `${this.stack}.json`);
  }

  get pluginFolder(): string {
    return join(this.home, "plugins");
  }

  /** A file for the events of one operation; it may hold secrets, so it goes when the operation ends. */
  eventLog(): string {
    return join(this.home, `events-${randomBytes(6).toString("hex")}.jsonl`);
  }

  importFile(document: unknown): string {
    const file = join(this.home, "import.json");
    writeFileSync(file, JSON.stringify(document), { mode: 0o600 });
    return file;
  }

  /** Makes the stack when there is none and brings its configuration up to date. */
  async prepare(config: Record<string, ConfigValue>): Promise<void> {
    if (!existsSync(this.stateFile)) {
      await this.initialize();
    }
    const wanted = stackConfig(this.project, config);
    const stamp = `${this.configFile}.stamp`;
    const fingerprint = createHmac("sha256", readFileSync(this.passphraseFile))
      .update(JSON.stringify(wanted))
      .digest("hex");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) {
      return;
    }
    await this.writeConfig(wanted);
    writeFileSync(stamp, fingerprint, { mode: 0o600 });
  }

  private async initialize(): Promise<void> {
    // Older CLIs write the new stack's file into the project, whatever --config-file says.
    const stray = join(this.project.root, `Pulumi.${this.stack}.yaml`);
    const aside = existsSync(stray) ? `${stray}.kept` : undefined;
    if (aside !== undefined) {
      renameSync(stray, aside);
    }
    try {
      await this.expect(["stack", "init", this.stack, "--non-interactive"]);
    } finally {
      rmSync(stray, { force: true });
      if (aside !== undefined) {
        renameSync(aside, stray);
      }
    }
  }

  private async writeConfig(config: Record<string, ConfigValue>): Promise<void> {
    const plain = Object.entries(config).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    const { structured } = this.project;
    const values = plain.map(([key, value]) => [key, structured.has(key) ? (JSON.parse(value) as unknown) : value]);
    writeFileSync(this.configFile, dump({ config: Object.fromEntries(values) as object }), { mode: 0o600 });
    for (const [key, value] of Object.entries(config)) {
      if (typeof value !== "string") {
        const target = ["--stack", this.stack, "--config-file", this.configFile, "--non-interactive"];
        await this.expect(["config", "set", "--secret", key, ...target], value.secret);
      }
    }
  }

  /** The arguments that every operation has. */
  operationArguments(): string[] {
    return ["--stack", this.stack, "--config-file", this.configFile, "--non-interactive", "--color", "never"];
  }

  start(args: string[], options: { env?: NodeJS.ProcessEnv; input?: string; timeoutMs?: number } = {}): Command {
    const { env, ...rest } = options;
    return new Command(this.executable, args, {
      ...rest,
      cwd: this.project.root,
      env: { ...this.environment(), ...env },
    });
  }

  /** The same by the Automation API, with the program in its process. */
  startInline(operation: string, eventLog: string, env: NodeJS.ProcessEnv): Command {
    const { main, folder, name } = this.project;
    const program = { main, folder, project: name, stack: this.stack, configFile: this.configFile, eventLog };
    const host = ["--import", require.resolve("tsx"), join(__dirname, "automation-host.js")];
    const node = { command: process.execPath, prefix: host, version: process.version };
    return new Command(node, [operation], {
      cwd: this.project.root,
      env: { ...this.environment(), ...env, INLINE_PROGRAM: JSON.stringify(program) },
    });
  }

  /** Runs a command that has to succeed. */
  async expect(args: string[], input?: string): Promise<Finished> {
    const finished = await this.start(args, input === undefined ? {} : { input }).finished;
    if (finished.code !== 0) {
      throw new Error(`\`pulumi ${args.join(" ")}\` failed: ${finished.text.trim()}`);
    }
    return finished;
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...(this.usersHome ? {} : { PULUMI_HOME: this.home }),
      // Without the files beside the state that hold nothing but its checksum: a CLI that is killed may leave an empty one,
      // and then reads no state any more ("failed to load checkpoint: EOF", seen on 3.260).
      PULUMI_BACKEND_URL: `file://${this.backend}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE_FILE: this.passphraseFile,
      // The file named above counts only when no passphrase itself is set.
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_ACCESS_TOKEN: undefined,
      PULUMI_STACK: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
      // Makes the option --event-log known.
      PULUMI_DEBUG_COMMANDS: "true",
      // Type checks are the compiler's work, and cost a preview seconds.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }
}
