import { softDeletedNameMessage } from "../../../src/keys/soft-deleted-secret";

test("a name that a deleted secret has comes with the ways out", () => {
  expect(softDeletedNameMessage("contoso", "score-active", "active")).toBe(
    'the name "score-active" is taken in the vault "contoso" by a secret that was deleted, and the deployment may not recover it: give it the role Key Vault Secrets Officer on the vault and deploy again, and the secret gets a new version; or purge it (az keyvault secret purge --vault-name contoso --name score-active); or give another name in keys.vault.secretNames.active',
  );
});
