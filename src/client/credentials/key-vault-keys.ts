import { systemClock, type ClientClock } from "../internal/clock";
import { emit } from "../internal/emit";
import { isHeaderValue } from "../internal/header-value";
import { durationOption } from "../internal/option-checks";
import {
  credentialError,
  responseError,
  sendAzureRequest,
  type AzureResponse,
  type ErrorContext,
  type Transport,
} from "./azure-request";
import { Credential } from "./credential";
import { type CredentialError, CredentialErrorCode } from "./credential-error";
import { fetchEvents, type CredentialHooks } from "./credential-events";
import { assertScope, assertTokenCredential, entraContext, fetchEntraToken } from "./entra-token";
import { slotNames, type KeySource } from "./key-sources";
import { secretContext, secretUrl, vaultScope } from "./key-vault-secret";
import { RefreshingToken } from "./refreshing-token";
import { RefreshingValue, type FetchedValue } from "./refreshing-value";
import type { AbortSignalLike, TokenCredential } from "./token-credential";
import { refreshSchedule } from "./token-lifetime";

/** A secret in a vault that holds a key. */
export interface KeyReference {
  /** Its address without a version, where the newest one is read: `https://<vault>.vault.azure.net/secrets/<name>`. */
  readonly secretUri: string;
  /** The address of the version that holds this key; not read. Default: none. */
  readonly secretUriWithVersion?: string;
  /** Its resource id, on which a caller's identity gets its role; not read. Default: none. */
  readonly secretResourceId?: string;
}

/** The output `keyReferences` of a service with a vault. */
export interface KeyReferences {
  /** The primary key; required with `slots: "both"`. Default: none. */
  readonly primary?: KeyReference;
  /** The secondary key; required with `slots: "both"`. Default: none. */
  readonly secondary?: KeyReference;
  /** The key that callers should use; required with `slots: "active"`. Default: none. */
  readonly active?: KeyReference;
}

/** The settings of `KeyVaultKeys`. */
export interface KeyVaultKeysOptions extends CredentialHooks {
  /**
   * Which secrets are read: `active`, a single one, which always holds a key that the service accepts, or `both`, the
   * primary and the secondary. Default: `active`, where the references have it.
   */
  readonly slots?: "active" | "both";
  /**
   * How old a cached key may become while the vault can be reached, in milliseconds. Rotations must be further apart than
   * that. Default: 60000.
   */
  readonly maxAgeMs?: number;
  /**
   * The scope of the Entra token. Default: that of the cloud that the vault's host name ends in; on this machine the
   * public one's.
   */
  readonly scope?: string;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** How long Microsoft Entra, and then the vault, may each take, in milliseconds. Default: 10000. */
  readonly timeoutMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** Jitter, for tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The oldest version that has all that is needed here, and that every cloud supports. */
const apiVersion = "7.4";

/** How long before its end the vault's token is used no more. */
const tokenSkewMs = 5000;

interface VaultSecret {
  readonly context: ErrorContext;
  readonly url: string;
}

/**
 * Keys in Key Vault. They are cached, and read anew in the background before they get too old; while the vault cannot be
 * reached, the cached ones are used on.
 */
export class KeyVaultKeys implements KeySource {
  readonly #secrets: readonly VaultSecret[];
  readonly #token: RefreshingToken;
  readonly #transport: Transport;
  readonly #hooks: CredentialHooks;
  readonly #keys: RefreshingValue<readonly Credential[]>;

  /**
   * Throws `CredentialError` (`InvalidConfiguration`) for settings that do not fit.
   *
   * @param references The service's output `keyReferences`.
   * @param credential The identity that reads the secrets: any credential of `@azure/identity`.
   */
  constructor(references: KeyReferences, credential: TokenCredential, options: KeyVaultKeysOptions = {}) {
    const { clock = systemClock, random = Math.random, onCredentialEvent } = options;
    const timeoutMs = durationOption("timeoutMs", options.timeoutMs, 10_000);
    const maxAgeMs = durationOption("maxAgeMs", options.maxAgeMs, 60_000);
    const { slots = references?.active ? "active" : "both" } = options;
    const urls = (slots === "active" ? (["active"] as const) : (["primary", "secondary"] as const)).map(
      (slot) => [slot, secretUrl(`keyReferences.${slot}.secretUri`, references?.[slot]?.secretUri)] as const,
    );
    const [firstSlot, firstUrl] = urls[0]!;
    const scope = options.scope ?? vaultScope(`keyReferences.${firstSlot}.secretUri`, firstUrl);
    assertScope("scope", scope);
    assertTokenCredential(credential);
    const audience = scope.replace(/\/\.default$/, "");
    const context = entraContext("token of Microsoft Entra", audience, firstUrl.origin);
    this.#secrets = urls.map(([slot, url]) => ({
      context: secretContext(slotNames[slot], url, audience),
      url: url.href,
    }));
    this.#transport = { fetch: options.fetch ?? ((...request) => fetch(...request)), clock, timeoutMs };
    this.#token = new RefreshingToken(
      (claims) => fetchEntraToken(credential, scope, this.#transport, context, claims),
      context,
      { clock, random, skewMs: tokenSkewMs, onCredentialEvent },
    );
    this.#hooks = options;
    this.#keys = new RefreshingValue(() => this.#fetch(maxAgeMs, random()), {
      clock,
      random,
      staleIfError: true,
      onFetchEnd: fetchEvents(options, this.#secrets[0]!.context.credential),
    });
  }

  /**
   * The keys, from the cache where it is young enough, and with `again` from the vault. Throws `CredentialError` when none
   * can be read and none is cached.
   */
  keys({ again = false, signal }: { readonly again?: boolean; readonly signal?: AbortSignalLike } = {}): Promise<
    readonly Credential[]
  > {
    return again ? this.#keys.refresh(signal) : this.#keys.get(signal);
  }

  async #fetch(maxAgeMs: number, random: number): Promise<FetchedValue<readonly Credential[]>> {
    const cached = this.#keys.current ?? [];
    const results = await Promise.allSettled(this.#secrets.map((secret) => this.#read(secret)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed && results.every(({ status }) => status === "rejected")) {
      throw failed.reason;
    }
    const keys = results.flatMap((result, i) => {
      if (result.status === "fulfilled") {
        return [result.value];
      }
      // One of two cannot be read: the other is enough, and what is cached of this one may still be accepted.
      const { credential } = this.#secrets[i]!.context;
      const error = result.reason as CredentialError;
      emit(this.#hooks.onCredentialEvent, { type: "fetch-failed", credential, error });
      return cached.filter(({ description }) => description.name === credential.name);
    });
    return { value: keys, ...refreshSchedule(maxAgeMs, undefined, 0, random) };
  }

  async #read({ context, url }: VaultSecret): Promise<Credential> {
    let token = await this.#token.credential();
    let response = await this.#get(context, url, token);
    if (response.status === 401) {
      const other = await this.#token.refused(token);
      if (other) {
        token = other;
        response = await this.#get(context, url, token);
      }
    }
    if (response.status !== 401) {
      this.#token.accepted(token);
    }
    if (response.status !== 200) {
      throw responseError(context, response, bearerOf(token));
    }
    const { value } = response.json;
    if (!isHeaderValue(value)) {
      throw credentialError(context, CredentialErrorCode.InvalidAnswer, "holds no key in this secret", {
        status: 200,
        remedy: "it must be printable ASCII characters without a space (what it holds is not shown)",
      });
    }
    return new Credential(value, context.credential);
  }

  #get(context: ErrorContext, url: string, token: Credential): Promise<AzureResponse> {
    return sendAzureRequest(this.#transport, context, "GET", `${url}?api-version=${apiVersion}`, bearerOf(token));
  }
}

function bearerOf(token: Credential): string {
  return token.authorization().slice("Bearer ".length);
}
