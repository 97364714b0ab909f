export { AciWebservice } from "./aci-webservice";
export type {
  AciWebserviceArgs,
  ApplicationInsightsArgs,
  AzureFileShareArgs,
  CorsArgs,
  CustomerManagedKeyArgs,
  ImageRegistryCredentialArgs,
  LogAnalyticsArgs,
  ManagedIdentityArgs,
  ProbeArgs,
  TlsArgs,
} from "./aci/args";
export { DnsNameLabelScope, LogAnalyticsLogType, TlsMode } from "./aci/enums";
export { AuthMode } from "./auth-mode";
export { ManagedIdentityType } from "./identity";

export { WebserviceKeys } from "./webservice-keys";
export type { InitialKeysArgs, KeyRotationArgs, WebserviceKeysArgs } from "./keys/args";
export type { ServiceKeys } from "./keys/service-keys";
