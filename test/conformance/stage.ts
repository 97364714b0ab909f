import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import { prepareWorkspace } from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { spawnLocalAzure, State, type SpawnedLocalAzure } from "@azureml-webservice/local-azure";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { freePorts } from "@azureml-webservice/local-azure/ports";
import { roles } from "@azureml-webservice/local-azure/testing/roles";

/** Where everything is that was deployed, and who the clients are. The secret opens nothing but this local Azure. */
export interface Place {
  readonly subscriptionId: string;
  readonly resourceManager: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly containerGroup: string;
  readonly gateway: string;
  readonly containerUri: string;
  /** Where its identity gets tokens. */
  readonly metadataHost: string;
  readonly vault: string;
  readonly vaultUri: string;
  /** Names of secrets begin with it. */
  readonly service: string;
}

/** A local Azure with one service of each kind, deployed by our components. */
export class Stage {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-"));
  private azure: SpawnedLocalAzure | undefined;

  public async open(log: (line: string) => void): Promise<Place> {
    // Clients are told to wait a second between two looks at an operation: told none at all, some wait half a minute.
    const azure = await spawnLocalAzure({ stateDir: path.join(this.folder, "azure"), tls: true });
    this.azure = azure;
    const client = await new LocalAzureControl(azure.url).createPrincipal("conformance");
    const workspace = await prepareWorkspace(azure.url);
    const vault = await PreparedVault.prepare(azure.url);
    for (const role of [roles.contributor, roles.secretsOfficer]) {
      await assignRole(azure.url, client.principalId, role);
    }
    const [port = 0, scoringPort = 0] = await freePorts(2);
    const deployment = await createDeployment({
      program: path.join(__dirname, "program"),
      stack: "conformance",
      stateDir: path.join(this.folder, "engine"),
      armEndpoint: azure.url,
      engine: "in-process",
      config: {
        "azure-native:location": "westeurope",
        ...vault.location,
        computeId: workspace.computeId(),
        principalId: client.principalId,
        resourceManager: azure.url,
        port: String(port),
        scoringPort: String(scoringPort),
      },
    });
    log(`deploying with the ${deployment.description}`);
    const { outputs } = succeeded(await deployment.up());
    const group = { subscriptionId: subscriptionId(), resourceGroup: "containers", name: "container" };
    const { identityPort } = new State(path.join(this.folder, "azure")).readGroup(group) ?? {};
    return {
      subscriptionId: subscriptionId(),
      resourceManager: azure.tlsUrl ?? "",
      caFile: azure.caFile ?? "",
      tenantId: client.tenantId,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      containerGroup: "container",
      gateway: "gateway",
      containerUri: String(outputs.containerUri?.value),
      metadataHost: `http://127.0.0.1:${identityPort}`,
      vault: vault.id.split("/").at(-1) ?? "",
      vaultUri: vault.uri,
      service: "container",
    };
  }

  public async close(): Promise<void> {
    await this.azure?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

async function assignRole(url: string, principalId: string, role: string): Promise<void> {
  const scope = `/subscriptions/${subscriptionId()}`;
  const provider = `${scope}/providers/Microsoft.Authorization`;
  const answer = await fetch(`${url}${provider}/roleAssignments/${randomUUID()}?api-version=2022-04-01`, {
    method: "PUT",
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    body: JSON.stringify({
      properties: {
        roleDefinitionId: `${provider}/roleDefinitions/${role}`,
        principalId,
        principalType: "ServicePrincipal",
      },
    }),
  });
  if (!answer.ok) {
    throw new Error(`the client's role: ${answer.status} ${await answer.text()}`);
  }
}
