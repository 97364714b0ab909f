import { ArmError } from "../arm/arm-error";
import type { ArmResponse } from "../arm/http";
import { nameOf, parseId, sameId } from "../arm/resource-id";
import type { Documents } from "../documents";
import { purgeProtected } from "./errors";
import type { DeletedVaultDocument, SecretDocument, VaultDocument } from "./model";

const type = "Microsoft.KeyVault/deletedVaults";
const dayMs = 24 * 3600 * 1000;

/**
 * Vaults that are gone and can come back, with all their secrets. What was put on a vault, such as its role
 * assignments, does not come back (Microsoft, "Key Vault recovery management").
 */
export class DeletedVaults {
  constructor(private readonly documents: Documents) {}

  /** Puts a vault aside. First the copy, then the removal: a kill between them leaves the vault, not its loss. */
  add(vault: VaultDocument): void {
    const now = Date.now();
    this.documents.write<DeletedVaultDocument>({
      id: idOf(vault),
      vault,
      secrets: this.documents.list<SecretDocument>(vault.id, "secrets"),
      deletionDate: new Date(now).toISOString(),
      scheduledPurgeDate: new Date(now + vault.properties.softDeleteRetentionInDays * dayMs).toISOString(),
    });
    this.documents.remove(vault.id);
  }

  /** The names of vaults are unique in all of Azure, also those of deleted ones. */
  find(name: string): DeletedVaultDocument | undefined {
    return this.all().find(({ vault }) => sameId(nameOf(vault.id), name));
  }

  /** Brings a vault back, and answers it. */
  recover(deleted: DeletedVaultDocument): VaultDocument {
    deleted.secrets.forEach((secret) => this.documents.write(secret));
    const vault = this.documents.write(deleted.vault);
    this.documents.remove(deleted.id);
    return vault;
  }

  get(subscriptionId: string, location: string, name: string): ArmResponse {
    return { status: 200, body: view(this.require(subscriptionId, location, name)) };
  }

  list(subscriptionId: string): ArmResponse {
    return { status: 200, body: { value: this.of(subscriptionId).map(view) } };
  }

  purge(subscriptionId: string, location: string, name: string): ArmResponse {
    const deleted = this.require(subscriptionId, location, name);
    if (deleted.vault.properties.enablePurgeProtection) {
      throw purgeProtected(`the vault '${name}'`);
    }
    this.documents.remove(deleted.id);
    return { status: 200 };
  }

  private require(subscriptionId: string, location: string, name: string): DeletedVaultDocument {
    const deleted = this.of(subscriptionId).find(({ vault }) => sameId(nameOf(vault.id), name));
    if (deleted === undefined || !sameId(deleted.vault.location, location)) {
      throw new ArmError(
        404,
        "DeletedVaultNotFound",
        `The specified deleted vault '${name}' does not exist in the location '${location}'.`,
      );
    }
    return deleted;
  }

  private all(): DeletedVaultDocument[] {
    return this.documents
      .below<DeletedVaultDocument>("/", (id) =>
        new RegExp(`^/subscriptions/[^/]+/providers/${type}/[^/]+$`, "i").test(id),
      )
      .flatMap((deleted) => this.unlessOver(deleted) ?? []);
  }

  private of(subscriptionId: string): DeletedVaultDocument[] {
    return this.all().filter(({ id }) => sameId(parseId(id).subscriptionId ?? "", subscriptionId));
  }

  private unlessOver(deleted: DeletedVaultDocument): DeletedVaultDocument | undefined {
    // A vault that is there after all: a killed server had not removed it yet.
    if (this.documents.has(deleted.vault.id) || Date.parse(deleted.scheduledPurgeDate) <= Date.now()) {
      this.documents.remove(deleted.id);
      return undefined;
    }
    return deleted;
  }
}

function idOf({ id }: VaultDocument): string {
  return `/subscriptions/${parseId(id).subscriptionId}/providers/${type}/${nameOf(id)}`;
}

function view({ vault, deletionDate, scheduledPurgeDate }: DeletedVaultDocument) {
  const { subscriptionId } = parseId(vault.id);
  const name = nameOf(vault.id);
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${vault.location}/deletedVaults/${name}`,
    name,
    type,
    properties: {
      vaultId: vault.id,
      location: vault.location,
      tags: vault.tags ?? {},
      deletionDate,
      scheduledPurgeDate,
      ...(vault.properties.enablePurgeProtection ? { purgeProtectionEnabled: true } : {}),
    },
  };
}
