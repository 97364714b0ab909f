import { Answer, answerError, failure, fitsHeader, send, Subject, Transport } from "./azure-request";
import { ClientClock, systemClock } from "../internal/clock";
import { Credential } from "./credential";
import { EndpointTokenCredential } from "./endpoint-token-credential";
import { CredentialError, CredentialErrorCode } from "./credential-error";
import { CredentialHooks, fetchTeller, tell } from "./credential-events";
import { KeySource, slotNames } from "./key-sources";
import { Fresh, Renewal } from "./refreshing-value";
import { duration, invalid, isLoopback, secureUrl } from "../internal/secure-url";
import type { AbortSignalLike, TokenCredential } from "./token-credential";
import { schedule } from "./token-lifetime";

/** A secret in a vault that holds a key. */
export interface KeyReference {
  /** Without a version, so that it is always the newest: `https://<vault>.vault.azure.net/secrets/<name>`. */
  readonly secretUri: string;
  readonly secretUriWithVersion?: string;
  readonly secretResourceId?: string;
}

/** The output `keyReferences` of a service with a vault. */
export interface KeyReferences {
  readonly primary?: KeyReference;
  readonly secondary?: KeyReference;
  /** The key that callers should use. */
  readonly active?: KeyReference;
}

export interface KeyVaultKeysOptions extends CredentialHooks {
  /**
   * Which secrets are read: `active`, a single one, which always holds a key that the service knows, or `both`, the
   * primary and the secondary. Default: `active`, where it is given.
   */
  readonly slots?: "active" | "both";
  /**
   * How old what was read may become, as long as the vault can be reached. Default: 60000. Two rotations have to be
   * further apart than that.
   */
  readonly maxAgeMs?: number;
  /** The scope of the Entra token. Default: that of the cloud that the vault's name ends in; on this machine the public one's. */
  readonly scope?: string;
  /** How requests are sent. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** How long Microsoft Entra, and then the vault, may each take. Default: 10000. */
  readonly timeoutMs?: number;
  /** For tests. Default: the machine's clocks. */
  readonly clock?: ClientClock;
  /** For tests: from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What the names of vaults end in (learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates). */
const suffixes = ["vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"];

/** The oldest that has all that is needed here, and is answered in every cloud. */
const apiVersion = "7.4";

interface Secret {
  readonly subject: Subject;
  readonly url: string;
}

/**
 * Keys in Key Vault. What was read is read anew in the background before it gets too old; while the vault is away, what
 * was read last goes on to serve.
 *
 * Throws `CredentialError` where the settings do not fit.
 */
export class KeyVaultKeys implements KeySource {
  readonly #secrets: readonly Secret[];
  readonly #tokens: EndpointTokenCredential;
  readonly #transport: Transport;
  readonly #hooks: CredentialHooks;
  readonly #renewal: Renewal<readonly Credential[]>;

  /** @param credential who reads the secrets: any credential of `@azure/identity` */
  constructor(references: KeyReferences, credential: TokenCredential, options: KeyVaultKeysOptions = {}) {
    const { clock = systemClock, random = Math.random } = options;
    const timeoutMs = duration("timeoutMs", options.timeoutMs, 10_000);
    const maxAgeMs = duration("maxAgeMs", options.maxAgeMs, 60_000);
    const { slots = references?.active ? "active" : "both" } = options;
    const named = (slots === "active" ? (["active"] as const) : (["primary", "secondary"] as const)).map(
      (slot) => [slot, secretUrl(`keyReferences.${slot}.secretUri`, references?.[slot]?.secretUri)] as const,
    );
    const scope = options.scope ?? scopeOf(...named[0]!);
    const audience = scope.replace(/\/\.default$/, "");
    this.#secrets = named.map(([slot, url]) => ({ subject: subjectOf(slotNames[slot], url, audience), url: url.href }));
    this.#transport = { fetch: options.fetch ?? ((...request) => fetch(...request)), clock, timeoutMs };
    this.#tokens = new EndpointTokenCredential({ version: 1, authMode: "AADToken", scope, audience }, credential, {
      onCredentialEvent: options.onCredentialEvent,
      endpoint: named[0]![1].origin,
      clock,
      random,
      timeoutMs,
    });
    this.#hooks = options;
    this.#renewal = new Renewal(() => this.#fetch(maxAgeMs, random()), {
      clock,
      random,
      keep: true,
      told: fetchTeller(options, this.#secrets[0]!.subject.credential),
    });
  }

  keys({ again = false, signal }: { readonly again?: boolean; readonly signal?: AbortSignalLike } = {}): Promise<
    readonly Credential[]
  > {
    return again ? this.#renewal.renew(signal) : this.#renewal.get(signal);
  }

  async #fetch(maxAgeMs: number, random: number): Promise<Fresh<readonly Credential[]>> {
    const held = this.#renewal.value ?? [];
    const read = await Promise.allSettled(this.#secrets.map((secret) => this.#read(secret)));
    const failed = read.find((result) => result.status === "rejected");
    if (failed && read.every(({ status }) => status === "rejected")) {
      throw failed.reason;
    }
    const keys = read.flatMap((result, i) => {
      if (result.status === "fulfilled") {
        return [result.value];
      }
      // One of two that cannot be read: the other is enough, and what was known of this one may still do.
      const { credential } = this.#secrets[i]!.subject;
      tell(this.#hooks, { type: "fetch-failed", credential, error: result.reason as CredentialError });
      return held.filter(({ description }) => description.name === credential.name);
    });
    return { value: keys, ...schedule(maxAgeMs, undefined, 0, random) };
  }

  async #read({ subject, url }: Secret): Promise<Credential> {
    let token = await this.#tokens.credential();
    let answer = await this.#get(subject, url, token);
    if (answer.status === 401) {
      const other = await this.#tokens.refused(token);
      if (other) {
        token = other;
        answer = await this.#get(subject, url, token);
      }
    }
    if (answer.status !== 401) {
      this.#tokens.accepted(token);
    }
    if (answer.status !== 200) {
      throw answerError(subject, answer, bearerOf(token));
    }
    const { value } = answer.json;
    if (!fitsHeader(value)) {
      throw failure(subject, CredentialErrorCode.InvalidAnswer, "holds no key in this secret", {
        status: 200,
        remedy: "it must be printable ASCII characters without a space (what it holds is not shown)",
      });
    }
    return new Credential(value, subject.credential);
  }

  #get(subject: Subject, url: string, token: Credential): Promise<Answer> {
    return send(this.#transport, subject, "GET", `${url}?api-version=${apiVersion}`, bearerOf(token));
  }
}

function bearerOf(token: Credential): string {
  return token.authorization().slice("Bearer ".length);
}

function secretUrl(name: string, value: unknown): URL {
  const url = secureUrl(name, value);
  // With a version it would always be the key of that time, which a rotation ends.
  if (!/^\/secrets\/[0-9a-zA-Z-]+\/?$/.test(url.pathname) || url.search || url.hash) {
    throw invalid(
      name,
      `${url.href} is no secret, or one version of it`,
      "must look like https://<vault>.vault.azure.net/secrets/<name>",
    );
  }
  return url;
}

function scopeOf(slot: string, { hostname, origin }: URL): string {
  // A vault on this machine stands for one in the public cloud.
  const suffix = isLoopback(hostname) ? suffixes[0] : suffixes.find((one) => hostname.endsWith(`.${one}`));
  if (suffix === undefined) {
    throw invalid(
      `keyReferences.${slot}.secretUri`,
      `${origin} is no vault of a known cloud`,
      `must end in ${suffixes.join(", ")}; for another, set scope`,
    );
  }
  return `https://${suffix}/.default`;
}

function subjectOf(name: string, url: URL, audience: string): Subject {
  return {
    credential: { name, source: `Key Vault secret ${url.href}` },
    service: "Key Vault",
    audience,
    // learn.microsoft.com/azure/key-vault/general/rest-error-codes
    remedies: {
      401: `the given TokenCredential has to sign in to the vault's own tenant and cloud, for ${audience}`,
      403: "give the caller's identity the role Key Vault Secrets User on the vault or the secret, and see that the vault's firewall lets it in; a new role counts after some minutes",
      SecretDisabled: "enable the secret",
      ForbiddenByFirewall: "let this machine's network in at the vault's firewall, or call from one that is",
      ForbiddenByConnection: "the vault is reached by its private endpoint only",
      404: "no such secret: take keyReferences from the service's outputs of now",
      429: "too many callers read from this vault: raise maxAgeMs",
    },
  };
}
