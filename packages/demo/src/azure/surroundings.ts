import { randomUUID } from "node:crypto";
import * as path from "node:path";

import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import type { Arm } from "../arm";
import { until } from "../call";
import { certifiedHere, freePort } from "../certificates";
import { clientCredentialsToken } from "../entra-token";
import type { GivenId, ScenarioTools } from "../scenario";
import {
  type Certified,
  type Config,
  type GivenWorkspace,
  type Surroundings,
  type Vault,
  vaultAudience,
} from "../surroundings";
import { trust } from "../trust";
import type { Cloud } from "./cloud";
import { Directory } from "./directory";
import { imageFolder } from "./image-folder";
import type { Names } from "./names";
import { builtImage } from "./registry";
import type { Redaction } from "./report";
import { selfSigned } from "./self-signed";
import { claimsOf, type SignIn } from "./sign-in";

const storageVersion = "2024-01-01";
const vaultVersion = "2024-11-01";
const mlVersion = "2025-12-01";
const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
/** Entra knows a new application everywhere after a while. */
const entraSeconds = 120;

export interface Place {
  readonly cloud: Cloud;
  readonly arm: Arm;
  readonly signIn: SignIn;
  readonly subscription: string;
  readonly location: string;
  readonly names: Names;
  /** An image that is there already. */
  readonly image?: string;
  readonly given: Partial<Record<GivenId, string>>;
  readonly redaction: Redaction;
  /** The folder of the example. */
  readonly program: string;
}

type Host = Pick<ScenarioTools, "terminal" | "folder" | "atEnd" | "keepFile">;

/** What a scenario finds on a subscription, made in a resource group that is deleted at the end. */
export class AzureSurroundings implements Surroundings {
  private readonly directory: Directory;
  /** The workspace that the scenario works in, once it has asked for one. */
  workspaceFound: { readonly id: string; readonly location: string } | undefined;
  private image: Promise<string> | undefined;
  private madeVault: Promise<Vault> | undefined;
  private storage: Promise<string> | undefined;

  constructor(
    private readonly host: Host,
    private readonly place: Place,
    tenantId: string,
  ) {
    this.directory = new Directory(tenantId, place.signIn.token);
  }

  get arm(): Arm {
    return this.place.arm;
  }

  /** The group of what the example finds. */
  get groupId(): string {
    return `/subscriptions/${this.place.subscription}/resourceGroups/${this.place.names.givenGroup}`;
  }

  /** Applications in the directory, which go with no resource group. */
  get applications(): readonly string[] {
    return this.directory.applications;
  }

  async clear(): Promise<void> {
    await this.directory.clear();
  }

  async containers(tls?: "tls"): Promise<Config> {
    const { names, location, cloud } = this.place;
    const common = {
      image: await this.imageOnce(),
      "azure-native:location": location,
      resourceGroup: names.programGroup,
    };
    if (!cloud.isLocal) {
      return { ...common, dnsNameLabel: names.dnsNameLabel };
    }
    // Containers of local Azure have the address and the ports of this machine, and no name.
    const port: Config = tls === undefined ? { port: await freePort(this.host.terminal, "port", 8080) } : {};
    return { ...common, ...port, scoringPort: await freePort(this.host.terminal, "scoringPort", 5001) };
  }

  async certified(): Promise<Certified> {
    if (this.place.cloud.isLocal) {
      return certifiedHere(this.host);
    }
    const { names, location } = this.place;
    const hostname = `${names.dnsNameLabel}.${location}.azurecontainer.io`;
    return { hostname, plainUri: `http://${hostname}`, config: { dnsNameLabel: names.dnsNameLabel } };
  }

  async boughtCertificate({ hostname }: Certified): Promise<{ config: Config; trusted: string }> {
    const made = await selfSigned(hostname, this.host.folder);
    trust(made.certificate);
    this.place.redaction.add("private-key", made.privateKey);
    const file = "bought.pem";
    this.host.keepFile(file, made.certificate);
    return { config: made, trusted: path.join(this.host.folder, file) };
  }

  async share(): Promise<Config> {
    const { names, redaction } = this.place;
    const account = await this.storageOnce();
    await this.arm.put(`${account}/fileServices/default/shares/certificates`, storageVersion, { properties: {} });
    const { body } = await this.arm.request("POST", `${account}/listKeys`, storageVersion);
    const storageKey = (body.keys as { value: string }[])[0]?.value ?? "";
    redaction.add("storage-key", storageKey);
    this.host.terminal.line(`share certificates in the storage account ${names.storageAccount}`);
    return { storageAccount: names.storageAccount, storageKey, share: "certificates" };
  }

  vault(): Promise<Vault> {
    return (this.madeVault ??= this.makeVault());
  }

  private async makeVault(): Promise<Vault> {
    const { arm, cloud, location, names, redaction, signIn } = this.place;
    const { oid, tid, idtyp } = claimsOf(await signIn.token("https://management.azure.com"));
    const id = `${this.groupId}/providers/Microsoft.KeyVault/vaults/${names.vault}`;
    const { properties } = await arm.put(id, vaultVersion, {
      location,
      properties: {
        tenantId: tid,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        softDeleteRetentionInDays: 7,
      },
    });
    // Keys are written over Azure Resource Manager; who reads or deletes them needs a role for data.
    const { subscription } = this.place;
    await arm.put(`${id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, "2022-04-01", {
      properties: {
        principalId: oid,
        principalType: idtyp === "app" ? "ServicePrincipal" : "User",
        roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${secretsOfficer}`,
      },
    });
    const authority = cloud.isLocal ? await new LocalAzureControl(cloud.resourceManager).authority() : undefined;
    if (authority !== undefined) {
      trust(authority);
    }
    const vaultUri = String((properties as { vaultUri: string }).vaultUri);
    const read = async (uri: string) => {
      const authorization = `Bearer ${await signIn.token(vaultAudience)}`;
      const answer = await fetch(`${uri}?api-version=7.4`, { headers: { authorization } });
      return { status: answer.status, body: (await answer.json()) as { value?: string } };
    };
    return {
      id,
      location: { vaultId: id, vaultUri },
      authority,
      value: async (uri) => {
        // The new role counts after a while.
        const { status, body } = await until(
          () => read(uri),
          (answer) => answer.status !== 403,
        );
        if (status !== 200 && status !== 404) {
          throw new Error(`GET ${uri}: ${status}`);
        }
        redaction.add("key", body.value);
        return body.value;
      },
    };
  }

  async workspace(): Promise<GivenWorkspace> {
    const { arm, names, given, cloud } = this.place;
    const { compute = "", cluster = "" } = given;
    const id =
      given.workspace ?? (compute === "" ? await this.makeWorkspace() : compute.replace(/\/computes\/.*$/i, ""));
    const { body } = await arm.request("GET", id, mlVersion);
    this.workspaceFound = { id, location: String(body.location) };
    const [, , , group = "", , , , name = ""] = id.split("/").slice(1);
    this.host.terminal.line(`workspace ${name} in ${String(body.location)}`);
    return {
      clusterId: () => cluster,
      computeId: () => compute,
      config: {
        resourceGroup: group,
        workspace: name,
        image: await this.imageOnce(),
        endpointName: names.endpoint,
        ...(cloud.isLocal ? { resourceManagerEndpoint: cloud.resourceManager } : {}),
      },
    };
  }

  private async makeWorkspace(): Promise<string> {
    const { arm, location, names } = this.place;
    const id = `${this.groupId}/providers/Microsoft.MachineLearningServices/workspaces/${names.workspace}`;
    const [storageAccount, { id: keyVault }, applicationInsights] = [
      await this.storageOnce(),
      await this.vault(),
      await this.insights(),
    ];
    this.host.terminal.line("making a workspace, which takes a minute");
    await arm.put(id, mlVersion, {
      location,
      identity: { type: "SystemAssigned" },
      properties: { storageAccount, keyVault, applicationInsights },
    });
    return id;
  }

  /** A workspace wants one; local Azure has none. */
  private async insights(): Promise<string | undefined> {
    const { arm, cloud, location, names } = this.place;
    if (cloud.isLocal) {
      return undefined;
    }
    const logs = `${this.groupId}/providers/Microsoft.OperationalInsights/workspaces/${names.logs}`;
    const id = `${this.groupId}/providers/Microsoft.Insights/components/${names.insights}`;
    await arm.put(logs, "2023-09-01", { location, properties: { sku: { name: "PerGB2018" }, retentionInDays: 30 } });
    const properties = { Application_Type: "web", WorkspaceResourceId: logs };
    await arm.put(id, "2020-02-02", { location, kind: "web", properties });
    return id;
  }

  private storageOnce(): Promise<string> {
    const { arm, location, names } = this.place;
    const id = `${this.groupId}/providers/Microsoft.Storage/storageAccounts/${names.storageAccount}`;
    const definition = { location, kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} };
    return (this.storage ??= arm.put(id, storageVersion, definition).then(() => id));
  }

  private imageOnce(): Promise<string> {
    const { image, location, names, program } = this.place;
    if (image !== undefined) {
      return Promise.resolve(image);
    }
    const id = `${this.groupId}/providers/Microsoft.ContainerRegistry/registries/${names.registry}`;
    const build = () => {
      this.host.terminal.line(`building the image in the registry ${names.registry}, which takes some minutes`);
      return builtImage(this.arm, { id, location }, imageFolder(program, this.host.folder));
    };
    return (this.image ??= build());
  }

  async principal(name: string): Promise<NewPrincipal> {
    const { cloud, names, redaction } = this.place;
    const displayName = `${names.prefix}-${name}`;
    const made = cloud.isLocal
      ? await new LocalAzureControl(cloud.resourceManager).createPrincipal(displayName)
      : await this.directory.createPrincipal(displayName);
    redaction.add("client-secret", made.clientSecret);
    return made;
  }

  async entraToken(who: NewPrincipal, scope: string): Promise<string> {
    return (await this.tokenOf(who, scope)).token;
  }

  longToken(who: NewPrincipal, audience: string): Promise<{ token: string; expires: number }> {
    return this.tokenOf(who, `${audience}/.default`);
  }

  private async tokenOf(who: NewPrincipal, scope: string): Promise<{ token: string; expires: number }> {
    const ask = () => clientCredentialsToken(this.place.cloud.login, who, scope).catch((error: Error): Error => error);
    const got = await until(ask, (answer) => !(answer instanceof Error), entraSeconds);
    if (got instanceof Error) {
      throw got;
    }
    this.place.redaction.add("token", got.token);
    return got;
  }
}
