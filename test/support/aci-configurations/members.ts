import {
  DnsNameLabelScope,
  LogAnalyticsLogType,
  ManagedIdentityType,
  type AciWebserviceArgs,
} from "azureml-webservice";
import { identityId, logAnalytics, smallest } from "../examples";

const probe = {
  path: "/health",
  initialDelaySeconds: 1,
  periodSeconds: 2,
  timeoutSeconds: 3,
  successThreshold: 1,
  failureThreshold: 4,
};

/** Every member of every enumeration, and each nested input that the services leave out. */
export const members: Record<string, AciWebserviceArgs> = {
  ...Object.fromEntries(
    Object.values(DnsNameLabelScope).map((scope) => [
      `address of scope ${scope}`,
      { ...smallest, dnsNameLabel: "diabetes", dnsNameLabelScope: scope },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(LogAnalyticsLogType).map((logType) => [
      `logs as ${logType}`,
      { ...smallest, logAnalytics: { ...logAnalytics, logType } },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(ManagedIdentityType).map((type) => [
      `identity ${type}`,
      {
        ...smallest,
        identity: { type, userAssignedIdentityIds: type.includes("UserAssigned") ? [identityId] : undefined },
      },
    ]),
  ),
  "an identity for the customer's key": {
    ...smallest,
    customerManagedKey: {
      vaultBaseUrl: "https://contoso.vault.azure.net",
      keyName: "aci",
      keyVersion: "1",
      identity: identityId,
    },
  },
  "whole probes and fractions of CPU": {
    ...smallest,
    cpuCores: 1.5,
    memoryGb: 2.5,
    livenessProbe: probe,
    readinessProbe: probe,
  },
};
