import { nameOf } from "../arm/resource-id";
import type { SecretDocument, SecretVersion, VaultDocument } from "./model";
import { currentVersion } from "./secrets";

// The objects of the data plane: specification 7.6 of Key Vault, SecretBundle, SecretItem and their deleted twins.

type Bundle = Record<string, unknown>;

/** A version without its value: what is answered to a change of what is said of it. */
export function described(vault: VaultDocument, name: string, { id, ...version }: SecretVersion): Bundle {
  return { ...said(vault, version), id: `${vault.properties.vaultUri}secrets/${name}/${id}` };
}

/** A version with its value. */
export function bundle(vault: VaultDocument, name: string, version: SecretVersion): Bundle {
  return { value: version.value, ...described(vault, name, version) };
}

/** A secret in a list: its address has no version. */
export function item(vault: VaultDocument, secret: SecretDocument): Bundle {
  return { ...said(vault, currentVersion(secret)), id: `${vault.properties.vaultUri}secrets/${nameOf(secret.id)}` };
}

export function deletedBundle(vault: VaultDocument, secret: SecretDocument): Bundle {
  return { ...described(vault, nameOf(secret.id), currentVersion(secret)), ...deletion(vault, secret) };
}

export function deletedItem(vault: VaultDocument, secret: SecretDocument): Bundle {
  return { ...item(vault, secret), ...deletion(vault, secret) };
}

function deletion(vault: VaultDocument, { id, deleted }: SecretDocument): Bundle {
  return {
    recoveryId: `${vault.properties.vaultUri}deletedsecrets/${nameOf(id)}`,
    deletedDate: deleted?.date,
    scheduledPurgeDate: deleted?.purgeDate,
  };
}

function said(vault: VaultDocument, { contentType, attributes, tags }: Omit<SecretVersion, "id">): Bundle {
  return {
    ...(contentType === undefined ? {} : { contentType }),
    attributes: { ...attributes, ...recovery(vault) },
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Microsoft, specification of DeletionRecoveryLevel. */
function recovery({ properties }: VaultDocument): Bundle {
  const { softDeleteRetentionInDays: recoverableDays, enablePurgeProtection } = properties;
  const kept = recoverableDays < 90 ? "CustomizedRecoverable" : "Recoverable";
  return { recoveryLevel: enablePurgeProtection ? kept : `${kept}+Purgeable`, recoverableDays };
}
