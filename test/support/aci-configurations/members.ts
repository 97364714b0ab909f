import {
  DnsNameLabelScope,
  LogAnalyticsLogType,
  ManagedIdentityType,
  type AciWebserviceArgs,
} from "azureml-webservice";
import { configurations, identityId, minimal } from "./services";

const workspace = { workspaceId: "12345678-1234-1234-1234-123456789abc", workspaceKey: "bG9nLWFuYWx5dGljcw==" };
const probe = {
  path: "/health",
  initialDelaySeconds: 1,
  periodSeconds: 2,
  timeoutSeconds: 3,
  successThreshold: 1,
  failureThreshold: 4,
};

/** Every member of every enumeration, and each nested input that the shared configurations leave out. */
const members: Record<string, AciWebserviceArgs> = {
  ...Object.fromEntries(
    Object.values(DnsNameLabelScope).map((scope) => [
      `address of scope ${scope}`,
      { ...minimal, dnsNameLabel: "diabetes", dnsNameLabelScope: scope },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(LogAnalyticsLogType).map((logType) => [
      `logs as ${logType}`,
      { ...minimal, logAnalytics: { ...workspace, logType } },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(ManagedIdentityType).map((type) => [
      `identity ${type}`,
      {
        ...minimal,
        identity: { type, userAssignedIdentityIds: type.includes("UserAssigned") ? [identityId] : undefined },
      },
    ]),
  ),
  "an identity for the customer's key": {
    ...minimal,
    customerManagedKey: {
      vaultBaseUrl: "https://contoso.vault.azure.net",
      keyName: "aci",
      keyVersion: "1",
      identity: identityId,
    },
  },
  "whole probes and fractions of CPU": {
    ...minimal,
    cpuCores: 1.5,
    memoryGb: 2.5,
    livenessProbe: probe,
    readinessProbe: probe,
  },
};

/** The configurations of the component's tests, and what they leave out. */
export const everyConfiguration: Record<string, AciWebserviceArgs> = { ...configurations, ...members };
