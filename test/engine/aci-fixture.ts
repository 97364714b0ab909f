import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { ConfigValue, Deployment, StepEvent } from "@azureml-webservice/deploy-harness/types";
import { spawnLocalAzure, State, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import type { Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { freePorts } from "@azureml-webservice/local-azure/ports";
import { pathWithQuickSleep } from "../support/fast-sleep";
import { isAlive } from "@azureml-webservice/local-azure/toolchain/process-identity";

/** Of the fixture. */
const group = { subscriptionId: subscriptionId(), resourceGroup: "models", name: "diabetes" };
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
  /** How long a new role takes to count. */
  public rolePropagationMs = 0;

  public constructor(
    private readonly engine: Engine,
    private readonly operationDelayMs = 0,
    /** How many times shorter the pauses of key-sync containers are. */
    private readonly hurry = 5,
  ) {}

  public async open(): Promise<void> {
    [this.port = 0, this.scoringPort = 0] = await freePorts(2);
    await this.startAzure();
  }

  /** On the port that it had, if it ran before: state names no address, but a caller might. */
  public async startAzure(): Promise<void> {
    const port = this.azure === undefined ? undefined : Number(new URL(this.azure.url).port);
    const environment = { ...process.env, PATH: pathWithQuickSleep(this.folder, this.hurry) };
    this.azure = await spawnLocalAzure(
      {
        stateDir: path.join(this.folder, "azure"),
        operationDelayMs: this.operationDelayMs,
        rolePropagationMs: this.rolePropagationMs,
        port,
      },
      environment,
    );
  }

  public async killAzure(): Promise<void> {
    await this.azure?.kill();
  }

  public async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  public deployment(
    config: Record<string, ConfigValue> = {},
    onEvent?: (event: StepEvent) => void,
  ): Promise<Deployment> {
    return createDeployment({
      program,
      stack: "test",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.azure?.url ?? "",
      engine: this.engine,
      onEvent,
      config: {
        "azure-native:location": "westeurope",
        port: String(this.port),
        scoringPort: String(this.scoringPort),
        resourceManager: this.azure?.url ?? "",
        password: { secret: password },
        ...this.always,
        ...config,
      },
    });
  }

  public get url(): string {
    return this.azure?.url ?? "";
  }

  /** The tags that the group has in Azure. */
  public async tags(): Promise<unknown> {
    const { tags } = (await (await this.askGroup("GET")).json()) as { tags: unknown };
    return tags;
  }

  /** What `az tag update --operation Replace` does. */
  public async replaceTags(tags: Record<string, string>): Promise<void> {
    await this.askGroup("PATCH", { tags });
  }

  private askGroup(method: string, body?: object): Promise<Response> {
    const { subscriptionId: subscription, resourceGroup, name } = group;
    const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerInstance/containerGroups/${name}`;
    return fetch(`${this.url}${id}?api-version=2024-05-01-preview`, {
      method,
      headers: { Authorization: "Bearer az", "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
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

  /** SIGKILL of a container that runs, which the group then starts again. */
  public killContainer(name: string): void {
    const found = this.state.readRuntime(group, name)?.process;
    if (found === undefined || !isAlive(found)) {
      throw new Error(`the container ${name} does not run`);
    }
    process.kill(-found.pid, "SIGKILL");
  }

  /** Waits until a container's log has a text at its end: nothing else came after the line that it stands in. */
  public async said(name: string, text: string): Promise<void> {
    await until(
      () => fs.readFileSync(this.state.logFile(group, name), "utf8").trimEnd().split("\n").at(-1)?.includes(text),
      `"${text}" in the log of ${name}`,
    );
  }

  /** Waits until the service opens to a key. */
  public async opens(key?: string): Promise<void> {
    await until(async () => (await this.call(key)) === 200, "the service to open to the key");
  }

  private get state(): State {
    return new State(path.join(this.folder, "azure"));
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

async function until(isSo: () => unknown, what: string): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    // The key-sync container comes back after as much as 64 seconds when the vault was away for long.
    if (tries > 2000) {
      throw new Error(`waited too long for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
