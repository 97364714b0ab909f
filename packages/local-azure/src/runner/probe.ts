import { spawn } from "node:child_process";
import http from "node:http";
import https from "node:https";
import type { Probe } from "../groups/model";

export interface ProbeTarget {
  /** How to run a program inside of the container. */
  environment: Record<string, string>;
  workingDirectory: string;
  command: (words: string[]) => string[];
}

// Defaults: Microsoft, "Configure liveness probes" for Azure Container Instances; they are Kubernetes's.
const defaults = { periodSeconds: 10, failureThreshold: 3, successThreshold: 1, timeoutSeconds: 1 };

/** Asks a container again and again how it is; `report` is told each time the answer has been steady long enough. */
export class ProbeLoop {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private successes = 0;
  private failures = 0;

  constructor(
    private readonly probe: Probe,
    private readonly target: ProbeTarget,
    private readonly report: (healthy: boolean, reason: string) => void,
  ) {
    this.schedule(probe.initialDelaySeconds ?? 0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(seconds: number): void {
    this.timer = setTimeout(() => void this.ask(), seconds * 1000).unref();
  }

  private async ask(): Promise<void> {
    const failure = await probeOnce(this.probe, this.target);
    if (this.stopped) {
      return;
    }
    this.successes = failure === undefined ? this.successes + 1 : 0;
    this.failures = failure === undefined ? 0 : this.failures + 1;
    if (this.successes >= (this.probe.successThreshold ?? defaults.successThreshold)) {
      this.report(true, "");
    } else if (this.failures >= (this.probe.failureThreshold ?? defaults.failureThreshold)) {
      this.report(false, failure ?? "");
    }
    if (!this.stopped) {
      this.schedule(this.probe.periodSeconds ?? defaults.periodSeconds);
    }
  }
}

/** Why the container is not well; undefined when it is. */
async function probeOnce(probe: Probe, target: ProbeTarget): Promise<string | undefined> {
  const timeoutMs = (probe.timeoutSeconds ?? defaults.timeoutSeconds) * 1000;
  return probe.httpGet
    ? httpGet(probe.httpGet, timeoutMs)
    : exec(target.command(probe.exec?.command ?? []), target, timeoutMs);
}

function httpGet(get: NonNullable<Probe["httpGet"]>, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port: get.port,
      path: get.path ?? "/",
      headers: Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value])),
      agent: false as const,
      signal: AbortSignal.timeout(timeoutMs),
      rejectUnauthorized: false, // as Kubernetes does: a probe asks for life, not for identity
    };
    const request = (get.scheme === "https" ? https : http).get(options, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? undefined : `HTTP probe failed with statuscode: ${status}`);
    });
    request.once("error", (error) => resolve(`HTTP probe failed: ${error.message || error.name}`));
  });
}

function exec(command: string[], target: ProbeTarget, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const [program = "", ...words] = command;
    const child = spawn(program, words, {
      cwd: target.workingDirectory,
      env: target.environment,
      stdio: "ignore",
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    child.once("error", (error) => resolve(`exec probe failed: ${error.message}`));
    child.once("exit", (code) => resolve(code === 0 ? undefined : `exec probe failed: exit code ${code ?? "none"}`));
  });
}
