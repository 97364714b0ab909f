import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDeployment, type ConfigValue, type Result } from "../../drivers";
import { startLocalAzure, type LocalAzure } from "../../local-azure";
import type { JournalEntry } from "../../local-azure/journal";
import { freePorts } from "../../support/ports";

/** One request with its answer, as the deployment sent and got them. */
export interface Exchange {
  method: string;
  /** Path and query. */
  url: string;
  authorization: string | null;
  body?: unknown;
  status: number;
  answer?: unknown;
  /** Where the answer sends its reader to follow a long-running operation. */
  follow?: string;
}

export interface Phase {
  name: string;
  result: Result;
  exchanges: Exchange[];
}

const program = path.join(__dirname, "..", "..", "engine", "fixtures", "aci-webservice");
const password = { secret: "Correct-Horse-Battery-Staple-77" };

/** Deploys and changes a service through local Azure, and keeps every word that the two exchange. */
export class Conversation {
  private constructor(
    private readonly folder: string,
    private readonly azure: LocalAzure,
    private readonly config: Record<string, ConfigValue>,
  ) {}

  static async open(): Promise<Conversation> {
    const folder = mkdtempSync(path.join(tmpdir(), "contract-"));
    const azure = await startLocalAzure({ stateDir: path.join(folder, "azure"), journal: true });
    const [port, scoringPort] = await freePorts(2);
    const config = {
      "azure-native:location": "westeurope",
      port: String(port),
      scoringPort: String(scoringPort),
      password,
    };
    return new Conversation(folder, azure, config);
  }

  async run(name: string, operation: "up" | "destroy", config: Record<string, ConfigValue> = {}): Promise<Phase> {
    const deployment = await createDeployment({
      program,
      stack: "contract",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.azure.url,
      engine: "in-process",
      config: { ...this.config, ...config },
    });
    const exchanges: Exchange[] = [];
    const spy = this.record(exchanges);
    try {
      const result = await deployment[operation]();
      if (!result.ok) {
        throw new Error(`${name}: ${result.error}\n${result.log}`);
      }
      return { name, result, exchanges };
    } finally {
      spy.mockRestore();
    }
  }

  /** The journal of local Azure as it stands in its file. */
  journal(): { text: string; entries: JournalEntry[] } {
    const text = readFileSync(path.join(this.folder, "azure", "requests.jsonl"), "utf8");
    const lines = text.split("\n").filter((line) => line !== "");
    return { text, entries: lines.map((line) => JSON.parse(line) as JournalEntry) };
  }

  async close(): Promise<void> {
    await this.azure.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The provider of the in-process engine speaks through this process's `fetch`. */
  private record(exchanges: Exchange[]) {
    const send = globalThis.fetch;
    return jest.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      const sent = await request.clone().text();
      const response = await send(input, init);
      const { pathname, search } = new URL(request.url);
      const follow = response.headers.get("azure-asyncoperation") ?? response.headers.get("location");
      exchanges.push({
        method: request.method,
        url: `${pathname}${search}`,
        authorization: request.headers.get("authorization"),
        ...(sent === "" ? {} : { body: JSON.parse(sent) as unknown }),
        status: response.status,
        answer: await readAnswer(response.clone()),
        ...(follow === null ? {} : { follow: follow.replace(new URL(request.url).origin, "") }),
      });
      return response;
    });
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
