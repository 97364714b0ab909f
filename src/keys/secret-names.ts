import * as pulumi from "@pulumi/pulumi";

import type { Slot } from "../contract/key-slots";
import { isEventual } from "../validation/cross-field";
import { asRecord } from "../validation/property-path";
import type { KeyVaultArgs } from "./args";

/** The names in the vault, of a service that goes by a name. */
export function secretNames({ secretNames: given }: KeyVaultArgs, service: pulumi.Input<string>) {
  const named = (what: Slot | "active") => given?.[what] ?? after(service, what);
  return { primary: named("primary"), secondary: named("secondary"), active: named("active") };
}

/**
 * The keys' inputs with the secrets' names spelled out, so that those which follow from the service's name are checked
 * beside the given ones: two slots in one secret would take turns in it.
 */
export function withSecretNames<T extends { readonly vault?: KeyVaultArgs }>(
  keys: T,
  service: pulumi.Input<string>,
): T {
  // Anything else is for the rules to refuse, as it was given.
  const { vault } = (asRecord(keys) ?? {}) as Partial<T>;
  return vault === undefined || asRecord(vault) === undefined || isEventual(vault)
    ? keys
    : { ...keys, vault: { ...vault, secretNames: secretNames(vault, service) } };
}

/** The same where names are given, for a service whose own name makes good ones. */
export function withGivenSecretNames<T extends { readonly vault?: KeyVaultArgs }>(
  keys: T | undefined,
  service: pulumi.Input<string>,
): T | undefined {
  const { vault } = (asRecord(keys) ?? {}) as Partial<T>;
  return keys !== undefined && asRecord(asRecord(vault)?.secretNames) !== undefined
    ? withSecretNames(keys, service)
    : keys;
}

function after(service: pulumi.Input<string>, what: string): pulumi.Input<string> {
  return typeof service === "string" ? `${service}-${what}` : pulumi.interpolate`${service}-${what}`;
}
