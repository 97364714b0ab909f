export type { ClientClock } from "./clock";
export { Credential } from "./credential";
export type { CredentialDescription, CredentialOptions, CredentialSource } from "./credential";
export { EndpointTokenCredential } from "./endpoint-token-credential";
export type { EndpointTokenCredentialOptions } from "./endpoint-token-credential";
export { ClientError, CredentialError, CredentialErrorCode } from "./errors";
export type { ClientErrorDetails, CredentialErrorDetails } from "./errors";
export type { CredentialEvent, CredentialHooks } from "./hooks";
export { KeyCredential } from "./key-credential";
export type { KeyCredentialOptions } from "./key-credential";
export { EnvironmentKeys, FixedKeys } from "./key-sources";
export type { EnvironmentKeyNames, KeySource } from "./key-sources";
export { KeyVaultKeys } from "./key-vault-keys";
export type { KeyReference, KeyReferences, KeyVaultKeysOptions } from "./key-vault-keys";
export type { TokenAcquisition } from "./token-acquisition";
export type { AbortSignalLike, AccessToken, GetTokenOptions, TokenCredential } from "./token-credential";
export { ScoringClient } from "./scoring-client";
export { ScoringError, ScoringErrorCode } from "./scoring-error";
export type { ScoringErrorDetails } from "./scoring-error";
export type {
  AttemptEvent,
  CallEvent,
  RetryOptions,
  ScoreOptions,
  ScoringClientOptions,
  ScoringHooks,
  ScoringRequestInit,
  ScoringResult,
  TraceContext,
} from "./scoring-types";
export { createScoringClient } from "./outputs";
export type { ServiceCredentialOptions } from "./outputs";
export { serviceOutputs } from "./stack-outputs";
export type { ServiceOutputs } from "./stack-outputs";
