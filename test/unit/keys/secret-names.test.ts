import { secretNames } from "../../../src/keys/secret-names";

const vaultId =
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourcegroups/Secrets/providers/Microsoft.KeyVault/vaults/contoso";

test("secrets are named after the service, unless they are given names", () => {
  expect(secretNames({ vaultId }, "score")).toEqual({
    primary: "score-primary",
    secondary: "score-secondary",
    active: "score-active",
  });
  expect(secretNames({ vaultId, secretNames: { active: "key" } }, "score")).toEqual({
    primary: "score-primary",
    secondary: "score-secondary",
    active: "key",
  });
});
