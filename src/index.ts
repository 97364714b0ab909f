export { AciWebservice } from "./aci-webservice";
export type { AciWebserviceArgs, AzureFileShareArgs, CorsArgs, TlsArgs } from "./aci/args";
export type { ProbeArgs } from "./aci/probe-args";
export { DnsNameLabelScope, LogAnalyticsLogType, TlsMode } from "./aci/enums";
export type {
  ApplicationInsightsArgs,
  CustomerManagedKeyArgs,
  ImageRegistryCredentialArgs,
  LogAnalyticsArgs,
  ManagedIdentityArgs,
} from "./aci/group-args";

export { AksComputeTarget } from "./aks-compute-target";
export type {
  AksComputeTargetArgs,
  ComputeIdentityArgs,
  ComputeInstanceTypeArgs,
  ComputeTlsArgs,
  InferenceRouterArgs,
} from "./compute/args";
export { InferenceRouterServiceType } from "./compute/enums";

export { AksWebservice } from "./aks-webservice";
export { ManagedWebservice } from "./managed-webservice";
export type { GrantRoleDefinitionIdsArgs, GrantsArgs, PrincipalArgs } from "./access/args";
export type { AzureArgs } from "./azure/args";
export type {
  AdoptArgs,
  AksWebserviceArgs,
  EndpointIdentityArgs,
  ManagedWebserviceArgs,
  OnlineWebserviceArgs,
  WorkspaceStorageArgs,
} from "./online/args";
export type {
  AksAutoscaleArgs,
  AksDeploymentArgs,
  DataCollectionArgs,
  DataCollectionItemArgs,
  InferenceConfigArgs,
  ManagedAutoscaleArgs,
  ManagedDeploymentArgs,
  OnlineDeploymentArgs,
  OnlineProbeArgs,
  RouteArgs,
} from "./online/deployment-args";
export {
  AzureEnvironment,
  DataCollectionRollingRate,
  PrincipalType,
  PublicNetworkAccess,
} from "./contract/azure-enums";
export type { EndpointToken } from "./online/endpoint/credentials";
export { KeyState, type KeyDriftReport } from "./online/endpoint/keys/check";
export type { TokenAcquisition } from "./contract/token-acquisition";

export { AuthMode } from "./contract/auth-mode";
export { ManagedIdentityType } from "./contract/managed-identity-type";

export { WebserviceKeys } from "./webservice-keys";
export type {
  AciKeysArgs,
  InitialKeysArgs,
  KeyAcceptanceArgs,
  KeyRotationArgs,
  KeySecretNamesArgs,
  KeySyncArgs,
  KeyVaultArgs,
  OnlineKeysArgs,
  ReplaceBothAtArgs,
  WebserviceKeysArgs,
} from "./keys/args";
export { KeyAcceptanceCheck } from "./keys/enums";
export type { KeyReference, KeyReferences } from "./contract/key-references";
export {
  nextRotation,
  rotationAt,
  rotationDueAt,
  rotationsDue,
  RotationUnit,
  type RotationPair,
  type RotationSchedule,
} from "./keys/schedule";
export type { ServiceKeys } from "./contract/service-keys";
