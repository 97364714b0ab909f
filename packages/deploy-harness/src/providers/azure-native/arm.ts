import { setTimeout as wait } from "node:timers/promises";
import { isObject, type Properties, type Value } from "../properties";
import { ProviderError } from "../provider";

/** An answer of ARM that says no. */
export class ArmError extends ProviderError {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

/** A PUT was accepted and its operation failed afterwards: the resource may exist, half made. */
export class OperationFailed extends ArmError {}

/**
 * The statuses after which azure-native sends a request again, three times at most (provider/pkg/azure,
 * client_azcore.go). It waits 20 seconds and more where Azure names no time; here there is no reason to.
 */
const RETRIED = [408, 429, 500, 502, 503, 504];
const RETRIES = 3;
const RETRY_DELAY_MS = 50;

/** Speaks to ARM as azure-native does: bearer token, JSON, and long-running operations followed to their end. */
export class ArmClient {
  constructor(
    private readonly endpoint: string,
    private readonly token: string,
  ) {}

  async get(path: string, apiVersion: string): Promise<Properties> {
    return bodyOf(await this.send("GET", this.address(path, apiVersion)));
  }

  async put(path: string, apiVersion: string, body: Properties): Promise<Properties> {
    const answer = await this.send("PUT", this.address(path, apiVersion), body);
    await this.follow(answer, `PUT ${path}`);
    return this.get(path, apiVersion);
  }

  async post(path: string, apiVersion: string): Promise<Properties> {
    return bodyOf(await this.send("POST", this.address(path, apiVersion), {}));
  }

  /** What is gone already is deleted: azure-native takes 404 for success. It sends the API version and no more. */
  async delete(path: string, apiVersion: string): Promise<void> {
    try {
      await this.follow(await this.send("DELETE", this.address(path, apiVersion)), `DELETE ${path}`);
    } catch (error) {
      if (!(error instanceof ArmError && error.status === 404)) {
        throw error;
      }
    }
  }

  private address(path: string, apiVersion: string): string {
    return `${this.endpoint.replace(/\/$/, "")}${path}?api-version=${apiVersion}`;
  }

  private async send(method: string, url: string, body?: Properties): Promise<Response> {
    for (let retries = 0; ; retries++) {
      const answer = await this.attempt(method, url, body).catch((error: unknown) => error as Error);
      const error = answer instanceof Error ? answer : await refusalOf(answer, `${method} ${new URL(url).pathname}`);
      if (error === undefined) {
        return answer as Response;
      }
      if (retries === RETRIES || !worthAnotherTry(error)) {
        throw error;
      }
      const seconds = answer instanceof Response ? answer.headers.get("retry-after") : null;
      await wait(seconds === null ? RETRY_DELAY_MS : 1000 * Number(seconds));
    }
  }

  private async attempt(method: string, url: string, body: Properties | undefined): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      accept: "application/json",
      "content-type": "application/json",
    };
    try {
      return await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new ProviderError(
        `${method} ${url}: Azure Resource Manager does not answer (${cause}); ` +
          "start local Azure, or give the address that it listens on",
      );
    }
  }

  /** Asynchronous operations (learn.microsoft.com/azure/azure-resource-manager/management/async-operations). */
  private async follow(first: Response, what: string): Promise<void> {
    const operation = first.headers.get("azure-asyncoperation");
    const location = first.headers.get("location");
    let answer = first;
    for (;;) {
      if (operation === null && (location === null || answer.status !== 202)) {
        return;
      }
      await wait(Math.max(RETRY_DELAY_MS, 1000 * Number(answer.headers.get("retry-after") ?? 1)));
      answer = await this.send("GET", operation ?? (location as string));
      const body = operation === null ? undefined : bodyOf(answer);
      const { status, error } = (await body) ?? {};
      if (status === "Succeeded") {
        return;
      }
      if (status === "Failed" || status === "Canceled") {
        throw describe(answer.status, error, `${what}: the operation ended as ${status}`, OperationFailed);
      }
    }
  }
}

function worthAnotherTry(error: Error): boolean {
  // What has no status got no answer.
  return (
    !(error instanceof ArmError) ||
    RETRIED.includes(error.status) ||
    (error.status === 409 && error.code === "AnotherOperationInProgress")
  );
}

async function bodyOf(response: Response): Promise<Properties> {
  const text = await response.text();
  const body = text === "" ? {} : (JSON.parse(text) as Value);
  return isObject(body) ? body : {};
}

async function refusalOf(response: Response, what: string): Promise<ArmError | undefined> {
  if (response.ok) {
    return undefined;
  }
  const text = await response.text();
  let body: Value | undefined;
  try {
    body = JSON.parse(text) as Value;
  } catch {
    body = { error: { code: "UnreadableAnswer", message: text.slice(0, 500) } };
  }
  return describe(response.status, isObject(body) ? body.error : undefined, what, ArmError);
}

function describe(status: number, error: Value | undefined, what: string, kind: typeof ArmError): ArmError {
  const code = isObject(error) ? String(error.code) : "Unknown";
  const message = isObject(error) ? String(error.message) : "the answer carries no error";
  return new kind(status, code, `${what}: Status=${status} Code="${code}" Message="${message}"`);
}
