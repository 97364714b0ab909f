import { authSwitchRules } from "../../access/auth-switch-rules";
import { azureRule } from "../../azure/rules";
import { aciKeysRule } from "../../keys/rules";
import * as azure from "../../validation/azure-rules";
import { managedIdentity } from "../../validation/identity-rules";
import { choice, number, type ObjectRule } from "../../validation/rule";
import { DnsNameLabelScope } from "../enums";
import { callerRelations, cors, tokenAuthEnabled } from "./callers";
import { command, probe, variableRelations, variables } from "./container";
import { fileRelations, fileShare, localPath } from "./files";
import { applicationInsights, customerManagedKey, imageRegistryCredentials, logAnalytics } from "./group";
import { dnsNameLabel, networkRelations, port } from "./network";
import { retired } from "./retired";
import { serverRelations, workers } from "./server";
import { cpuCores, memoryGb, sideCpuCores, sideMemoryGb, sizeRelations } from "./size";
import { tls, tlsRelations } from "./tls";

/**
 * The rules of `AciWebservice`: ranges of v1's deploy configuration where Container Instances has them. Inputs with
 * parts, and relations between inputs, stand in the file of their topic; messages list the inputs in this order.
 */
export const aciWebserviceRule: ObjectRule = {
  kind: "object",
  properties: {
    resourceGroupName: { ...azure.resourceGroupName, required: true },
    location: azure.location,
    serviceName: { ...azure.serviceName, hint: "give serviceName where the component's own name does not fit" },
    tags: azure.tags,
    ...authSwitchRules("aci"),
    tokenAuthEnabled,
    keys: aciKeysRule({ cpuCores: sideCpuCores, memoryGb: sideMemoryGb }),
    cors,
    image: { ...azure.imageReference, required: true },
    entryScript: localPath("a local Python file"),
    sourceDirectory: localPath("a local folder"),
    modelDirectory: localPath("a local folder"),
    modelShare: fileShare,
    command,
    environmentVariables: variables,
    secretEnvironmentVariables: variables,
    cpuCores,
    memoryGb,
    ...workers,
    livenessProbe: probe,
    readinessProbe: probe,
    imageRegistryCredentials,
    identity: managedIdentity,
    port,
    scoringPort: port,
    dnsNameLabel,
    dnsNameLabelScope: choice(DnsNameLabelScope, { plain: true }),
    subnetId: azure.resourceId("Microsoft.Network/virtualNetworks/subnets"),
    tls,
    bodyLimitMb: number({ what: "number of MB", from: 1, to: 1000, integer: true }),
    scoringTimeoutMs: number({ what: "number of milliseconds", from: 100, to: 3_600_000, integer: true }),
    gatewayImage: azure.imageReference,
    imageMirror: azure.imageMirror,
    gatewayCpuCores: sideCpuCores,
    gatewayMemoryGb: sideMemoryGb,
    logAnalytics,
    applicationInsights,
    customerManagedKey,
    azure: azureRule,
  },
  retired,
  relations: [
    ...callerRelations,
    ...fileRelations,
    ...variableRelations,
    ...serverRelations,
    ...networkRelations,
    ...tlsRelations,
    ...sizeRelations,
  ],
};
