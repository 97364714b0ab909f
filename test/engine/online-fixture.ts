import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import type { ConfigValue, Deployment, Result, StepEvent } from "@azureml-webservice/deploy-harness/types";
import { spawnLocalAzure, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import type { LocalAzureOptions } from "@azureml-webservice/local-azure/server";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { AzureNativeProvider } from "@azureml-webservice/deploy-harness/providers/azure-native";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { prepareWorkspace } from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { describeEngines, type Engine } from "@azureml-webservice/deploy-harness/testing/engines";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

const program = path.join(__dirname, "fixtures", "online-webservice");

const groupId = `/subscriptions/${subscriptionId()}/resourceGroups/models`;
const workspaceId = `${groupId}/providers/Microsoft.MachineLearningServices/workspaces/studio`;
export const endpointsPath = `${workspaceId}/onlineEndpoints`;
export const endpointId = `${endpointsPath}/score`;
export const computeId = `${workspaceId}/computes/cluster`;
export const otherComputeId = `${workspaceId}/computes/other`;
const apiVersion = "2025-12-01";
// Built in: Reader.
const readerRole = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

/** What the fixture's program is told; whatever is not text goes there as JSON. */
export type Config = Record<string, unknown>;

/** Somebody in Microsoft Entra. */
export interface Principal {
  readonly principalId: string;
  readonly token: string;
}

export interface Called {
  readonly status: number;
  /** Of the deployment that answered. */
  readonly deployment?: string;
  readonly version?: string;
}

/** A local Azure with a workspace and two computes, and a stack of the fixture program. */
export class OnlineStage {
  private folder = "";
  private azure: SpawnedLocalAzure | undefined;

  public constructor(
    private readonly engine: Engine,
    private readonly always: Config,
    private readonly azureOptions: Partial<Pick<LocalAzureOptions, "operationDelayMs" | "takesKeyValue" | "tls">> = {},
    private readonly inline = false,
  ) {}

  public async open(): Promise<void> {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "online-stage-"));
    const stateDir = path.join(this.folder, "azure");
    this.azure = await spawnLocalAzure({ ...this.azureOptions, stateDir, retryAfterSeconds: 0 });
    await prepareWorkspace(this.url, { clusters: ["cluster", "other"], instanceTypes: ["large"] });
  }

  public async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  public get url(): string {
    return this.azure?.url ?? "";
  }

  /** The same with TLS, which a program trusts by the authority in the file. */
  public get secure(): { url: string; caFile: string } {
    return { url: this.azure?.tlsUrl ?? "", caFile: this.azure?.caFile ?? "" };
  }

  public get control(): LocalAzureControl {
    return new LocalAzureControl(this.url);
  }

  /** As the subscription's owner, unless a token says who else. */
  public deployment(
    config: Config = {},
    armToken?: string,
    onEvent?: (event: StepEvent) => void,
    environment?: Record<string, string>,
  ): Promise<Deployment> {
    return createDeployment({
      program,
      stack: "test",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: this.url,
      armToken,
      onEvent,
      environment,
      engine: this.engine,
      inline: this.inline,
      config: asConfig({ computeId, resourceManager: this.url, ...this.always, ...config }),
    });
  }

  public async up(config: Config = {}): Promise<Result> {
    return succeeded(await (await this.deployment(config)).up());
  }

  /** Runs a preview, and checks that Azure was only looked at: a hook that takes it for an update would write. */
  public async onlyLooking(preview: () => Promise<Result>): Promise<Result> {
    await this.control.clearRequests();
    const result = await preview();
    const asked = (await this.control.requests()).filter(({ path: asks }) => asks.startsWith("/subscriptions"));
    expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
    return result;
  }

  public async preview(config: Config = {}, armToken?: string): Promise<Result> {
    return (await this.deployment(config, armToken)).preview();
  }

  /** Somebody new in Microsoft Entra, with a token for Azure Resource Manager. */
  public async principal(name: string): Promise<Principal> {
    const { principalId } = await this.control.createPrincipal(name);
    return { principalId, token: await this.control.token({ principalId }) };
  }

  /** Somebody who may look at everything in the resource group, and do nothing. */
  public async reader(): Promise<Principal> {
    const reader = await this.principal("reader");
    const answer = await this.arm(
      "PUT",
      `${groupId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`,
      {
        properties: {
          roleDefinitionId: readerRole,
          principalId: reader.principalId,
          principalType: "ServicePrincipal",
        },
      },
      { version: "2022-04-01" },
    );
    if (!answer.ok) {
      throw new Error(`the reader's role: ${answer.status} ${await answer.text()}`);
    }
    return reader;
  }

  /** What `az rest` does. */
  public async arm(
    method: string,
    id: string,
    body?: unknown,
    { token = "az", version = apiVersion } = {},
  ): Promise<Response> {
    return fetch(`${this.url}${id}?api-version=${version}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Puts something and waits until it is there. */
  public async put(id: string, body: unknown): Promise<void> {
    const answer = await this.arm("PUT", id, body);
    if (!answer.ok) {
      throw new Error(`PUT ${id}: ${answer.status} ${await answer.text()}`);
    }
    await this.idle(id);
  }

  /** What `az resource delete --ids <id>` does, and `az storage blob delete` for a blob, which ARM does not have. */
  public async delete(id: string): Promise<void> {
    if (id.includes("/blobs/")) {
      const blob = { urn: "", name: "", type: "azure-native:storage:Blob", id };
      return new AzureNativeProvider({ endpoint: this.url }).delete(blob);
    }
    const { status } = await this.arm("DELETE", id);
    if (status >= 400) {
      throw new Error(`DELETE ${id}: ${status}`);
    }
    while ((await this.arm("GET", id)).status !== 404) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Waits until nothing changes any more. */
  public async idle(id = endpointId): Promise<void> {
    let state: string;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      state = ((await this.endpoint(id)) as { properties: { provisioningState: string } }).properties.provisioningState;
    } while (!["Succeeded", "Failed"].includes(state));
  }

  /** What Azure says of the endpoint. */
  // Tests read deep into answers; the assertion is what checks them.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  public async endpoint(id = endpointId): Promise<any> {
    return (await this.arm("GET", id)).json();
  }

  /** The keys in force, as Azure tells those who may ask. */
  public async keysInAzure(): Promise<{ primaryKey: string; secondaryKey: string }> {
    return (await (await this.arm("POST", `${endpointId}/listKeys`)).json()) as {
      primaryKey: string;
      secondaryKey: string;
    };
  }

  /** What a caller gets; `deployment` asks for one in particular. */
  public async call(credential?: string, deployment?: string, id = endpointId): Promise<Called> {
    const { scoringUri } = (await this.endpoint(id)).properties as { scoringUri: string };
    return callAt(scoringUri, credential, deployment);
  }

  public async statusOf(credential?: string): Promise<number> {
    return (await this.call(credential)).status;
  }
}

/** The same tests where Azure makes its own keys, and where it takes those that it is sent. */
export function describeKeyWorlds(title: string, tests: (engine: Engine, takesKeyValue: boolean) => void): void {
  describeEngines(`${title}, with keys that Azure makes`, (engine) => tests(engine, false));
  describeEngines(`${title}, with keys that Azure is sent`, (engine) => tests(engine, true));
}

export async function callAt(scoringUri: string, credential?: string, deployment?: string): Promise<Called> {
  const response = await fetch(scoringUri, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...(deployment === undefined ? {} : { "azureml-model-deployment": deployment }),
    },
    body: "[1]",
  });
  const text = await response.text();
  return { status: response.status, ...(response.status === 200 ? (JSON.parse(text) as object) : {}) };
}

function asConfig(config: Config): Record<string, ConfigValue> {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, asConfigValue(value)]));
}

function asConfigValue(value: unknown): ConfigValue {
  if (typeof value === "string") {
    return value;
  }
  const isSecret = typeof value === "object" && value !== null && "secret" in value;
  return isSecret ? (value as { secret: string }) : JSON.stringify(value);
}

/** `create score-endpoint`, sorted; without the stack. */
export function changesOf(result: Result): string[] {
  return result.changes
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ op, name }) => `${op} ${name}`)
    .sort();
}

export function keysOf({ outputs }: Result): { primary: string; secondary: string } {
  return { primary: String(outputs.primaryKey?.value), secondary: String(outputs.secondaryKey?.value) };
}

/** Everything that a person gets to read. */
export function textOf({ messages, log, error }: Result): string {
  return `${messages.map(({ text }) => text).join("\n")}\n${log}\n${error ?? ""}`;
}
