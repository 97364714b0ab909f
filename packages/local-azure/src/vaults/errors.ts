import { ArmError } from "../arm/arm-error";

/** A refusal of Key Vault itself, whose errors say more in `innererror`. */
export class VaultError extends ArmError {
  constructor(
    status: number,
    code: string,
    message: string,
    readonly inner?: string,
    readonly headers?: Record<string, string>,
  ) {
    super(status, code, message);
  }

  override body() {
    const { error } = super.body();
    return { error: { ...error, ...(this.inner === undefined ? {} : { innererror: { code: this.inner } }) } };
  }
}

// The words of the following were seen in reports of Azure's answers, except those marked `unseen`.

export function secretNotFound(name: string): VaultError {
  return new VaultError(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be ` +
      "able to recover it using the correct recovery command. For help resolving this issue, please see " +
      "https://go.microsoft.com/fwlink/?linkid=2125182",
  );
}

/** unseen: the words for a secret; those for a certificate and a key differ in that word. */
export function deletedSecretNotFound(name: string): VaultError {
  return new VaultError(404, "SecretNotFound", `Deleted Secret not found: ${name}`);
}

export function deletedButRecoverable(name: string, code = "Conflict"): VaultError {
  return new VaultError(
    409,
    code,
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, ` +
      "the secret can only be recovered or purged.",
    "ObjectIsDeletedButRecoverable",
  );
}

export function secretDisabled(): VaultError {
  return new VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
}

export function badParameter(message: string): VaultError {
  return new VaultError(400, "BadParameter", message);
}

/** unseen: code and words; documented ("purge protection": nobody can purge before the retention period is over). */
export function purgeProtected(what: string): VaultError {
  return new VaultError(
    403,
    "Forbidden",
    `Operation "purge" is not enabled for this vault: ${what} cannot be purged before its scheduled purge date.`,
    "PurgeProtectionEnabled",
  );
}
