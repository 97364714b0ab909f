import type { Answer, ArmClient } from "./arm-client";

const version = "?api-version=2025-12-01";
export const image = "mcr.microsoft.com/azureml/minimal-py312-inference:latest";

type Body = Record<string, unknown>;

/** Azure ML's part of ARM, for tests: one workspace, with short words for what is in it. */
export class OnlineClient {
  constructor(
    readonly arm: ArmClient,
    private readonly workspaceName = "work",
  ) {}

  get workspace(): string {
    return `${this.arm.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${this.workspaceName}`;
  }

  get compute(): string {
    return `${this.workspace}/computes/cluster`;
  }

  endpoint(name: string): string {
    return `${this.workspace}/onlineEndpoints/${name}`;
  }

  deployment(endpoint: string, name: string): string {
    return `${this.endpoint(endpoint)}/deployments/${name}`;
  }

  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.arm.send(method, path.includes("?") ? path : path + version, body, headers);
  }

  /** A workspace with a compute that has an instance type, and an environment that runs here. */
  async prepare(): Promise<void> {
    await this.done("PUT", this.workspace, { location: "westeurope", properties: {} });
    const clusters = `${this.arm.resourceGroup}/providers/Microsoft.ContainerService/managedClusters`;
    const small = { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } } };
    await this.done("PUT", this.compute, {
      location: "westeurope",
      properties: {
        computeType: "Kubernetes",
        resourceId: `${clusters}/cluster`,
        properties: { instanceTypes: { small } },
      },
    });
    await this.done("PUT", `${this.workspace}/environments/server/versions/1`, { properties: { image } });
  }

  /** Sends, waits for the end of what it begins, and answers what that ends with: the first answer, or its error. */
  async done(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (answer.headers.has("azure-asyncoperation")) {
      const { error } = await this.arm.finished(answer);
      return error ? { ...answer, status: 409, body: { error } } : answer;
    }
    return answer.headers.has("location") ? this.arm.ended(answer) : answer;
  }

  /** The same, for what has to succeed; answers what GET then says. */
  async put(path: string, body: unknown): Promise<Answer["body"]> {
    const { status, body: answered } = await this.done("PUT", path, body);
    if (status >= 300) {
      throw new Error(`PUT ${path}: ${JSON.stringify(answered)}`);
    }
    return (await this.send("GET", path)).body;
  }

  async remove(path: string): Promise<void> {
    const { status } = await this.done("DELETE", path);
    if (status !== 204) {
      throw new Error(`DELETE ${path}: ${status}`);
    }
  }
}

export function endpointBody(properties: Body = {}, more: Body = {}): Body & { properties: Body } {
  return { location: "westeurope", ...more, properties: { authMode: "Key", ...properties } };
}

/** A deployment on managed compute. */
export function managedBody(client: OnlineClient, properties: Body = {}, more: Body = {}): Body & { properties: Body } {
  return {
    location: "westeurope",
    sku: { name: "Default", capacity: 1 },
    ...more,
    properties: {
      endpointComputeType: "Managed",
      instanceType: "Standard_DS3_v2",
      environmentId: `${client.workspace}/environments/server/versions/1`,
      codeConfiguration: { codeId: `${client.workspace}/codes/score/versions/1`, scoringScript: "score.py" },
      ...properties,
    },
  };
}

export function kubernetesBody(
  client: OnlineClient,
  properties: Body = {},
  more: Body = {},
): Body & { properties: Body } {
  const { instanceType: _, ...common } = managedBody(client).properties;
  return managedBody(
    client,
    { ...common, endpointComputeType: "Kubernetes", instanceType: undefined, ...properties },
    more,
  );
}
