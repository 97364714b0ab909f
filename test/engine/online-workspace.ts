const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
export const groupId = `${subscription}/resourceGroups/models`;
const account = `${groupId}/providers/Microsoft.Storage/storageAccounts/studiofiles`;

export const workspaceId = `${groupId}/providers/Microsoft.MachineLearningServices/workspaces/studio`;

/** What a service needs to find in Azure, made as a person would with `az`. */
export async function prepareWorkspace(url: string): Promise<void> {
  const put = putter(url);
  const location = "westeurope";
  await put(groupId, "2024-03-01", { location });
  await put(account, "2024-01-01", { location, kind: "StorageV2", sku: { name: "Standard_LRS" } });
  await put(`${account}/blobServices/default/containers/code`, "2024-01-01", { properties: {} });
  await put(workspaceId, "2025-12-01", {
    location,
    identity: { type: "SystemAssigned" },
    properties: { storageAccount: account },
  });
  const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } };
  for (const name of ["cluster", "other"]) {
    const cluster = `${groupId}/providers/Microsoft.ContainerService/managedClusters/${name}`;
    await put(`${workspaceId}/computes/${name}`, "2025-12-01", {
      location,
      properties: {
        computeType: "Kubernetes",
        resourceId: cluster,
        properties: { namespace: "default", instanceTypes: { large: { resources } } },
      },
    });
  }
}

function putter(url: string) {
  const headers = { authorization: "Bearer az", "content-type": "application/json" };
  return async (id: string, apiVersion: string, body: unknown): Promise<void> => {
    const address = `${url}${id}?api-version=${apiVersion}`;
    const answer = await fetch(address, { method: "PUT", headers, body: JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(`PUT ${id}: ${answer.status} ${await answer.text()}`);
    }
    for (;;) {
      const found = (await (await fetch(address, { headers })).json()) as { properties?: Record<string, unknown> };
      if (["Succeeded", undefined].includes(found.properties?.provisioningState as string | undefined)) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
}
