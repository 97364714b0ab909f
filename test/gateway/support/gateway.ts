import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  gatewayCommand,
  gatewayConfig,
  gatewayFiles,
  keyFileContent,
  type GatewaySettings,
} from "../../../src/gateway";
import { freePorts } from "@azureml-webservice/local-azure/ports";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { Upstream } from "./upstream";

export const primaryKey = "PrimaryKeyOfTheTests0123456789abcdefghijklm";
export const secondaryKey = "SecondaryKeyOfTheTests9876543210zyxwvutsrq";

type Slot = "primary" | "secondary";

export interface GatewayOptions {
  settings?: Partial<GatewaySettings>;
  /** Content of the key files. Default: both keys, whole. `undefined` for a file that is not there. */
  keyFiles?: Partial<Record<Slot, string | undefined>>;
  /** Further files, by their path below the working directory. */
  files?: Record<string, string>;
  /** False when another program is to listen on the scoring port, or nothing. */
  upstream?: boolean;
}

/** The real Caddy with a configuration of `gatewayConfig`, in a folder of its own, as it stands in the container. */
export class Gateway {
  private running: Upstream | undefined;

  private constructor(
    readonly settings: GatewaySettings,
    readonly folder: string,
    public process: CaddyProcess,
  ) {}

  static async start(options: GatewayOptions = {}): Promise<Gateway> {
    const [port, scoringPort] = await freePorts(2);
    const settings: GatewaySettings = {
      port: port!,
      scoringPort: scoringPort!,
      authEnabled: true,
      bodyLimitMb: 1,
      scoringTimeoutMs: 20_000,
      tls: { mode: "None" },
      ...options.settings,
    };
    const config = JSON.stringify(gatewayConfig(settings));
    const folder = mkdtempSync(path.join(tmpdir(), "gateway-"));
    writeFiles(folder, {
      [`${gatewayFiles.config.folder}/${gatewayFiles.config.file}`]: config,
      ...options.files,
    });
    mkdirSync(path.join(folder, gatewayFiles.keys.folder));
    const process = await CaddyProcess.start(folder, gatewayCommand.slice(1), settings.port);
    const gateway = new Gateway(settings, folder, process);
    try {
      if (options.upstream !== false) {
        gateway.running = await Upstream.start(settings.scoringPort);
      }
      const keyFiles = {
        primary: keyFileContent(primaryKey),
        secondary: keyFileContent(secondaryKey),
        ...options.keyFiles,
      };
      gateway.setKeyFile("primary", keyFiles.primary);
      gateway.setKeyFile("secondary", keyFiles.secondary);
      return gateway;
    } catch (error) {
      await gateway.stop();
      throw error;
    }
  }

  get upstream(): Upstream {
    if (!this.running) {
      throw new Error("this gateway was started without an upstream");
    }
    return this.running;
  }

  /** Replaces a key's file in one step, as the key-sync container does; removes it for `undefined`. */
  setKeyFile(slot: Slot, content: string | undefined): void {
    const file = path.join(this.folder, gatewayFiles.keys.folder, gatewayFiles.keys[slot]);
    if (content === undefined) {
      rmSync(file, { recursive: true, force: true });
    } else {
      writeFileSync(`${file}.new`, content);
      renameSync(`${file}.new`, file);
    }
  }

  /** Ends Caddy and starts it again in the same folder, as a container group does. */
  async restart(): Promise<void> {
    await this.process.stop();
    this.process = await CaddyProcess.start(this.folder, gatewayCommand.slice(1), this.settings.port);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await this.running?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Far more than it takes, on a busy machine too. */
const startSeconds = 60;

/** A running Caddy. */
export class CaddyProcess {
  stdout = "";
  stderr = "";

  private constructor(
    readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    child.stdout!.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr!.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** Starts Caddy in a working directory and waits until it accepts connections. Removes the folder if it does not. */
  static async start(folder: string, args: string[], port: number): Promise<CaddyProcess> {
    const { caddy, bin } = await ensureToolchain();
    // A home inside the folder: whatever Caddy keeps besides its storage is removed with it.
    const env = { PATH: bin, HOME: folder };
    const child = spawn(caddy, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const process = new CaddyProcess(folder, child);
    let failure: string | undefined;
    child.once("error", (error) => (failure = error.message));
    child.once("exit", (code, signal) => (failure = `ended with ${code ?? signal}`));
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await accepts(port))) {
      if (Date.now() > deadline) {
        await process.stop();
        failure = `did not listen on port ${port} within ${startSeconds} s`;
      }
      if (failure) {
        rmSync(folder, { recursive: true, force: true });
        throw new Error(`caddy ${args.join(" ")} in ${folder} ${failure}\n${process.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return process;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The lines of the access log so far. */
  accessLog(): Record<string, unknown>[] {
    const lines = this.stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await ended;
    }
  }
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
