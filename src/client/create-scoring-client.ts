import { authModeRow } from "../contract/auth-modes";
import type { CredentialSource } from "./credentials/credential";
import type { CredentialHooks } from "./credentials/credential-events";
import { EndpointTokenCredential } from "./credentials/endpoint-token-credential";
import { KeyCredential } from "./credentials/key-credential";
import { FixedKeys } from "./credentials/key-sources";
import { KeyVaultKeys, type KeyVaultKeysOptions } from "./credentials/key-vault-keys";
import type { TokenCredential } from "./credentials/token-credential";
import { invalidOption } from "./internal/option-checks";
import { ScoringClient } from "./scoring/scoring-client";
import type { ScoringClientOptions } from "./scoring/scoring-types";
import { serviceOutputs, type ServiceOutputs } from "./stack-outputs";

/** Which service a client is for, and where its credentials come from. */
export interface ServiceCredentialOptions extends CredentialHooks {
  /**
   * Which service, where a stack exports several: the name of the exported object, or the prefix of the exports' names.
   * Default: none, for a stack with one service.
   */
  readonly service?: string;
  /**
   * The caller's identity, for services with tokens and for keys in a vault: any credential of `@azure/identity`, such
   * as `DefaultAzureCredential`. Default: none.
   */
  readonly credential?: TokenCredential;
  /** Where credentials come from, such as `new KeyCredential(new EnvironmentKeys(…))`. Default: as the outputs say. */
  readonly source?: CredentialSource;
  /** How keys are read from a vault. Default: the defaults of `KeyVaultKeys`. */
  readonly keyVault?: Pick<KeyVaultKeysOptions, "slots" | "maxAgeMs" | "scope">;
}

/**
 * A client for a deployed service, from the outputs of its component or of its stack: an object with `scoringUri` and
 * `authMode`, and with `tokenAcquisition`, `keyReferences` or `primaryKey` and `secondaryKey`, as the program exports
 * them and `pulumi stack output --json` prints them.
 *
 * With `authMode` `None` no credential is sent. With `Key` keys come from the vault where `credential` is given and the
 * outputs have `keyReferences`, else from the outputs themselves. `AMLToken` and `AADToken` need `credential`.
 *
 * Throws `CredentialError` (`InvalidConfiguration`) that says what is missing.
 */
export function createScoringClient(
  outputs: ServiceOutputs | Readonly<Record<string, unknown>>,
  options: ServiceCredentialOptions & ScoringClientOptions = {},
): ScoringClient {
  const service = serviceOutputs(outputs, options.service);
  return new ScoringClient(service.scoringUri, credentialSource(service, options), options);
}

/** Where a service's credentials come from; undefined for a service without authentication. */
export function credentialSource(
  outputs: ServiceOutputs,
  options: ServiceCredentialOptions,
): CredentialSource | undefined {
  if (options.source !== undefined) {
    return options.source;
  }
  switch (authModeRow(outputs.authMode)?.credential) {
    case "none":
      return undefined;
    case "key":
      return keySource(outputs, options);
    default:
      return tokenSource(outputs, options);
  }
}

function keySource(
  { keyReferences, primaryKey, secondaryKey }: ServiceOutputs,
  { credential, keyVault, onCredentialEvent }: ServiceCredentialOptions,
): CredentialSource {
  if (keyReferences !== undefined && credential !== undefined) {
    return new KeyCredential(new KeyVaultKeys(keyReferences, credential, { ...keyVault, onCredentialEvent }), {
      onCredentialEvent,
    });
  }
  const primary = primaryKey ?? secondaryKey;
  if (primary === undefined) {
    throw keyReferences === undefined
      ? invalidOption(
          "primaryKey",
          "is missing",
          "must be the key: read the outputs with --show-secrets, or export keyReferences of a service with keys.vault",
        )
      : invalidOption(
          "credential",
          "is missing",
          "must be given to read keyReferences, such as new DefaultAzureCredential() of @azure/identity",
        );
  }
  const secondary = primaryKey === undefined ? undefined : secondaryKey;
  return new KeyCredential(new FixedKeys({ primary, secondary }), { onCredentialEvent });
}

function tokenSource(
  { authMode, scoringUri, tokenAcquisition }: ServiceOutputs,
  { credential, onCredentialEvent }: ServiceCredentialOptions,
): EndpointTokenCredential {
  if (tokenAcquisition === undefined) {
    throw invalidOption("tokenAcquisition", "is missing", `must be exported beside authMode ${authMode}`);
  }
  if (tokenAcquisition.authMode !== authMode) {
    throw invalidOption(
      "tokenAcquisition.authMode",
      `${JSON.stringify(tokenAcquisition.authMode)} is not allowed`,
      `must be ${authMode}, as authMode says: read both from the same outputs`,
    );
  }
  if (credential === undefined) {
    throw invalidOption(
      "credential",
      "is missing",
      `must be given with authMode ${authMode}, such as new DefaultAzureCredential() of @azure/identity`,
    );
  }
  return new EndpointTokenCredential(tokenAcquisition, credential, { endpoint: scoringUri, onCredentialEvent });
}
