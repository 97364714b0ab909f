import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDeployment, type ConfigValue, type Result } from "@azureml-webservice/deploy-harness";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure";
import type { JournalEntry } from "@azureml-webservice/local-azure/journal";

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

const top = path.resolve(__dirname, "..", "..", "..");

/** The programs, with the folders they are in. */
const fixtureFolders = {
  "aci-webservice": path.join(top, "test", "engine", "fixtures"),
  "online-resources": path.join(top, "packages", "deploy-harness", "test", "fixtures"),
};

export interface ConversationOptions {
  /** A folder of `test/engine/fixtures`. */
  fixture: keyof typeof fixtureFolders;
  /** What the program is told, once local Azure is there. */
  config: (azure: LocalAzure) => Promise<Record<string, ConfigValue>>;
}

/** Deploys and changes a program through local Azure, and keeps every word that the two exchange. */
export class Conversation {
  private constructor(
    private readonly folder: string,
    private readonly azure: LocalAzure,
    private readonly program: string,
    private readonly config: Record<string, ConfigValue>,
  ) {}

  static async open({ fixture, config }: ConversationOptions): Promise<Conversation> {
    const folder = mkdtempSync(path.join(tmpdir(), "contract-"));
    const azure = await startLocalAzure({ stateDir: path.join(folder, "azure"), journal: true });
    const program = path.join(fixtureFolders[fixture], fixture);
    return new Conversation(folder, azure, program, await config(azure));
  }

  /** Where local Azure listens. */
  get url(): string {
    return this.azure.url;
  }

  async run(name: string, operation: "up" | "destroy", config: Record<string, ConfigValue> = {}): Promise<Phase> {
    const deployment = await createDeployment({
      program: this.program,
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
      // What goes to a storage account itself is no business of ARM, and what the stand-in asks local Azure none of Azure.
      if (!request.url.startsWith(`${this.azure.url}/`) || request.url.startsWith(`${this.azure.url}/local/`)) {
        return send(input, init);
      }
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
