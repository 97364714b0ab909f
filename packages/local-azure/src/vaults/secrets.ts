import { randomBytes } from "node:crypto";
import type { Documents } from "../documents";
import { badParameter, deletedButRecoverable, deletedSecretNotFound, purgeProtected, secretNotFound } from "./errors";
import { seconds, type SecretDetails, type SecretDocument, type SecretVersion, type VaultDocument } from "./model";

// Microsoft, "About Azure Key Vault secrets": 25k bytes a value, 255 characters a content type, 15 tags of 256
// characters.
const limits = { valueBytes: 25_600, contentType: 255, tags: 15, tag: 256 };

const day = 24 * 3600;

/** The secrets of vaults, as both Azure Resource Manager and the data plane change them. */
export class Secrets {
  constructor(private readonly documents: Documents) {}

  /** Every secret of a vault that is not deleted. */
  list(vault: VaultDocument): SecretDocument[] {
    return this.all(vault).filter(({ deleted }) => deleted === undefined);
  }

  listDeleted(vault: VaultDocument): SecretDocument[] {
    return this.all(vault).filter(({ deleted }) => deleted !== undefined);
  }

  require(vault: VaultDocument, name: string): SecretDocument {
    const secret = this.read(vault, name);
    if (secret === undefined || secret.deleted) {
      throw secretNotFound(name);
    }
    return secret;
  }

  requireVersion(vault: VaultDocument, name: string, id: string): SecretVersion {
    const version = this.require(vault, name).versions.find((candidate) => candidate.id === id.toLowerCase());
    if (version === undefined) {
      throw secretNotFound(`${name}/${id}`);
    }
    return version;
  }

  requireDeleted(vault: VaultDocument, name: string): SecretDocument {
    const secret = this.read(vault, name);
    if (secret?.deleted === undefined) {
      throw deletedSecretNotFound(name);
    }
    return secret;
  }

  /** A new version: with every call, also of a value that was there before. */
  set(
    vault: VaultDocument,
    name: string,
    value: string,
    details: SecretDetails,
    conflict = "Conflict",
  ): { secret: SecretDocument; created: boolean } {
    if (!/^[a-zA-Z0-9-]{1,127}$/.test(name)) {
      throw badParameter(
        "The request URI contains an invalid name: a secret's name has 1 to 127 letters, digits and hyphens.",
      );
    }
    if (Buffer.byteLength(value) > limits.valueBytes) {
      throw badParameter(`The secret's value has more than ${limits.valueBytes} bytes.`);
    }
    checkDetails(details);
    const before = this.read(vault, name);
    if (before?.deleted) {
      throw deletedButRecoverable(name, conflict);
    }
    const now = seconds();
    const { attributes, ...rest } = details;
    const version: SecretVersion = {
      ...rest,
      id: randomBytes(16).toString("hex"),
      value,
      attributes: { enabled: true, ...attributes, created: now, updated: now },
    };
    const secret = this.documents.write<SecretDocument>({
      id: before?.id ?? secretId(vault, name),
      versions: [...(before?.versions ?? []), version],
    });
    return { secret, created: before === undefined };
  }

  /** Changes what is said of a version, not its value; what is left out stays. */
  update(vault: VaultDocument, name: string, id: string, details: SecretDetails): SecretVersion {
    checkDetails(details);
    const secret = this.require(vault, name);
    const before = this.requireVersion(vault, name, id);
    const changed: SecretVersion = {
      ...before,
      ...details,
      attributes: { ...before.attributes, ...details.attributes, updated: seconds() },
    };
    const versions = secret.versions.map((version) => (version.id === before.id ? changed : version));
    this.documents.write<SecretDocument>({ ...secret, versions });
    return changed;
  }

  delete(vault: VaultDocument, name: string): SecretDocument {
    const secret = this.require(vault, name);
    const date = seconds();
    const purgeDate = date + vault.properties.softDeleteRetentionInDays * day;
    return this.documents.write<SecretDocument>({ ...secret, deleted: { date, purgeDate } });
  }

  recover(vault: VaultDocument, name: string): SecretDocument {
    const { id, versions } = this.requireDeleted(vault, name);
    return this.documents.write<SecretDocument>({ id, versions });
  }

  purge(vault: VaultDocument, name: string): void {
    const { id } = this.requireDeleted(vault, name);
    if (vault.properties.enablePurgeProtection) {
      throw purgeProtected(`the secret ${name}`);
    }
    this.documents.remove(id);
  }

  private all(vault: VaultDocument): SecretDocument[] {
    return this.documents.list<SecretDocument>(vault.id, "secrets").flatMap((secret) => this.unlessOver(secret) ?? []);
  }

  private read(vault: VaultDocument, name: string): SecretDocument | undefined {
    const secret = this.documents.read<SecretDocument>(secretId(vault, name));
    return secret && this.unlessOver(secret);
  }

  /** What was deleted is purged when its time is over. */
  private unlessOver(secret: SecretDocument): SecretDocument | undefined {
    if (secret.deleted && secret.deleted.purgeDate <= seconds()) {
      this.documents.remove(secret.id);
      return undefined;
    }
    return secret;
  }
}

export function secretId(vault: VaultDocument, name: string): string {
  return `${vault.id}/secrets/${name}`;
}

export function currentVersion(secret: SecretDocument): SecretVersion {
  return secret.versions.at(-1)!;
}

function checkDetails({ contentType, tags, attributes }: SecretDetails): void {
  if ((contentType ?? "").length > limits.contentType) {
    throw badParameter(`The content type has more than ${limits.contentType} characters.`);
  }
  const entries = Object.entries(tags ?? {});
  if (entries.length > limits.tags) {
    throw badParameter(`There are ${entries.length} tags. A secret can have at most ${limits.tags}.`);
  }
  if (entries.some(([name, value]) => name.length > limits.tag || value.length > limits.tag)) {
    throw badParameter(`The name or the value of a tag has more than ${limits.tag} characters.`);
  }
  const { nbf, exp } = attributes ?? {};
  if (nbf !== undefined && exp !== undefined && nbf >= exp) {
    throw badParameter("The attribute 'exp' must be later than 'nbf'.");
  }
}
