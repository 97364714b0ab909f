import { type AciWebserviceArgs, DnsNameLabelScope, ManagedIdentityType, TlsMode } from "azureml-webservice";

import { testCertificate } from "../certificate";
import { identityId, logAnalytics, smallest, subnetId, vaultId } from "../examples";

const share = { storageAccountName: "contoso", storageAccountKey: "c3RvcmFnZS1rZXk=", shareName: "acme" };

/** What Azure says of an identity that is given. */
export const identityReads = {
  "azure-native:managedidentity:getUserAssignedIdentity": { clientId: "client-of-puller", principalId: "puller" },
};

/** Known plaintexts of every secret input; the tests look for them where they must not be. */
export const secretInputs = {
  initialPrimary: "PrimaryOfTheOldService01",
  initialSecondary: "SecondaryOfTheOldService",
  variable: "the database's password",
  registry: "the registry's password",
  storage: share.storageAccountKey,
  logAnalytics: "bG9nLWFuYWx5dGljcw==",
  applicationInsights: "9d2f7c10-5e83-4b6a-a1f4-0c7e92d5b386",
  privateKey: testCertificate.privateKeyPem,
};

/** Services as people deploy them, with all kinds of children; together they use every input. */
export const services: Record<string, AciWebserviceArgs> = {
  defaults: smallest,
  keys: { ...smallest, authEnabled: true },
  "initial keys": {
    ...smallest,
    authEnabled: true,
    keys: {
      rotation: { primary: 1, secondary: 3 },
      initial: { primary: secretInputs.initialPrimary, secondary: secretInputs.initialSecondary },
    },
  },
  "entry script": {
    ...smallest,
    entryScript: "score.py",
    sourceDirectory: "examples/aci-key-auth/service",
    modelShare: { ...share, shareName: "models" },
    livenessProbe: { initialDelaySeconds: 30 },
    scoringTimeoutMs: 5000,
  },
  "named address": {
    ...smallest,
    location: "West Europe",
    dnsNameLabel: "diabetes",
    dnsNameLabelScope: DnsNameLabelScope.Unsecure,
  },
  "reusable address": { ...smallest, location: "westeurope", dnsNameLabel: "diabetes" },
  certificate: {
    ...smallest,
    authEnabled: true,
    tls: {
      mode: TlsMode.Certificate,
      hostname: testCertificate.hostname,
      certificatePem: testCertificate.certificatePem,
      privateKeyPem: secretInputs.privateKey,
      http3: true,
    },
  },
  "automatic certificate": {
    ...smallest,
    tls: {
      mode: TlsMode.Automatic,
      hostname: "score.example.com",
      email: "ops@example.com",
      acmeDirectoryUrl: "https://acme.example.com/directory",
      acmeTrustedRootsPem: testCertificate.certificatePem,
      httpPort: 8080,
      storage: share,
    },
  },
  "keys in a vault": {
    ...smallest,
    location: "westeurope",
    serviceName: "diabetes",
    tags: { team: "ml" },
    authEnabled: true,
    keys: { rotation: { primary: 2, secondary: 3 }, vault: { vaultId } },
  },
  "keys in a vault, read by a given identity": {
    ...smallest,
    authEnabled: true,
    subnetId,
    keys: {
      vault: {
        vaultId,
        vaultUri: "https://contoso.vault.azure.cn/",
        secretNames: { active: "diabetes" },
        contentType: "text/x-key",
        tags: { team: "ml" },
        expiresOn: "2027-01-31",
      },
      acceptance: { settlingSeconds: 0 },
      sync: { intervalSeconds: 60, image: "contoso.azurecr.io/curl:1", cpuCores: 0.2, memoryGb: 0.4, identityId },
    },
  },
  private: { ...smallest, authEnabled: true, subnetId, port: 8080 },
  "own identities": {
    ...smallest,
    identity: { type: ManagedIdentityType.UserAssigned, userAssignedIdentityIds: [identityId] },
    customerManagedKey: {
      vaultBaseUrl: "https://contoso.vault.azure.net",
      keyName: "aci",
      keyVersion: "1",
      identity: identityId.replace("puller", "encrypter"),
    },
  },
  everything: {
    ...smallest,
    location: "westeurope",
    serviceName: "diabetes-v2",
    tags: { team: "ml" },
    authEnabled: true,
    cors: { allowedOrigins: ["https://app.example.com"], allowedHeaders: ["X-Trace"], maxAgeSeconds: 60 },
    command: ["serve", "--port", "9000"],
    environmentVariables: { B: "2", A: "1" },
    secretEnvironmentVariables: { PASSWORD: secretInputs.variable },
    cpuCores: 2,
    memoryGb: 4,
    livenessProbe: { path: "/live" },
    readinessProbe: { path: "/ready", periodSeconds: 5 },
    imageRegistryCredentials: [
      { server: "contoso.azurecr.io", identity: identityId },
      { server: "example.com", username: "robot", password: secretInputs.registry },
    ],
    identity: { type: ManagedIdentityType.SystemAssigned },
    port: 8443,
    scoringPort: 9000,
    bodyLimitMb: 5,
    gatewayImage: "contoso.azurecr.io/mirror/caddy:2.11.4",
    gatewayCpuCores: 0.5,
    gatewayMemoryGb: 0.6,
    logAnalytics: { ...logAnalytics, workspaceKey: secretInputs.logAnalytics },
    applicationInsights: { instrumentationKey: secretInputs.applicationInsights },
    customerManagedKey: { vaultBaseUrl: "https://contoso.vault.azure.net", keyName: "aci", keyVersion: "1" },
  },
};
