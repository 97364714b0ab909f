import { ArmError, badRequest } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { tagsOf } from "../arm/location";
import { nameOf, parseId, sameId } from "../arm/resource-id";
import { checkShape } from "../arm/shape";
import { notFound } from "../arm/stored-resource";
import { checkedBody, checkSameLocation, trackedView } from "../arm/tracked-resource";
import type { Documents } from "../documents";
import type { DeletedVaults } from "./deleted-vaults";
import { vaultType, type VaultDocument, type VaultProperties } from "./model";
import { vaultPatchShape, vaultShape } from "./shapes";

/** From this version on a new vault goes by roles unless it says otherwise (Microsoft, "Prepare for Key Vault API version 2026-02-01"). */
const rolesByDefaultFrom = "2026-02-01";

/** The data planes of the vaults, each at an address of its own. */
export interface VaultListeners {
  /** Opens a new data plane and answers its port. */
  open(name: string): Promise<number>;
  /** Opens one again that there was before. */
  reopen(vault: VaultDocument): Promise<void>;
  close(vault: Pick<VaultDocument, "port">): Promise<void>;
}

/** Vaults as Azure Resource Manager has them. */
export class Vaults {
  constructor(
    private readonly documents: Documents,
    private readonly deleted: DeletedVaults,
    private readonly listeners: VaultListeners,
  ) {}

  async put(request: ArmRequest, id: string): Promise<ArmResponse> {
    const name = nameOf(id);
    checkName(name);
    const sent = checkedBody(vaultShape, request.body);
    const before = this.documents.read<VaultDocument>(id);
    checkSameLocation(before, sent.location);
    const wanted = sent.properties as Partial<VaultProperties>;
    checkProperties(wanted, before?.properties);
    if (before === undefined) {
      this.checkUnused(name);
      const recovered = this.recovered(id, wanted);
      if (recovered) {
        await this.listeners.reopen(recovered);
        return { status: 201, body: trackedView(recovered) };
      }
    }
    const port = before?.port ?? (await this.portFor(id));
    const vault = this.documents.write<VaultDocument>({
      ...sent,
      id: before?.id ?? id,
      port,
      properties: withDefaults(wanted, before?.properties, port, request.query.get("api-version") ?? ""),
    });
    return { status: before ? 200 : 201, body: trackedView(vault) };
  }

  /** The port of a new vault; opening one takes a moment, in which another request may have made the vault. */
  private async portFor(id: string): Promise<number> {
    const port = await this.listeners.open(nameOf(id));
    const meanwhile = this.documents.read<VaultDocument>(id);
    if (meanwhile === undefined) {
      return port;
    }
    await this.listeners.close({ port });
    return meanwhile.port;
  }

  patch(request: ArmRequest, id: string): ArmResponse {
    const vault = this.require(id);
    checkShape(vaultPatchShape, request.body ?? {});
    const { tags, properties = {} } = request.body as { tags?: unknown; properties?: Partial<VaultProperties> };
    checkProperties({ ...vault.properties, ...properties }, vault.properties);
    const changed = this.documents.write<VaultDocument>({
      ...vault,
      ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
      properties: { ...vault.properties, ...properties },
    });
    return { status: 200, body: trackedView(changed) };
  }

  get(id: string): ArmResponse {
    return { status: 200, body: trackedView(this.require(id)) };
  }

  list(resourceGroupId: string): ArmResponse {
    const vaults = this.documents.list<VaultDocument>(resourceGroupId, `providers/${vaultType}`);
    return { status: 200, body: { value: vaults.map(trackedView) } };
  }

  inSubscription(subscriptionId: string): ArmResponse {
    return { status: 200, body: { value: this.all(subscriptionId).map(trackedView) } };
  }

  async delete(id: string): Promise<ArmResponse> {
    const vault = this.documents.read<VaultDocument>(id);
    if (vault === undefined) {
      return { status: 204 };
    }
    await this.listeners.close(vault);
    this.deleted.add(vault);
    return { status: 200 };
  }

  /** The vaults of a deleted resource group are deleted as any other: their names stay taken. */
  async deleteAll(subscriptionId: string, resourceGroup: string): Promise<boolean> {
    const inside = this.all(subscriptionId).filter(({ id }) => sameId(parseId(id).resourceGroup ?? "", resourceGroup));
    await Promise.all(inside.map(({ id }) => this.delete(id)));
    return true;
  }

  all(subscriptionId?: string): VaultDocument[] {
    return this.documents.ofType<VaultDocument>(vaultType, subscriptionId);
  }

  require(id: string): VaultDocument {
    const vault = this.documents.read<VaultDocument>(id);
    if (vault === undefined) {
      throw notFound(vaultType, id);
    }
    return vault;
  }

  private checkUnused(name: string): void {
    if (this.all().some((other) => sameId(nameOf(other.id), name))) {
      throw new ArmError(
        409,
        "VaultAlreadyExists",
        `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name ` +
          "is already taken.",
      );
    }
  }

  /** The vault that comes back, where that is asked for; a deleted one that is not asked for keeps its name. */
  private recovered(id: string, { createMode }: Partial<VaultProperties>): VaultDocument | undefined {
    const deleted = this.deleted.find(nameOf(id));
    if (createMode !== "recover") {
      if (deleted) {
        throw new ArmError(
          409,
          "ConflictError",
          "A vault with the same name already exists in deleted state. You need to either recover or purge existing " +
            "key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft " +
            "delete.",
        );
      }
      return undefined;
    }
    if (deleted === undefined || !sameId(deleted.vault.id, id)) {
      // unseen: code and words
      throw new ArmError(404, "DeletedVaultNotFound", `There is no deleted vault '${id}' that could be recovered.`);
    }
    return this.deleted.recover(deleted);
  }
}

function checkName(name: string): void {
  if (!/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/.test(name)) {
    throw badRequest(
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must ` +
        "begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for " +
        "more information: https://go.microsoft.com/fwlink/?linkid=2147742",
    );
  }
}

/** What the form cannot say; documented in the specification's descriptions of these properties. */
function checkProperties(wanted: Partial<VaultProperties>, before: VaultProperties | undefined): void {
  const refused = (message: string) => badRequest("BadRequest", message);
  const days = wanted.softDeleteRetentionInDays;
  if (days !== undefined && (days < 7 || days > 90)) {
    throw refused('The property "softDeleteRetentionInDays" must be between 7 and 90.');
  }
  if (before && days !== undefined && days !== before.softDeleteRetentionInDays) {
    throw refused('The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.');
  }
  if (wanted["enableSoftDelete"] === false) {
    throw refused(
      "The property \"enableSoftDelete\" can be set to false only for creating new vault. Enabling the 'soft delete' " +
        "functionality is irreversible.",
    );
  }
  if (wanted.enablePurgeProtection === false) {
    throw refused(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an ' +
        "irreversible action.",
    );
  }
}

function withDefaults(
  { createMode: _mode, ...wanted }: Partial<VaultProperties>,
  before: VaultProperties | undefined,
  port: number,
  apiVersion: string,
): VaultProperties {
  return {
    ...wanted,
    tenantId: wanted.tenantId ?? "",
    accessPolicies: wanted.accessPolicies ?? [],
    enabledForDeployment: wanted["enabledForDeployment"] ?? false,
    enableSoftDelete: true,
    softDeleteRetentionInDays: wanted.softDeleteRetentionInDays ?? before?.softDeleteRetentionInDays ?? 90,
    enableRbacAuthorization:
      wanted.enableRbacAuthorization ?? before?.enableRbacAuthorization ?? apiVersion >= rolesByDefaultFrom,
    ...(before?.enablePurgeProtection ? { enablePurgeProtection: true } : {}),
    publicNetworkAccess: wanted["publicNetworkAccess"] ?? "Enabled",
    vaultUri: `https://127.0.0.1:${port}/`,
    provisioningState: "Succeeded",
  };
}
