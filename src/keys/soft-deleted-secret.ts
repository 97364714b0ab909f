import * as pulumi from "@pulumi/pulumi";

import type { Slot } from "../contract/key-slots";

/**
 * Key Vault's words for a name whose secret was deleted (innererror ObjectIsDeletedButRecoverable, status 409), and
 * azure-native's where it may not bring the secret back.
 */
const takenName = /deleted but recoverable|ObjectIsDeletedButRecoverable|failed to recover soft-deleted/i;

/**
 * Says what to do where a deleted secret still has the name. azure-native recovers it by itself and writes a new version
 * (since 3.28), if the deployment has the right to. Azure Resource Manager shows no deleted secrets, so it is found out
 * only when the secret is written.
 */
export async function explainSoftDeletedName(
  { failedOperation, errors, newInputs }: pulumi.ErrorHookArgs,
  role: Slot | "active",
  component: pulumi.Resource,
): Promise<void> {
  if (failedOperation === "create" && errors.some((error) => takenName.test(error))) {
    const { vaultName, secretName } = newInputs ?? {};
    await pulumi.log.error(softDeletedNameMessage(String(vaultName), String(secretName), role), component);
  }
}

export function softDeletedNameMessage(vault: string, secret: string, role: Slot | "active"): string {
  return (
    `the name "${secret}" is taken in the vault "${vault}" by a secret that was deleted, and the deployment may not ` +
    "recover it: give it the role Key Vault Secrets Officer on the vault and deploy again, and the secret gets a new " +
    `version; or purge it (az keyvault secret purge --vault-name ${vault} --name ${secret}); or give another name in ` +
    `keys.vault.secretNames.${role}`
  );
}
