import { certificate, oldKey, origins } from "../../../support/examples";
import type { Row } from "../../support/row";

/** Names of other versions, and names that nobody knows. */
export const contract: Row[] = [
  [
    { collectModelData: true },
    "collectModelData: is not an input: Container Instances has no model data collector; write what you want to keep from the entry script, or send the output to logAnalytics",
  ],
  [{ description: "diabetes" }, "description: is not an input: container groups have no description; put it into tags"],
  [{ properties: {} }, "properties: is not an input: container groups have no properties; put them into tags"],
  [{ enableAppInsights: true }, "enableAppInsights: is not an input; use applicationInsights: { instrumentationKey }"],
  [{ sslEnabled: true }, 'sslEnabled: is not an input; use tls: { mode: "Certificate" } or tls: { mode: "Automatic" }'],
  [
    { sslCertPemFile: "certificate.pem" },
    "sslCertPemFile: is not an input; use tls.certificatePem with the file's content",
  ],
  [{ sslKeyPemFile: "key.pem" }, "sslKeyPemFile: is not an input; use tls.privateKeyPem with the file's content"],
  [{ sslCname: "score.example.com" }, "sslCname: is not an input; use tls.hostname"],
  [
    { cmkVaultBaseUrl: "https://contoso.vault.azure.net" },
    "cmkVaultBaseUrl: is not an input; use customerManagedKey.vaultBaseUrl",
  ],
  [{ cmkKeyName: "disk" }, "cmkKeyName: is not an input; use customerManagedKey.keyName"],
  [{ cmkKeyVersion: "1f" }, "cmkKeyVersion: is not an input; use customerManagedKey.keyVersion"],
  [{ vnetName: "hub" }, "vnetName: is not an input; use subnetId, the resource id of the subnet"],
  [{ subnetName: "groups" }, "subnetName: is not an input; use subnetId, the resource id of the subnet"],
  [{ primaryKey: oldKey }, "primaryKey: is not an input; use keys.initial.primary"],
  [{ secondaryKey: oldKey }, "secondaryKey: is not an input; use keys.initial.secondary"],
  [{ models: [] }, "models: is not an input; use modelDirectory, modelShare, or an image that holds the model"],
  [{ inferenceConfig: {} }, "inferenceConfig: is not an input; use image, entryScript and sourceDirectory"],
  [
    { entraAuthEnabled: true },
    "entraAuthEnabled: is not an input: Container Instances has no Microsoft Entra authentication; use authEnabled: true, or deploy the model on a managed online endpoint",
  ],
  [
    { numReplicas: 3 },
    "numReplicas: is not an input: a container group is one replica; use an online endpoint for more",
  ],
  [
    { autoscaleEnabled: true },
    "autoscaleEnabled: is not an input: a container group is one replica; use an online endpoint for more",
  ],
  [
    { ssl_enabled: true },
    'ssl_enabled: is not an input; use tls: { mode: "Certificate" } or tls: { mode: "Automatic" }',
  ],
  [{ cpu_cores: 2 }, "cpu_cores: is not an input; did you mean cpuCores?"],
  [{ AuthEnabled: true }, "AuthEnabled: is not an input; did you mean authEnabled?"],
  [
    { cors: { ...origins, maxAge: 60 } },
    "cors.maxAge: is not an input; known are allowedOrigins, allowedHeaders, maxAgeSeconds",
  ],
  [{ tls: { ...certificate, certificate: "" } }, "tls.certificate: is not an input; did you mean tls.certificatePem?"],
  [
    { somethingElseEntirely: 1 },
    "somethingElseEntirely: is not an input; known are resourceGroupName, location, serviceName, tags, authEnabled, tokenAuthEnabled, keys, cors, image, entryScript, sourceDirectory, modelDirectory, modelShare, command, environmentVariables, secretEnvironmentVariables, cpuCores, memoryGb, workerCount, workerTimeoutSeconds, workerPreload, livenessProbe, readinessProbe, imageRegistryCredentials, identity, port, scoringPort, dnsNameLabel, dnsNameLabelScope, subnetId, tls, bodyLimitMb, scoringTimeoutMs, gatewayImage, imageMirror, gatewayCpuCores, gatewayMemoryGb, logAnalytics, applicationInsights, customerManagedKey, azure",
  ],
  [
    { "two\nlines": 1 },
    '["two\\nlines"]: is not an input; known are resourceGroupName, location, serviceName, tags, authEnabled, tokenAuthEnabled, keys, cors, image, entryScript, sourceDirectory, modelDirectory, modelShare, command, environmentVariables, secretEnvironmentVariables, cpuCores, memoryGb, workerCount, workerTimeoutSeconds, workerPreload, livenessProbe, readinessProbe, imageRegistryCredentials, identity, port, scoringPort, dnsNameLabel, dnsNameLabelScope, subnetId, tls, bodyLimitMb, scoringTimeoutMs, gatewayImage, imageMirror, gatewayCpuCores, gatewayMemoryGb, logAnalytics, applicationInsights, customerManagedKey, azure',
  ],
  [
    { ["x".repeat(1000)]: 1 },
    '["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (1000 characters)]: is not an input; known are resourceGroupName, location, serviceName, tags, authEnabled, tokenAuthEnabled, keys, cors, image, entryScript, sourceDirectory, modelDirectory, modelShare, command, environmentVariables, secretEnvironmentVariables, cpuCores, memoryGb, workerCount, workerTimeoutSeconds, workerPreload, livenessProbe, readinessProbe, imageRegistryCredentials, identity, port, scoringPort, dnsNameLabel, dnsNameLabelScope, subnetId, tls, bodyLimitMb, scoringTimeoutMs, gatewayImage, imageMirror, gatewayCpuCores, gatewayMemoryGb, logAnalytics, applicationInsights, customerManagedKey, azure',
  ],
  [
    { ["__proto__"]: 1 },
    "__proto__: is not an input; known are resourceGroupName, location, serviceName, tags, authEnabled, tokenAuthEnabled, keys, cors, image, entryScript, sourceDirectory, modelDirectory, modelShare, command, environmentVariables, secretEnvironmentVariables, cpuCores, memoryGb, workerCount, workerTimeoutSeconds, workerPreload, livenessProbe, readinessProbe, imageRegistryCredentials, identity, port, scoringPort, dnsNameLabel, dnsNameLabelScope, subnetId, tls, bodyLimitMb, scoringTimeoutMs, gatewayImage, imageMirror, gatewayCpuCores, gatewayMemoryGb, logAnalytics, applicationInsights, customerManagedKey, azure",
  ],
];
