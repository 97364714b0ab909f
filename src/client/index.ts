export { AuthMode } from "../contract/auth-mode";
export type { ClientClock } from "./internal/clock";
export { Credential } from "./credentials/credential";
export type { CredentialDescription, CredentialOptions, CredentialSource } from "./credentials/credential";
export { EndpointTokenCredential } from "./credentials/endpoint-token-credential";
export type { EndpointTokenCredentialOptions } from "./credentials/endpoint-token-credential";
export { ClientError, CredentialError, CredentialErrorCode } from "./credentials/credential-error";
export type { ClientErrorDetails, CredentialErrorDetails } from "./credentials/credential-error";
export type { CredentialEvent, CredentialHooks } from "./credentials/credential-events";
export { KeyCredential } from "./credentials/key-credential";
export type { KeyCredentialOptions } from "./credentials/key-credential";
export { EnvironmentKeys, FixedKeys } from "./credentials/key-sources";
export type { EnvironmentKeyNames, KeySource } from "./credentials/key-sources";
export { KeyVaultKeys } from "./credentials/key-vault-keys";
export type { KeyReference, KeyReferences, KeyVaultKeysOptions } from "./credentials/key-vault-keys";
export type { TokenAcquisition } from "./credentials/token-acquisition";
export type { AbortSignalLike, AccessToken, GetTokenOptions, TokenCredential } from "./credentials/token-credential";
export { ScoringClient } from "./scoring/scoring-client";
export { ScoringError, ScoringErrorCode } from "./scoring/scoring-error";
export type { ScoringErrorDetails } from "./scoring/scoring-error";
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
} from "./scoring/scoring-types";
export { createScoringClient } from "./create-scoring-client";
export type { ServiceCredentialOptions } from "./create-scoring-client";
export { serviceOutputs } from "./stack-outputs";
export type { ServiceOutputs } from "./stack-outputs";
