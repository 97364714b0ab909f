import { setTimeout as sleep } from "node:timers/promises";

import { armError, ArmError, isObject, Json, parsed, retryAfterMs } from "./arm-error";
import { Deadline, deadlineIn, mayBegin, mayPass, retried } from "./arm-retry";

export interface ArmClientOptions {
  /** Where Azure Resource Manager answers, without a slash at its end. */
  readonly endpoint: string;
  /** A bearer token for it; asked for with each request, so that none grows too old. */
  readonly token: () => Promise<string>;
  /** How long one call may take in all: its retries, and the long-running operation that it begins. */
  readonly timeoutSeconds: number;
  /** What is sent and must come back in no error and no line that is told, should an answer repeat it. */
  readonly secrets?: readonly string[];
  /** Told of each wait that is not Azure's usual course. */
  readonly tell: (line: string) => void;
}

/** How long a single request may take before it counts as lost. */
const requestTimeoutMs = 60_000;
/** No operation is asked for more often, however soon Azure allows it. */
const shortestWaitMs = 50;

/**
 * What azure-native has no resource for, asked of Azure Resource Manager itself: with retries, and with long-running
 * operations followed to their end (learn.microsoft.com/azure/azure-resource-manager/management/async-operations).
 */
export class ArmClient {
  constructor(private readonly options: ArmClientOptions) {}

  async get(path: string, apiVersion: string): Promise<Json> {
    return parsed((await this.begin("GET", path, apiVersion)).text);
  }

  async put(path: string, apiVersion: string, body: Json): Promise<void> {
    await this.begin("PUT", path, apiVersion, body);
  }

  async post(path: string, apiVersion: string, body: Json): Promise<void> {
    await this.begin("POST", path, apiVersion, body);
  }

  private async begin(method: string, path: string, apiVersion: string, body?: Json): Promise<Answer> {
    const deadline = deadlineIn(this.options.timeoutSeconds);
    const what = `${method} ${path}`;
    const first = await this.send(
      deadline,
      what,
      method,
      `${this.options.endpoint}${path}?api-version=${apiVersion}`,
      body,
    );
    return method === "GET"
      ? first
      : this.follow(deadline, what, first, method === "PUT" ? path : undefined, apiVersion);
  }

  /** `resource` is what the answer describes, where it describes one. */
  private async follow(
    deadline: Deadline,
    what: string,
    first: Answer,
    resource: string | undefined,
    apiVersion: string,
  ): Promise<Answer> {
    const operation = first.headers.get("azure-asyncoperation");
    const location = first.headers.get("location");
    let answer = first;
    for (;;) {
      const url =
        operation ??
        (answer.status === 202 ? (answer.headers.get("location") ?? location) : null) ??
        (resource !== undefined && isUnderWay(answer.text) ? `${resource}?api-version=${apiVersion}` : null);
      if (url === null) {
        return answer;
      }
      const wait = Math.max(shortestWaitMs, retryAfterMs(answer.headers) ?? 1000);
      if (Date.now() + wait >= deadline.at) {
        throw notEnded(what, deadline);
      }
      await sleep(wait);
      answer = await this.poll(deadline, what, this.own(url));
      const { status, error } = parsed(answer.text);
      if (status === "Failed" || status === "Canceled") {
        const { code, message } = (error ?? {}) as { code?: string; message?: string };
        throw new ArmError(
          `${what}: the operation ended as ${status}: ${code ?? "no code"} "${message ?? ""}"`,
          200,
          code,
        );
      }
      if (operation !== null && status === "Succeeded") {
        return answer;
      }
    }
  }

  /** The token goes to Azure Resource Manager and its regional hosts, and nowhere else, whatever a header says. */
  private own(url: string): string {
    const [target, endpoint] = [new URL(url, this.options.endpoint), new URL(this.options.endpoint)];
    const known = target.host === endpoint.host || target.hostname.endsWith(`.${endpoint.hostname}`);
    if (!known || target.protocol !== endpoint.protocol) {
      throw new ArmError(
        `the operation's address ${target.origin} is not Azure Resource Manager's (${endpoint.origin})`,
      );
    }
    return target.href;
  }

  private send(deadline: Deadline, what: string, method: string, url: string, body?: Json): Promise<Answer> {
    const once = () => this.once(deadline, what, method, url, body);
    return retried(deadline, mayBegin, once, this.tellOfWait);
  }

  /** What an operation's address answers is its end: a 409 there is the operation's own, and stays. */
  private async poll(deadline: Deadline, what: string, url: string): Promise<Answer> {
    try {
      return await retried(deadline, mayPass, () => this.once(deadline, what, "GET", url), this.tellOfWait);
    } catch (error) {
      // The last look was cut short by the deadline, not by Azure.
      const isLate = error instanceof ArmError && error.status === undefined && Date.now() >= deadline.at;
      throw isLate ? notEnded(what, deadline) : error;
    }
  }

  private readonly tellOfWait = (reason: string, waitMs: number): void =>
    this.options.tell(`${reason}; trying again in ${Math.ceil(waitMs / 1000)} s`);

  private withoutSecrets(text: string): string {
    return (this.options.secrets ?? []).reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  }

  private async once(deadline: Deadline, what: string, method: string, url: string, body?: Json): Promise<Answer> {
    const token = await this.options.token();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(Math.max(1, Math.min(requestTimeoutMs, deadline.at - Date.now()))),
      });
      text = this.withoutSecrets(await response.text());
    } catch (error) {
      throw new ArmError(`${what}: Azure Resource Manager does not answer (${causeOf(error)})`);
    }
    if (!response.ok) {
      throw armError(what, response, text);
    }
    return { status: response.status, headers: response.headers, text };
  }
}

function notEnded(what: string, { seconds }: Deadline): ArmError {
  return new ArmError(`${what}: the operation has not ended within ${seconds} seconds`);
}

/** Without the address of an operation, the resource's own state tells when it is done (the same page). */
function isUnderWay(text: string): boolean {
  const { properties } = parsed(text);
  const state = isObject(properties) ? properties.provisioningState : undefined;
  return typeof state === "string" && !["Succeeded", "Failed", "Canceled"].includes(state);
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
