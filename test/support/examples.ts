import * as fs from "node:fs";
import * as path from "node:path";

import { testCertificate } from "./certificate";

/** Small valid inputs, which tests change in one place or put together. */

/** All that AciWebservice needs. */
export const smallest = { resourceGroupName: "ml", image: "contoso.azurecr.io/diabetes:1" };

/** The same with the service's name, which comes from the component where there is one. */
export const minimal = { ...smallest, serviceName: "diabetes" };

export const share = { storageAccountName: "contoso", storageAccountKey: "a2V5".repeat(22), shareName: "models" };

export const certificate = { mode: "Certificate", ...testCertificate };

export const automatic = { mode: "Automatic", hostname: "score.example.com", storage: share };

export const origins = { allowedOrigins: ["https://app.example.com"] };

export const registry = { server: "contoso.azurecr.io", username: "puller", password: "not-a-real-password" };

const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/net/providers";

export const subnetId = `${subscription}/Microsoft.Network/virtualNetworks/hub/subnets/groups`;

export const identityId = `${subscription}/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;

export const vaultId = `${subscription.replace("/net/", "/secrets/")}/Microsoft.KeyVault/vaults/Contoso`;

export const logAnalytics = {
  workspaceId: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
  workspaceKey: "a2V5".repeat(22),
};

export const managedKey = { vaultBaseUrl: "https://contoso.vault.azure.net", keyName: "disk", keyVersion: "1f" };

/** A list with a number of equal items. */
export const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/** An object with a number of names. */
export const named = <T>(count: number, item: T): Record<string, T> =>
  Object.fromEntries(times(count, item).map((value, i) => [`name${i}`, value]));

/** A key of another service, in the form of Azure ML's. */
export const oldKey = "Qk3vT9xLm2Zp7Rw4Ny8Bc1Dh6Fj5Gs0K";

/** What somebody may paste in the wrong place: no message may show it. */
export const connectionString = `InstrumentationKey=${logAnalytics.workspaceId};AccountKey=${share.storageAccountKey}`;

/** One of the files of `test/fixtures/certificates`. */
export const pem = (file: string): string =>
  fs.readFileSync(path.join(__dirname, "..", "fixtures", "certificates", file), "utf8");

/** Looks like PEM from outside. */
export const garbled = (label: string): string => `-----BEGIN ${label}-----\nbm90aGluZw==\n-----END ${label}-----\n`;

/** Small valid inputs of a compute target. */
export const computeTarget = {
  resourceGroupName: "ml",
  workspaceName: "team",
  computeName: "inference",
  clusterId: `${subscription}/Microsoft.ContainerService/managedClusters/inference`,
};
