import { setTimeout as sleep } from "node:timers/promises";

import { subscriptionId } from "../providers/azure-native/path";

const apiVersions: Record<string, string> = {
  "microsoft.resources": "2024-03-01",
  "microsoft.containerservice": "2025-09-01",
  "microsoft.machinelearningservices": "2025-12-01",
  "microsoft.storage": "2024-01-01",
  "microsoft.keyvault": "2024-11-01",
};

/** What a service on an online endpoint needs to find; everything has a default. */
export interface WorkspacePlan {
  readonly resourceGroup?: string;
  readonly workspace?: string;
  readonly location?: string;
  readonly storageAccount?: string;
  /** Kubernetes clusters. Default: one, `cluster`. */
  readonly clusters?: readonly string[];
  /** Those of them that are attached to the workspace, under their own names. Default: all. */
  readonly attached?: readonly string[];
  /** Names of instance types that the attached clusters have beside the default one. */
  readonly instanceTypes?: readonly string[];
}

export interface PreparedWorkspace {
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly workspaceId: string;
  readonly storageAccount: string;
  readonly clusterId: (name?: string) => string;
  readonly computeId: (name?: string) => string;
}

/**
 * Makes a workspace with its storage and its clusters as a person would with `az`, through Azure Resource Manager. What
 * exists already is brought to the plan.
 */
export async function prepareWorkspace(url: string, plan: WorkspacePlan = {}): Promise<PreparedWorkspace> {
  const { resourceGroup = "models", workspace = "studio", location = "westeurope" } = plan;
  const { storageAccount = "studiofiles", clusters = ["cluster"] } = plan;
  const put = (id: string, body: object) => putAndWait(url, id, body);

  const group = `/subscriptions/${subscriptionId()}/resourceGroups/${resourceGroup}`;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/${storageAccount}`;
  const workspaceId = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  const clusterId = (name = "cluster") => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const computeId = (name = "cluster") => `${workspaceId}/computes/${name}`;
  const identity = { type: "SystemAssigned" };

  await put(group, { location });
  await put(account, { location, kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} });
  await put(workspaceId, { location, identity, properties: { storageAccount: account } });
  for (const name of clusters) {
    // Enough of them for three routers.
    const nodes = { name: "nodes", count: 3, osType: "Linux", vmSize: "Standard_D4s_v5", mode: "System" };
    await put(clusterId(name), { location, identity, properties: { dnsPrefix: name, agentPoolProfiles: [nodes] } });
  }
  const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } };
  const instanceTypes = Object.fromEntries((plan.instanceTypes ?? []).map((name) => [name, { resources }]));
  for (const name of plan.attached ?? clusters) {
    const properties = { namespace: "default", instanceTypes };
    await put(computeId(name), {
      location,
      identity,
      properties: { computeType: "Kubernetes", resourceId: clusterId(name), properties },
    });
  }
  return { resourceGroup, workspace, workspaceId, storageAccount, clusterId, computeId };
}

interface Made {
  readonly properties?: Record<string, unknown> & { readonly provisioningState?: string };
}

/** Makes something as the subscription's owner, and waits until it is there. */
export async function putAndWait(url: string, id: string, body: object): Promise<Made> {
  const address = `${url}${id}?api-version=${apiVersionOf(id)}`;
  const headers = { authorization: "Bearer owner", "content-type": "application/json" };
  const answer = await fetch(address, { method: "PUT", headers, body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`PUT ${id}: ${answer.status} ${await answer.text()}`);
  }
  for (;;) {
    const now = await fetch(address, { headers });
    const found = (await now.json()) as Made;
    const state = found.properties?.provisioningState ?? "Succeeded";
    if (now.ok && state === "Succeeded") {
      return found;
    }
    // A creation that fails leaves nothing behind.
    if (!now.ok || ["Failed", "Canceled"].includes(state)) {
      throw new Error(`PUT ${id}: ${JSON.stringify(found)}`);
    }
    await sleep(50);
  }
}

function apiVersionOf(id: string): string {
  const namespace = /\/providers\/([^/]+)/.exec(id)?.[1] ?? "Microsoft.Resources";
  return apiVersions[namespace.toLowerCase()] ?? "";
}
