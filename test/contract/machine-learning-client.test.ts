import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import { createDeployment } from "@azureml-webservice/deploy-harness";
import { startLocalAzure, type LocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";

jest.setTimeout(120_000);

const subscription = "00000000-0000-0000-0000-000000000000";
const place = ["contract", "studio"] as const;

const folder = mkdtempSync(path.join(tmpdir(), "machine-learning-client-"));
let azure: LocalAzure;
let client: AzureMachineLearningWorkspaces;

/** What a program has deployed, read by Microsoft's client: it speaks an older API version, and TLS only. */
beforeAll(async () => {
  azure = await startLocalAzure({ stateDir: path.join(folder, "azure"), tls: true });
  const { principalId } = await new LocalAzureControl(azure.url).createPrincipal("caller");
  const deployment = await createDeployment({
    program: path.join(__dirname, "..", "..", "packages", "deploy-harness", "test", "fixtures", "online-resources"),
    stack: "client",
    stateDir: path.join(folder, "engine"),
    armEndpoint: azure.url,
    engine: "in-process",
    config: { principalId, accountName: "clientfiles" },
  });
  const result = await deployment.up();
  if (!result.ok) {
    throw new Error(`${result.error}\n${result.log}`);
  }
  client = new AzureMachineLearningWorkspaces(
    { getToken: async () => ({ token: "owner", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    subscription,
    { endpoint: azure.tlsUrl, tlsOptions: { ca: readFileSync(azure.caFile ?? "", "utf8") } },
  );
});

afterAll(async () => {
  await azure?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) {
    items.push(item);
  }
  return items;
}

test("it speaks an older version, to an address with TLS", () => {
  expect(client.apiVersion).toBe("2022-10-01");
  expect(azure.tlsUrl).toMatch(/^https:/);
});

test("it reads and lists endpoints", async () => {
  const endpoint = await client.onlineEndpoints.get(...place, "score");
  expect(endpoint).toMatchObject({
    name: "score",
    location: "westeurope",
    identity: { type: "SystemAssigned", principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    properties: {
      authMode: "Key",
      description: "as created",
      provisioningState: "Succeeded",
      scoringUri: expect.stringMatching(/^http:.*\/score$/) as string,
    },
  });
  expect(await all(client.onlineEndpoints.list(...place))).toEqual([endpoint]);
});

test("it reads and lists deployments, as what they are", async () => {
  const deployment = await client.onlineDeployments.get(...place, "score", "blue");
  expect(deployment).toMatchObject({
    name: "blue",
    sku: { name: "Default", capacity: 1 },
    properties: {
      endpointComputeType: "Kubernetes",
      provisioningState: "Succeeded",
      codeConfiguration: { scoringScript: "score.py" },
      containerResourceRequirements: { containerResourceRequests: { cpu: "500m", memory: "0.5Gi" } },
      scaleSettings: { scaleType: "Default" },
    },
  });
  expect(await all(client.onlineDeployments.list(...place, "score"))).toEqual([deployment]);
});

test("it lists keys, and waits until one is regenerated", async () => {
  const before = await client.onlineEndpoints.listKeys(...place, "score");
  await client.onlineEndpoints.beginRegenerateKeysAndWait(...place, "score", {
    keyType: "Secondary",
  });
  const keys = await client.onlineEndpoints.listKeys(...place, "score");
  expect(keys.primaryKey).toBe(before.primaryKey);
  expect(keys.secondaryKey).not.toBe(before.secondaryKey);
});

test("it reads the workspace, the compute and what is registered", async () => {
  expect(await client.workspaces.get(...place)).toMatchObject({ name: "studio", location: "westeurope" });
  expect(await client.computeOperations.get(...place, "aks")).toMatchObject({
    properties: { computeType: "Kubernetes", provisioningState: "Succeeded" },
  });
  expect(await client.modelVersions.get(...place, "diabetes", "1")).toMatchObject({ name: "1" });
  expect(await client.environmentVersions.get(...place, "python", "1")).toMatchObject({ name: "1" });
  expect(await client.codeVersions.get(...place, "score", "1")).toMatchObject({ name: "1" });
});

test("it understands what is refused", async () => {
  await expect(client.onlineEndpoints.get(...place, "missing")).rejects.toMatchObject({
    statusCode: 404,
    code: expect.stringMatching(/NotFound$/) as string,
  });
});
