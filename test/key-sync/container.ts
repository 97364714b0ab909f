import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";

import { keySyncScript } from "../../src/aci/key-sync-script";
import type { FakeVault } from "./vault";

/** The shells of images: Debian's, and Alpine's with its other programs. */
export const shells = [
  { name: "dash", command: ["dash"] },
  { name: "busybox sh", command: ["busybox", "sh"] },
];

/** What the script calls besides curl; Alpine has busybox for all of them. */
const programs = ["awk", "cat", "date", "mv", "od", "rm", "sleep", "tr"];

function pathFor(program: string, folder: string): string | undefined {
  if (program !== "busybox") {
    return process.env.PATH;
  }
  const applets = `${folder}-programs`;
  if (!fs.existsSync(applets)) {
    const busybox = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
    fs.mkdirSync(applets);
    programs.forEach((name) => fs.symlinkSync(busybox, path.join(applets, name)));
  }
  return `${applets}:${process.env.PATH}`;
}

export function isThere([program = ""]: readonly string[]): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

export interface SyncOptions {
  readonly shell: readonly string[];
  readonly folder: string;
  readonly vault: FakeVault;
  /** Variables of the environment to change. */
  readonly env?: Record<string, string | undefined>;
}

/** The key-sync container's program in a shell of this machine, with the environment that the container has. */
export class SyncProcess {
  log = "";

  private constructor(
    readonly child: ChildProcess,
    private readonly ended: Promise<unknown>,
  ) {
    child.stdout?.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
  }

  static start({ shell: [program = "sh", ...args], folder, vault, env }: SyncOptions): SyncProcess {
    const child = spawn(program, [...args, "-c", keySyncScript], {
      // A group of its own, so that a kill takes curl with it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: pathFor(program, folder),
        AZURE_POD_IDENTITY_AUTHORITY_HOST: vault.identityUri,
        CURL_CA_BUNDLE: vault.caFile,
        CLIENT_ID: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
        KEYS_FOLDER: folder,
        PRIMARY_FILE: "primary",
        PRIMARY_SECRET: "score-primary",
        SECONDARY_FILE: "secondary",
        SECONDARY_SECRET: "score-secondary",
        SYNC_SECONDS: "1",
        VAULT_AUDIENCE: "https://vault.azure.net",
        VAULT_URI: `${vault.vaultUri}/`,
        ...env,
      },
    });
    return new SyncProcess(child, once(child, "exit"));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until the log has what is looked for. */
  async said(what: RegExp | string): Promise<void> {
    const has = () => (typeof what === "string" ? this.log.includes(what) : what.test(this.log));
    await until(has, () => `${String(what)} in:\n${this.log}`);
  }

  /** The programs that it runs at this moment, itself among them: arguments and environment. */
  processes(): string[] {
    return fs.readdirSync("/proc").flatMap((pid) => {
      try {
        const group = Number(/\) \S (?:\d+) (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
        return group === this.pid
          ? [`${fs.readFileSync(`/proc/${pid}/cmdline`, "utf8")}\n${fs.readFileSync(`/proc/${pid}/environ`, "utf8")}`]
          : [];
      } catch {
        return [];
      }
    });
  }

  async end(signal: "SIGTERM" | "SIGKILL" = "SIGKILL"): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      process.kill(signal === "SIGKILL" ? -this.pid : this.pid, signal);
      await this.ended;
    }
  }
}

export async function until(isSo: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  for (const deadline = Date.now() + 45_000; !(await isSo());) {
    if (Date.now() > deadline) {
      throw new Error(`not within 45 s: ${what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A key's file, or nothing. */
export function keyFile(folder: string, slot: "primary" | "secondary"): string | undefined {
  try {
    return fs.readFileSync(path.join(folder, slot), "utf8");
  } catch {
    return undefined;
  }
}
