import { named, vaultId } from "./examples";

/** Unusual vaults and ways to accept keys that are allowed on every service. */

const elsewhere = "/subscriptions/FFFFFFFF-1bf0-4dda-aec3-cb9272f09590/resourcegroups/größe.(1)/providers/";

export const vaults: object[] = [
  { vaultId },
  { vaultId: `${elsewhere}microsoft.keyvault/Vaults/a-1` },
  { vaultId, vaultUri: "https://contoso.vault.usgovcloudapi.net/" },
  { vaultId, vaultUri: "https://127.0.0.1:8443" },
  { vaultId, secretNames: {} },
  { vaultId, secretNames: { primary: "1", secondary: "-", active: "A".repeat(127) } },
  { vaultId, contentType: 'a b/c; d="e"' },
  { vaultId, tags: {} },
  { vaultId, tags: { ...named(11, ""), größe: "ü".repeat(256) } },
  { vaultId, expiresOn: "2027-02-28" },
  { vaultId, expiresOn: "2027-02-28T23:59+14:00" },
  { vaultId, expiresOn: "2001-01-01T00:00:00.123456789Z" },
];

export const acceptances: object[] = [
  {},
  { check: "Request" },
  { check: "Request", timeoutSeconds: 1 },
  { check: "Wait", settlingSeconds: 0 },
  { timeoutSeconds: 3600, settlingSeconds: 3600 },
];

/** All that can be said of either, each value unlike all others. */
export const harmlessVault = {
  vaultId,
  vaultUri: "https://harmless.example.com",
  secretNames: { primary: "harmless-one", secondary: "harmless-two", active: "harmless-three" },
  contentType: "text/harmless",
  tags: { harmlessTag: "harmless tag" },
  expiresOn: "2027-01-31T02:00:00Z",
};

export const harmlessAcceptance = { timeoutSeconds: 77, settlingSeconds: 78 };
