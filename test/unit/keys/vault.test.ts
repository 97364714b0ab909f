import { keyVault, vaultAudience } from "../../../src/keys/vault";
import { resolved } from "../../support/program";

const id = (name: string) =>
  `/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourcegroups/Secrets/providers/Microsoft.KeyVault/vaults/${name}`;

test.each([
  [{ vaultId: id("Contoso") }, undefined, "https://contoso.vault.azure.net"],
  [{ vaultId: id("Contoso") }, "public" as const, "https://contoso.vault.azure.net"],
  [{ vaultId: id("contoso") }, "usgovernment" as const, "https://contoso.vault.usgovcloudapi.net"],
  [{ vaultId: id("contoso") }, "china" as const, "https://contoso.vault.azure.cn"],
  [
    { vaultId: id("contoso"), vaultUri: "https://vaults.example.com:8443/" },
    undefined,
    "https://vaults.example.com:8443",
  ],
])("a vault is found by its id alone (%j, %s)", async (args, environment, uri) => {
  const vault = keyVault(args, environment);
  expect(await resolved(vault.uri)).toMatchObject({ value: uri, secret: false });
  expect(await resolved(vault.resourceGroupName)).toMatchObject({ value: "Secrets" });
  expect(await resolved(vault.name)).toMatchObject({ value: args.vaultId.slice(args.vaultId.lastIndexOf("/") + 1) });
});

test.each([
  ["https://contoso.vault.azure.net", "https://vault.azure.net"],
  ["https://contoso.vault.azure.cn", "https://vault.azure.cn"],
  ["https://contoso.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net"],
  ["https://localhost:8443", "https://vault.azure.net"],
  ["https://vault.azure.cn.example.com", "https://vault.azure.net"],
])("a token for %s is issued for %s", (uri, audience) => expect(vaultAudience(uri)).toBe(audience));
