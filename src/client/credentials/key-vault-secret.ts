import { invalidOption } from "../internal/option-checks";
import { isLoopback } from "../internal/private-address";
import { azureUrl } from "../internal/secure-url";
import type { ErrorContext } from "./azure-request";

/** What the host names of vaults end in (learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates). */
const vaultSuffixes = ["vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"];

/** The URL of a secret without a version. `name` is the setting that it comes from. */
export function secretUrl(name: string, value: unknown): URL {
  const url = azureUrl(name, value);
  // One version would always hold the key of that time, which a rotation replaces.
  if (!/^\/secrets\/[0-9a-zA-Z-]+\/?$/.test(url.pathname) || url.search || url.hash) {
    throw invalidOption(
      name,
      `${url.href} is no secret, or one version of it`,
      "must look like https://<vault>.vault.azure.net/secrets/<name>",
    );
  }
  return url;
}

/** The scope of a token for a vault, by its cloud. `name` is the setting that the URL comes from. */
export function vaultScope(name: string, { hostname, origin }: URL): string {
  // A vault on this machine stands for one in the public cloud.
  const suffix = isLoopback(hostname) ? vaultSuffixes[0] : vaultSuffixes.find((one) => hostname.endsWith(`.${one}`));
  if (suffix === undefined) {
    throw invalidOption(
      name,
      `${origin} is not a vault of a known cloud`,
      `must end in ${vaultSuffixes.join(", ")}; for another, set scope`,
    );
  }
  return `https://${suffix}/.default`;
}

/** For a key in a secret; the remedies follow learn.microsoft.com/azure/key-vault/general/rest-error-codes. */
export function secretContext(name: string, url: URL, audience: string): ErrorContext {
  return {
    credential: { name, source: `Key Vault secret ${url.href}` },
    service: "Key Vault",
    audience,
    remedies: {
      401: `the given TokenCredential has to sign in to the vault's own tenant and cloud, for ${audience}`,
      403: "give the caller's identity the role Key Vault Secrets User on the vault or the secret, and see that the vault's firewall lets it in; a new role counts after some minutes",
      SecretDisabled: "enable the secret",
      ForbiddenByFirewall: "let this machine's network in at the vault's firewall, or call from one that is",
      ForbiddenByConnection: "the vault is reached by its private endpoint only",
      404: "no such secret: take keyReferences from the service's current outputs",
      429: "too many callers read from this vault: raise maxAgeMs",
    },
  };
}
