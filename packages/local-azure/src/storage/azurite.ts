import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive, type ProcessIdentity } from "../toolchain/process-identity";
import { readJson, writeJson } from "../json-file";
import { freePort } from "../ports";
import { isFree } from "../runner/ports";

interface Recorded {
  port: number;
  process?: ProcessIdentity;
}

interface Running {
  child: ChildProcess;
  accounts: string;
  exited: Promise<void>;
}

/**
 * The one Azurite process that holds the blobs of all storage accounts, on a port that stays. It knows accounts from
 * its environment alone, so it begins anew with each new account; the blobs lie in the state folder.
 */
export class Azurite {
  private running: Running | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** The address of an account's blobs; the port is chosen once. */
  async endpointOf(account: string): Promise<string> {
    return `http://127.0.0.1:${await this.port()}/${account}`;
  }

  /** Sees to it that Azurite runs and knows these accounts: `name:key` each. */
  async serve(accounts: string[]): Promise<void> {
    const wanted = [...accounts].sort().join(";");
    await this.queue(async () => {
      const { accounts: known, child } = this.running ?? {};
      if (known !== wanted || child === undefined || child.exitCode !== null || child.signalCode !== null) {
        await this.end();
        await this.start(wanted);
      }
    });
  }

  async close(): Promise<void> {
    await this.queue(() => this.end());
  }

  private async start(accounts: string): Promise<void> {
    const port = await this.port();
    await this.awaitEarlier(port);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const logFile = path.join(this.folder, "azurite.log");
    const log = openSync(logFile, "a", 0o600);
    const child = spawn(
      process.execPath,
      [
        path.join(__dirname, "azurite-main.js"),
        ...["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", path.join(this.folder, "data")],
        // Clients of any age; the accounts' names are always in the path.
        ...["--silent", "--skipApiVersionCheck", "--disableProductStyleUrl"],
      ],
      { env: { PATH: process.env["PATH"], AZURITE_ACCOUNTS: accounts }, stdio: ["pipe", log, log] },
    );
    closeSync(log);
    const exited = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    this.running = { child, accounts, exited };
    writeJson(this.recordFile, { port, process: identify(child.pid ?? 0) } satisfies Recorded);
    while (!(await answers(port))) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        throw new Error(`Azurite does not start: ${readFileSync(logFile, "utf8").slice(-2000)}`);
      }
      await sleep(50);
    }
    child.unref();
  }

  private async end(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    if (running) {
      running.child.ref();
      running.child.stdin?.end();
      await running.exited;
    }
  }

  /** Azurite of a killed server ends by itself, after it has written down what it holds. */
  private async awaitEarlier(port: number): Promise<void> {
    const earlier = readJson<Recorded>(this.recordFile)?.process;
    while (earlier && isAlive(earlier)) {
      await sleep(50);
    }
    if (!(await isFree(port))) {
      throw new Error(`port ${port} of the blob storage is in use by another program; end it, or reset local Azure`);
    }
  }

  private async port(): Promise<number> {
    const known = readJson<Recorded>(this.recordFile)?.port;
    if (known !== undefined) {
      return known;
    }
    const port = await freePort();
    writeJson(this.recordFile, { port } satisfies Recorded);
    return port;
  }

  private get recordFile(): string {
    return path.join(this.folder, "azurite.json");
  }

  private queue(task: () => Promise<void>): Promise<void> {
    const done = this.work.then(task);
    this.work = done.catch(() => {});
    return done;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
