import { setTimeout as sleep } from "node:timers/promises";

import { DemoFailure } from "./scenario";

type Json = Record<string, unknown>;

export interface ArmAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Azure Resource Manager says no, in its own words. */
export class ArmRefusal extends DemoFailure {
  constructor(
    operation: string,
    readonly status: number,
    readonly code: string,
    text: string,
  ) {
    super(`${operation}: ${status} ${code}: ${text}`);
  }
}

const retried = [408, 429, 500, 502, 503, 504];
const retries = 4;

/** Requests to Azure Resource Manager, with long-running operations followed to their end. */
export class Arm {
  constructor(
    readonly endpoint: string,
    private readonly token: () => Promise<string>,
    /** How long is waited between two looks at an operation that names no time. */
    private readonly pauseMs = 5000,
  ) {}

  /** One request and its answer, whatever that is; only what Azure could not carry out is sent again. */
  async send(method: string, path: string, apiVersion: string, body?: object): Promise<ArmAnswer> {
    const joint = path.includes("?") ? "&" : "?";
    return this.sendTo(method, `${this.endpoint}${path}${joint}api-version=${apiVersion}`, body);
  }

  /** The answer once the operation that it began has ended; a refusal throws. */
  async request(method: string, path: string, apiVersion: string, body?: object): Promise<ArmAnswer> {
    const operation = `${method} ${withoutIds(path)}`;
    const answer = accepted(operation, await this.send(method, path, apiVersion, body));
    return method === "GET" ? answer : this.follow(operation, answer);
  }

  /** Makes something and answers how it is then. */
  async put(path: string, apiVersion: string, body: object): Promise<Json> {
    await this.request("PUT", path, apiVersion, body);
    for (;;) {
      const { body: now } = await this.request("GET", path, apiVersion);
      const state = (now.properties as Json | undefined)?.provisioningState ?? "Succeeded";
      if (["Failed", "Canceled"].includes(String(state))) {
        throw new ArmRefusal(`PUT ${withoutIds(path)}`, 200, String(state), "the operation ended so");
      }
      if (!/ing$|^Accepted$|^Pending$/.test(String(state))) {
        return now;
      }
      await sleep(this.pauseMs);
    }
  }

  /** Deletes what may be gone already. */
  async delete(path: string, apiVersion: string): Promise<void> {
    const answer = await this.send("DELETE", path, apiVersion);
    if (answer.status !== 404) {
      const operation = `DELETE ${withoutIds(path)}`;
      await this.follow(operation, accepted(operation, answer));
    }
  }

  /** What stands at an address of an operation or of a result. */
  look(url: string): Promise<ArmAnswer> {
    return this.sendTo("GET", new URL(url, this.endpoint).href);
  }

  private async follow(operation: string, first: ArmAnswer): Promise<ArmAnswer> {
    const status = first.headers.get("azure-asyncoperation");
    const location = status ?? (first.status === 202 ? first.headers.get("location") : null);
    for (let answer = first; location !== null;) {
      const seconds = answer.headers.get("retry-after");
      await sleep(seconds === null ? this.pauseMs : 1000 * Number(seconds));
      answer = await this.look(location);
      // Operations of Azure ML are forgotten when they have ended.
      if (answer.status === 404) {
        return first;
      }
      accepted(operation, answer);
      const { status: state, error } = answer.body as { status?: string; error?: Json };
      if (["Failed", "Canceled"].includes(String(state))) {
        throw new ArmRefusal(operation, answer.status, String(error?.code ?? state), String(error?.message ?? ""));
      }
      if (status === null ? answer.status !== 202 : state === "Succeeded") {
        return answer;
      }
    }
    return first;
  }

  private async sendTo(method: string, url: string, body?: object): Promise<ArmAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.attempt(method, url, body);
      if (attempt > retries || !retried.includes(answer.status)) {
        return answer;
      }
      await sleep(answer.headers.has("retry-after") ? 1000 * Number(answer.headers.get("retry-after")) : this.pauseMs);
    }
  }

  private async attempt(method: string, url: string, body?: object): Promise<ArmAnswer> {
    const headers = { authorization: `Bearer ${await this.token()}`, "content-type": "application/json" };
    const request = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(120_000) };
    const response = await fetch(url, request).catch((error: Error) => {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new DemoFailure(`Azure Resource Manager at ${this.endpoint} does not respond (${cause})`);
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  }
}

function parsed(text: string): Json {
  try {
    const value = JSON.parse(text || "{}") as unknown;
    return typeof value === "object" && value !== null ? (value as Json) : {};
  } catch {
    return { error: { code: "NoJson", message: text.slice(0, 300) } };
  }
}

function accepted(operation: string, answer: ArmAnswer): ArmAnswer {
  if (answer.status < 300) {
    return answer;
  }
  const error = (answer.body.error ?? {}) as Json;
  const code = String(error.code ?? "without a code");
  throw new ArmRefusal(operation, answer.status, code, String(error.message ?? "without a word"));
}

/** A path without the subscription, which belongs in no message. */
function withoutIds(path: string): string {
  return path.replace(/^\/subscriptions\/[^/]+/, "");
}
