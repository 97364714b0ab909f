import type { TrackedResource } from "../arm/tracked-resource";
import type { Document } from "../documents";

export const vaultType = "Microsoft.KeyVault/vaults";

export interface VaultDocument extends TrackedResource {
  /** Where its data plane listens; chosen once, so that the addresses of its secrets stay. */
  port: number;
  properties: VaultProperties;
}

export interface VaultProperties extends Record<string, unknown> {
  tenantId: string;
  vaultUri: string;
  softDeleteRetentionInDays: number;
  enableRbacAuthorization: boolean;
  enablePurgeProtection?: boolean;
  accessPolicies: AccessPolicy[];
}

export interface AccessPolicy {
  tenantId: string;
  objectId: string;
  permissions: { secrets?: string[] };
}

export interface SecretAttributes {
  enabled: boolean;
  /** Seconds since 1970, as all times of the data plane. */
  nbf?: number;
  exp?: number;
  created: number;
  updated: number;
}

/** What a caller says of a version; what is left out keeps its default. */
export interface SecretDetails {
  contentType?: string;
  attributes?: Partial<Pick<SecretAttributes, "enabled" | "nbf" | "exp">>;
  tags?: Record<string, string>;
}

export interface SecretVersion extends Omit<SecretDetails, "attributes"> {
  /** 32 hexadecimal digits. */
  id: string;
  value: string;
  attributes: SecretAttributes;
}

export interface SecretDocument extends Document {
  /** Oldest first; the last one is the current one. */
  versions: SecretVersion[];
  /** Set while it is soft-deleted: in seconds since 1970. */
  deleted?: { date: number; purgeDate: number };
}

/** A deleted vault with all that was in it, until it is recovered, purged, or its time is over. */
export interface DeletedVaultDocument extends Document {
  vault: VaultDocument;
  secrets: SecretDocument[];
  deletionDate: string;
  scheduledPurgeDate: string;
}

export function seconds(milliseconds = Date.now()): number {
  return Math.floor(milliseconds / 1000);
}
