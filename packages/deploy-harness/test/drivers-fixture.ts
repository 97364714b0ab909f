import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import {
  createDeployment,
  type ConfigValue,
  type Deployment,
  type StepEvent,
} from "@azureml-webservice/deploy-harness";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure";
import type { Engine } from "@azureml-webservice/deploy-harness/testing/engines";

export const groupPath =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/drivers" +
  "/providers/Microsoft.ContainerInstance/containerGroups/drivers-service";

/** A local Azure and a stack of the program in fixtures/service. */
export class DriversStage {
  private azure: LocalAzure | undefined;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "drivers-stage-"));

  constructor(
    private readonly engine: Engine,
    private readonly operationDelayMs = 0,
  ) {}

  async open(): Promise<void> {
    const stateDir = path.join(this.folder, "azure");
    this.azure = await startLocalAzure({ stateDir, operationDelayMs: this.operationDelayMs });
  }

  async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  deployment(config: Record<string, ConfigValue> = {}, onEvent?: (event: StepEvent) => void): Promise<Deployment> {
    return createDeployment({
      program: path.join(__dirname, "fixtures", "service"),
      stack: "dev",
      config,
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.azure?.url ?? "",
      engine: this.engine,
      onEvent,
    });
  }

  async send(method: string, target: string, body?: unknown): Promise<Response> {
    const headers = { authorization: "Bearer any", "content-type": "application/json" };
    const address = `${this.azure?.url}${target}?api-version=2024-05-01-preview`;
    return fetch(address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  /** Everything that the driver has left on disk, for the search for secrets. */
  filesOfTheEngine(): string {
    const folder = path.join(this.folder, "engine");
    const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
    // The user's own plugins may be linked here; they are no state.
    const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes("plugins"));
    return files.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "latin1")).join("\n");
  }
}
