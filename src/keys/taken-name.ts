import * as pulumi from "@pulumi/pulumi";

import { Slot } from "./slots";

/** Key Vault's words for a name whose secret was deleted (innererror ObjectIsDeletedButRecoverable, status 409). */
const takenName = /deleted but recoverable|ObjectIsDeletedButRecoverable/i;

/**
 * Says what to do where a deleted secret still has the name. Azure Resource Manager shows no deleted secrets, so this is
 * found out only when the secret is written.
 */
export async function explainTakenName(
  { failedOperation, errors, newInputs, urn }: pulumi.ErrorHookArgs,
  role: Slot | "active",
  component: pulumi.Resource,
): Promise<void> {
  if (failedOperation === "create" && errors.some((error) => takenName.test(error))) {
    const { vaultName, secretName } = newInputs ?? {};
    await pulumi.log.error(takenNameMessage(String(vaultName), String(secretName), role, urn), component);
  }
}

export function takenNameMessage(vault: string, secret: string, role: Slot | "active", urn: string): string {
  const at = `--vault-name ${vault} --name ${secret}`;
  return (
    `the name "${secret}" is taken in the vault "${vault}" by a secret that was deleted and can still be recovered: ` +
    `purge it (az keyvault secret purge ${at}) and deploy again; or, where the vault is protected against purging, ` +
    `recover it (az keyvault secret recover ${at}) and import it as ${urn} (pulumi import), so that a new version is ` +
    `written; or give another name in keys.vault.secretNames.${role}`
  );
}
