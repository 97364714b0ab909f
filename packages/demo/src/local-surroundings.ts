import * as fs from "node:fs";
import * as path from "node:path";

import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { PreparedVault } from "@azureml-webservice/deploy-harness/testing/prepared-vault";
import {
  prepareWorkspace,
  putAndWait,
  type WorkspacePlan,
} from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { Arm } from "./arm";
import { certifiedHere, freePort } from "./certificates";
import { clientCredentialsToken } from "./entra-token";
import type { ScenarioTools } from "./scenario";
import type { Certified, Config, GivenWorkspace, Surroundings } from "./surroundings";

const localImage = "mcr.microsoft.com/azureml/minimal-py312-inference:latest";
const day = 24 * 3600;

type Host = Pick<ScenarioTools, "terminal" | "folder" | "atEnd" | "keepFile">;

/** What a scenario finds on local Azure, made as the subscription's owner. */
export class LocalSurroundings implements Surroundings {
  readonly control: LocalAzureControl;
  readonly arm: Arm;

  constructor(
    private readonly host: Host,
    private readonly url: string,
    /** Where the shares of Azure Files are folders. */
    private readonly sharesFolder: string,
  ) {
    this.control = new LocalAzureControl(url);
    this.arm = new Arm(url, () => Promise.resolve("owner"), 50);
  }

  async containers(tls?: "tls"): Promise<Config> {
    const { terminal } = this.host;
    const port: Config = tls === undefined ? { port: await freePort(terminal, "port", 8080) } : {};
    const scoringPort = await freePort(terminal, "scoringPort", 5001);
    return { image: localImage, "azure-native:location": "westeurope", ...port, scoringPort };
  }

  certified(): Promise<Certified> {
    return certifiedHere(this.host);
  }

  /** The files that the authority gave the gateway, which the share has: here they stand for some that are bought. */
  boughtCertificate({ hostname, trusted }: Certified): Promise<{ config: Config; trusted?: string }> {
    const files = fs.readdirSync(this.sharesFolder, { recursive: true, encoding: "utf8" });
    const read = (name: string) => {
      const file = files.find((each) => path.basename(each) === name);
      return fs.readFileSync(path.join(this.sharesFolder, file ?? name), "utf8");
    };
    return Promise.resolve({
      config: { certificate: read(`${hostname}.crt`), privateKey: read(`${hostname}.key`) },
      trusted,
    });
  }

  async share(): Promise<Config> {
    const group = `/subscriptions/${subscriptionId()}/resourceGroups/shared`;
    const account = `${group}/providers/Microsoft.Storage/storageAccounts/contoso`;
    await putAndWait(this.url, group, { location: "westeurope" });
    await putAndWait(this.url, account, { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } });
    await putAndWait(this.url, `${account}/fileServices/default/shares/certificates`, { properties: {} });
    const { body } = await this.arm.request("POST", `${account}/listKeys`, "2024-01-01");
    const [key] = body.keys as { value: string }[];
    this.host.terminal.line("share certificates in the storage account contoso");
    return { storageAccount: "contoso", storageKey: key?.value ?? "", share: "certificates" };
  }

  vault(): Promise<PreparedVault> {
    return PreparedVault.prepare(this.url);
  }

  async workspace(plan: WorkspacePlan = {}): Promise<GivenWorkspace> {
    const workspace = await prepareWorkspace(this.url, plan);
    this.host.terminal.line(`workspace ${workspace.workspace} with its storage, as az would have made them`);
    return {
      clusterId: workspace.clusterId,
      computeId: workspace.computeId,
      config: {
        resourceGroup: workspace.resourceGroup,
        workspace: workspace.workspace,
        image: localImage,
        resourceManagerEndpoint: this.url,
      },
    };
  }

  principal(name: string): Promise<NewPrincipal> {
    return this.control.createPrincipal(name);
  }

  async entraToken(who: NewPrincipal, scope: string): Promise<string> {
    return (await clientCredentialsToken(this.url, who, scope)).token;
  }

  async longToken({ principalId }: NewPrincipal, audience: string): Promise<{ token: string; expires: number }> {
    const token = await this.control.token({ principalId, audience, expiresInSeconds: day });
    return { token, expires: Math.floor(Date.now() / 1000) + day };
  }
}
