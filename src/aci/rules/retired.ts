import { retiredSwitches } from "../../access/auth-switch-rules";
import { switchesElsewhere } from "./callers";

/** Names of v1 and of other components that somebody may type, each with what took its place. */
export const retired: Readonly<Record<string, string>> = {
  collectModelData:
    "is not an input: Container Instances has no model data collector; write what you want to keep from the entry script, or send the output to logAnalytics",
  description: "is not an input: container groups have no description; put it into tags",
  properties: "is not an input: container groups have no properties; put them into tags",
  enableAppInsights: "is not an input; use applicationInsights: { instrumentationKey }",
  sslEnabled: 'is not an input; use tls: { mode: "Certificate" } or tls: { mode: "Automatic" }',
  sslCertPemFile: "is not an input; use tls.certificatePem with the file's content",
  sslKeyPemFile: "is not an input; use tls.privateKeyPem with the file's content",
  sslCname: "is not an input; use tls.hostname",
  cmkVaultBaseUrl: "is not an input; use customerManagedKey.vaultBaseUrl",
  cmkKeyName: "is not an input; use customerManagedKey.keyName",
  cmkKeyVersion: "is not an input; use customerManagedKey.keyVersion",
  vnetName: "is not an input; use subnetId, the resource id of the subnet",
  subnetName: "is not an input; use subnetId, the resource id of the subnet",
  primaryKey: "is not an input; use keys.initial.primary",
  secondaryKey: "is not an input; use keys.initial.secondary",
  models: "is not an input; use modelDirectory, modelShare, or an image that holds the model",
  inferenceConfig: "is not an input; use image, entryScript and sourceDirectory",
  ...retiredSwitches(switchesElsewhere),
  numReplicas: "is not an input: a container group is one replica; use an online endpoint for more",
  autoscaleEnabled: "is not an input: a container group is one replica; use an online endpoint for more",
};
