export { AciWebservice, type ServiceKeys } from "./aci-webservice";
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
export { AuthMode, DnsNameLabelScope, LogAnalyticsLogType, ManagedIdentityType, TlsMode } from "./aci/enums";

export { WebserviceKeys } from "./webservice-keys";
export type { InitialKeysArgs, KeyRotationArgs, WebserviceKeysArgs } from "./keys/args";
