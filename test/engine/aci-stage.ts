import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "../drivers";
import type { ConfigValue, Deployment } from "../drivers/types";
import { spawnLocalAzure, type SpawnedLocalAzure } from "../local-azure";
import type { Engine } from "../support/engines";
import { freePorts } from "../support/ports";

const program = path.join(__dirname, "fixtures", "aci-webservice");

export const password = "Correct-Horse-Battery-Staple-77";
export const initialPrimary = "Zt4PqLw8KcVb2NmXs6RdFg1HjYu9EoAi";

/** A local Azure and a stack of the fixture program, each with a folder of its own. */
export class AciStage {
  private azure: SpawnedLocalAzure | undefined;
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "aci-stage-"));
  private port = 0;
  private scoringPort = 0;
  /** What every deployment's configuration begins with. */
  public always: Record<string, ConfigValue> = {};

  public constructor(
    private readonly engine: Engine,
    private readonly operationDelayMs = 0,
  ) {}

  public async open(): Promise<void> {
    [this.port = 0, this.scoringPort = 0] = await freePorts(2);
    await this.startAzure();
  }

  /** On the port that it had, if it ran before: state names no address, but a caller might. */
  public async startAzure(): Promise<void> {
    const port = this.azure === undefined ? undefined : Number(new URL(this.azure.url).port);
    this.azure = await spawnLocalAzure({
      stateDir: path.join(this.folder, "azure"),
      operationDelayMs: this.operationDelayMs,
      port,
    });
  }

  public async killAzure(): Promise<void> {
    await this.azure?.kill();
  }

  public async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  public deployment(config: Record<string, ConfigValue> = {}): Promise<Deployment> {
    return createDeployment({
      program,
      stack: "test",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.azure?.url ?? "",
      engine: this.engine,
      config: {
        "azure-native:location": "westeurope",
        port: String(this.port),
        scoringPort: String(this.scoringPort),
        password: { secret: password },
        ...this.always,
        ...config,
      },
    });
  }

  public get url(): string {
    return this.azure?.url ?? "";
  }

  /** What `az resource delete --ids <id>` does. */
  public async deleteInAzure(id: string): Promise<void> {
    const apiVersion = id.includes("/providers/") ? "2024-05-01-preview" : "2024-03-01";
    const url = `${this.azure?.url}${id}?api-version=${apiVersion}`;
    const ask = (method: string) => fetch(url, { method, headers: { Authorization: "Bearer az" } });
    const { status } = await ask("DELETE");
    if (status >= 400) {
      throw new Error(`DELETE ${id}: ${status}`);
    }
    while ((await ask("GET")).status !== 404) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The status that a caller gets; 0 when nobody answers. */
  public async call(key?: string): Promise<number> {
    const headers: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    const url = `http://127.0.0.1:${this.port}/score`;
    const response = await fetch(url, { method: "POST", headers, body: "[1]" }).catch(() => undefined);
    return response?.status ?? 0;
  }

  /** The status once the containers have settled after a restart. */
  public async settled(key?: string): Promise<number> {
    for (let tries = 0; tries < 200; tries++) {
      const status = await this.call(key);
      if (![0, 502, 503].includes(status)) {
        return status;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return 0;
  }
}
