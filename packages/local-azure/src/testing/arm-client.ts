import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  status: number;
  headers: Headers;
  // Tests read deep into answers; the assertion is what checks them.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

export const subscriptionId = "11111111-2222-3333-4444-555555555555";
const apiVersion = "2024-05-01-preview";

/** A bare ARM client for tests: nothing between the request that is meant and the one that is sent. */
export class ArmClient {
  constructor(
    readonly url: string,
    private readonly resourceGroupName = "tests",
  ) {}

  get resourceGroup(): string {
    return `/subscriptions/${subscriptionId}/resourceGroups/${this.resourceGroupName}`;
  }

  group(name: string): string {
    return `${this.resourceGroup}/providers/Microsoft.ContainerInstance/containerGroups/${name}`;
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const address = path.startsWith("http") ? path : `${this.url}${path}`;
    const response = await fetch(address.includes("api-version=") ? address : `${address}?api-version=${apiVersion}`, {
      method,
      headers: { authorization: "Bearer any", "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  createResourceGroup(): Promise<Answer> {
    return this.send("PUT", this.resourceGroup, { location: "westeurope" });
  }

  put(name: string, definition: unknown): Promise<Answer> {
    return this.send("PUT", this.group(name), definition);
  }

  get(name: string): Promise<Answer> {
    return this.send("GET", this.group(name));
  }

  /** Waits for the end of what a PUT began, and answers the operation's status document. */
  async finished(accepted: Answer): Promise<Answer["body"]> {
    const operation = accepted.headers.get("azure-asyncoperation");
    if (operation === null) {
      throw new Error(`nothing to wait for: ${accepted.status} ${JSON.stringify(accepted.body)}`);
    }
    return until(async () => {
      const { body } = await this.send("GET", operation);
      return ["Succeeded", "Failed", "Canceled"].includes(body.status) ? body : undefined;
    });
  }

  /** Waits for the end of what answered with a Location, and answers the result. */
  async ended(accepted: Answer): Promise<Answer> {
    const location = accepted.headers.get("location");
    if (location === null) {
      throw new Error(`nothing to wait for: ${accepted.status} ${JSON.stringify(accepted.body)}`);
    }
    return until(async () => {
      const answer = await this.send("GET", location);
      return answer.status === 202 ? undefined : answer;
    });
  }

  /** Puts a group, waits, and answers what GET then says. */
  async deploy(name: string, definition: unknown): Promise<Answer["body"]> {
    const { error } = await this.finished(await this.put(name, definition));
    if (error) {
      throw new Error(`${error.code}: ${error.message}`);
    }
    return (await this.get(name)).body;
  }

  async remove(name: string): Promise<void> {
    await this.send("DELETE", this.group(name));
    await until(async () => ((await this.get(name)).status === 404 ? true : undefined));
  }
}

/** Asks until there is an answer; the test's own time limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    await sleep(50);
  }
}
