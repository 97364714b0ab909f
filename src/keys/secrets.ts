import { Secret } from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";

import { asRecord } from "../validation/property-path";
import { isEventual } from "../validation/cross-field";
import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { AzureEnvironment } from "../contract/azure-enums";
import { KeyVaultArgs } from "./args";
import { ReplacementGuard } from "./guard";
import { KeyReference, KeyReferences } from "../contract/key-references";
import { activeSlot, otherSlot } from "./rotation";
import { Slot } from "../contract/key-slots";
import { explainSoftDeletedName } from "./soft-deleted-secret";
import { KeyVault, keyVault } from "./vault";

/** A secret, with what services say of it: the published typings name no type of azure-native. */
export type SecretResource = pulumi.CustomResource & {
  readonly properties: pulumi.Output<{ readonly secretUriWithVersion: string }>;
};

/** What the secrets of one service have in common. */
export interface SecretParts {
  readonly component: pulumi.Resource;
  /** The component's name; its secrets are named after it. */
  readonly name: string;
  /** The service's name, which the secrets are tagged with. */
  readonly service: pulumi.Input<string>;
  readonly vault: KeyVaultArgs;
  readonly environment?: AzureEnvironment;
  readonly numbers: Readonly<Record<Slot, pulumi.Input<number>>>;
}

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

/**
 * The secret of one slot. Its name stays for ever: a rotation is a new version, never a replacement, because a deleted
 * secret keeps its name. Where this secret is what installs the key, it brings the guard.
 */
export function slotSecret(
  parts: SecretParts,
  slot: Slot,
  key: pulumi.Output<string>,
  dependsOn: pulumi.Resource[],
  guard?: Guarded,
): SecretResource {
  const { name, numbers } = parts;
  const judge: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const [before, wanted] = [await recorded(oldInputs), await recorded(newInputs)];
    if (guard !== undefined && before !== undefined && wanted !== undefined && differ(before, wanted)) {
      const { version: from } = before;
      const allowed = await guard.allowed();
      guard.guard.admit({ slot, from, to: wanted.version }, allowed, pulumi.runtime.isDryRun());
    }
  };
  return vaultSecret(parts, `${name}-${slot}-secret`, slot, { slot, number: numbers[slot], key }, dependsOn, {
    beforeUpdate: guard && judge,
  });
}

/** The guard of a service, with the numbers that may be reached in one update. */
export interface Guarded {
  readonly guard: ReplacementGuard;
  readonly allowed: () => Promise<Partial<Record<Slot, number>> | undefined>;
}

/**
 * The secret that tells callers which key to use. It comes after both slots, and where that can be asked after the
 * service has accepted their keys: when one is not accepted, it stays as it was.
 */
export function activeSecret(
  parts: SecretParts,
  keys: Readonly<Record<Slot, pulumi.Output<string>>>,
  dependsOn: pulumi.Resource[],
): SecretResource {
  const { component, name, numbers } = parts;
  const { primary, secondary } = numbers;
  const warn: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const [before, after] = [await recorded(oldInputs), await recorded(newInputs)];
    if (before?.slot !== undefined && before.slot === after?.slot && before.version !== after.version) {
      void pulumi.log.warn(warning(before.slot, before.version), component);
    }
  };
  const slot =
    typeof primary === "number" && typeof secondary === "number"
      ? activeSlot({ primary, secondary })
      : pulumi.all([primary, secondary]).apply(([one, other]) => activeSlot({ primary: one, secondary: other }));
  const active =
    typeof slot === "string"
      ? { slot, number: numbers[slot], key: keys[slot] }
      : {
          slot,
          number: pulumi.all([slot, primary, secondary]).apply(([of, one, other]) => (of === "primary" ? one : other)),
          key: pulumi.secret(
            pulumi
              .all([slot, keys.primary, keys.secondary])
              .apply(([of, one, other]) => (of === "primary" ? one : other)),
          ),
        };
  return vaultSecret(parts, `${name}-active-secret`, "active", active, dependsOn, { beforeUpdate: warn });
}

function warning(slot: Slot, from: number | undefined): string {
  const other = otherSlot(slot);
  return (
    `replaces the ${slot} key${from === undefined ? "" : ` (number ${from})`} while it is the active one: callers that ` +
    "have it from the active secret are refused from the moment the service has the new one until they read the secret " +
    `again; without that, raise keys.rotation.${other} first, deploy, let callers read the secret again, and then ` +
    `rotate the ${slot} key`
  );
}

interface Content {
  readonly slot: pulumi.Input<Slot>;
  readonly number: pulumi.Input<number>;
  readonly key: pulumi.Output<string>;
}

function vaultSecret(
  { component, service, vault: given, environment }: SecretParts,
  name: string,
  role: Slot | "active",
  { slot, number, key }: Content,
  dependsOn: pulumi.Resource[],
  hooks: { readonly beforeUpdate?: pulumi.ResourceHookFunction },
): SecretResource {
  const vault = keyVault(given, environment);
  return new Secret(
    name,
    {
      resourceGroupName: vault.resourceGroupName,
      vaultName: vault.name,
      secretName: secretNames(given, service)[role],
      properties: {
        value: pulumi.secret(key),
        contentType: given.contentType ?? "text/plain",
        ...(given.expiresOn === undefined ? {} : { attributes: { expires: unixTime(given.expiresOn) } }),
      },
      tags: pulumi.all([given.tags ?? {}, service, slot, number]).apply(([tags, serviceName, of, version]) => ({
        ...tags,
        service: serviceName,
        slot: of,
        version: String(version),
      })),
    },
    {
      parent: component,
      dependsOn,
      hooks: resourceHooks(name, {
        ...hooks,
        inPreviews: true,
        onError: (failure) => explainSoftDeletedName(failure, role, component),
      }),
    },
  );
}

/** Seconds since 1970, as Key Vault counts. */
function unixTime(time: pulumi.Input<string>): pulumi.Output<number> {
  return pulumi.output(time).apply((given) => Math.floor(Date.parse(given) / 1000));
}

/** What a secret's inputs say of the key in it, as far as it is known. */
interface Recorded {
  readonly slot?: Slot;
  readonly version?: number;
  readonly value?: string;
}

async function recorded(inputs: Record<string, unknown> | undefined): Promise<Recorded | undefined> {
  if (inputs === undefined) {
    return undefined;
  }
  const { tags, properties } = (await unwrapHookInput({ tags: inputs.tags, properties: inputs.properties })) as {
    tags?: Record<string, unknown>;
    properties?: Record<string, unknown>;
  };
  const number = Number(textIn(tags?.version));
  return {
    slot: textIn(tags?.slot) as Slot | undefined,
    version: Number.isFinite(number) ? number : undefined,
    value: textIn(properties?.value),
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Another number, or under the same number another key, such as an initial one that was given or taken away. */
function differ(before: Recorded, wanted: Recorded): boolean {
  const known = before.value !== undefined && wanted.value !== undefined;
  return before.version !== wanted.version || (known && before.value !== wanted.value);
}

/** What callers need to know of the secrets. The versionless address is known while a rotation is previewed. */
export function keyReferences(
  { service, vault: given, environment }: SecretParts,
  secrets: Readonly<Record<Slot | "active", SecretResource>>,
): pulumi.Output<KeyReferences> {
  const vault = keyVault(given, environment);
  const names = secretNames(given, service);
  const reference = (role: Slot | "active") => referenceTo(vault, names[role], secrets[role]);
  return pulumi.output({
    version: 1,
    primary: reference("primary"),
    secondary: reference("secondary"),
    active: reference("active"),
  });
}

function referenceTo(vault: KeyVault, name: pulumi.Input<string>, secret: SecretResource): pulumi.Output<KeyReference> {
  return pulumi.output({
    secretResourceId: secret.id,
    // By way of the id, so that it is told only once the secret is there.
    secretUri: pulumi.all([secret.id, vault.uri, name]).apply(([, uri, of]) => `${uri}/secrets/${of}`),
    // The engine takes all of an object for secret that had a secret in it; an address is none.
    secretUriWithVersion: pulumi.unsecret(secret.properties).apply((properties) => properties.secretUriWithVersion),
  });
}
