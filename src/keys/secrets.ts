import { Secret } from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";

import type { AzureEnvironment } from "../contract/azure-enums";
import type { KeyReference, KeyReferences } from "../contract/key-references";
import type { BySlot, Slot } from "../contract/key-slots";
import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { onceThere } from "../pulumi/output-value";
import type { KeyVaultArgs } from "./args";
import { keyDefaults } from "./defaults";
import { activeSlot, otherSlot } from "./rotation";
import { secretNames } from "./secret-names";
import type { KeyState } from "./slot-key";
import { explainSoftDeletedName } from "./soft-deleted-secret";
import { type KeyVault, keyVault } from "./vault";

/** A secret, with what services say of it: the published typings name no type of azure-native. */
export type SecretResource = pulumi.CustomResource & {
  readonly properties: pulumi.Output<{ readonly secretUriWithVersion: string }>;
};

/** What the secrets of one service have in common. */
export interface VaultSecrets {
  readonly component: pulumi.Resource;
  /** The component's name; its secrets are named after it. */
  readonly name: string;
  /** The service's name, which the secrets are tagged with. */
  readonly service: pulumi.Input<string>;
  readonly vault: KeyVaultArgs;
  readonly environment?: AzureEnvironment;
  readonly numbers: BySlot<pulumi.Input<number>>;
  /** The service has no keys now: the secrets keep what they have until it has again. */
  readonly isFrozen?: boolean;
}

export interface SlotSecretOptions {
  readonly dependsOn?: pulumi.Resource[];
  /** The other slot's secret, where that one comes first. */
  readonly after?: SecretResource;
  readonly admit?: (before: KeyState | undefined, wanted: KeyState | undefined) => Promise<void>;
}

/**
 * The secret of one slot. Its name stays for ever: a rotation is a new version, never a replacement, because a deleted
 * secret keeps its name. Where this secret is what installs the key, it brings the guard.
 */
export function slotSecret(
  parts: VaultSecrets,
  slot: Slot,
  key: pulumi.Output<string>,
  { dependsOn = [], after, admit }: SlotSecretOptions,
): SecretResource {
  const { name, numbers } = parts;
  const watch: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) =>
    admit?.(await recorded(oldInputs), await recorded(newInputs));
  const content = { slot: after === undefined ? slot : onceThere(after, slot), number: numbers[slot], key };
  return vaultSecret(parts, `${name}-${slot}-secret`, slot, content, dependsOn, { beforeUpdate: admit && watch });
}

/**
 * The secret that tells callers which key to use. It comes after both slots, and where the service can be probed after the
 * service has accepted their keys: when one is not accepted, it stays as it was.
 */
export function activeSecret(
  parts: VaultSecrets,
  keys: BySlot<pulumi.Output<string>>,
  dependsOn: pulumi.Resource[],
): SecretResource {
  const { component, name, numbers } = parts;
  const { primary, secondary } = numbers;
  const warn: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const [before, after] = [await recorded(oldInputs), await recorded(newInputs)];
    if (before?.slot !== undefined && before.slot === after?.slot && before.number !== after.number) {
      void pulumi.log.warn(warning(before.slot, before.number), component);
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
  { component, service, vault: given, environment, isFrozen }: VaultSecrets,
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
        contentType: given.contentType ?? keyDefaults.vault.contentType,
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
      ignoreChanges: isFrozen ? ["properties", "tags"] : undefined,
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

/** What a secret's inputs say of the key in it. */
async function recorded(
  inputs: Record<string, unknown> | undefined,
): Promise<(KeyState & { readonly slot?: Slot }) | undefined> {
  if (inputs === undefined) {
    return undefined;
  }
  const { tags, properties } = (await unwrapHookInput({ tags: inputs.tags, properties: inputs.properties })) as {
    tags?: Record<string, unknown>;
    properties?: Record<string, unknown>;
  };
  // No text is no number: a preview may not know the tag.
  const number = typeof tags?.version === "string" ? Number(tags.version) : NaN;
  return {
    slot: typeof tags?.slot === "string" ? (tags.slot as Slot) : undefined,
    number: Number.isFinite(number) ? number : undefined,
    key: typeof properties?.value === "string" ? properties.value : undefined,
  };
}

/** What callers need to know of the secrets. The versionless address is known while a rotation is previewed. */
export function keyReferences(
  { service, vault: given, environment }: VaultSecrets,
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
    // By way of the id, so that it is known only once the secret is there.
    secretUri: pulumi.all([secret.id, vault.uri, name]).apply(([, uri, of]) => `${uri}/secrets/${of}`),
    // The engine takes all of an object for secret that had a secret in it; an address is none.
    secretUriWithVersion: pulumi.unsecret(secret.properties).apply((properties) => properties.secretUriWithVersion),
  });
}
