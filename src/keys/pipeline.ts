import * as pulumi from "@pulumi/pulumi";

import type { AzureEnvironment } from "../contract/azure-enums";
import type { KeyReferences } from "../contract/key-references";
import { bySlot, type BySlot, type Slot } from "../contract/key-slots";
import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { stashWithHooks } from "../pulumi/stash";
import type { KeyVaultArgs, WebserviceKeysArgs } from "./args";
import { ReplacementGuard } from "./guard";
import { installationOrder } from "./rotation";
import { numbersAllowed, rotationNumbers } from "./rotation-stash";
import { activeSecret, keyReferences, slotSecret, type SecretResource, type VaultSecrets } from "./secrets";
import { isReplaced, keyStateIn, type KeyState } from "./slot-key";

/*
 * The way of a service's keys from the program to its callers, the same for every service: they are installed one
 * after the other, watched by one guard; the service accepts them; then the vault names the one to use. A service
 * hands in how a slot is installed, and asks for the publication once it knows what has to come before.
 */

export interface KeyPipeline {
  readonly component: pulumi.Resource;
  /** The component's name; what the pipeline registers is named after it. */
  readonly name: string;
  readonly keys: BySlot<pulumi.Output<string>>;
  readonly numbers: BySlot<pulumi.Input<number>>;
  /** Where callers find the keys; absent without a vault. */
  readonly vault?: VaultSecrets;
  /** Refuses a change of a slot that would leave callers without a key that works. Called by what installs the slot. */
  readonly admit: (slot: Slot, before: KeyState | undefined, wanted: KeyState | undefined) => Promise<void>;
}

export interface KeyPipelineOptions {
  /** The component's name. */
  readonly name: string;
  /** The service's name, which names and tags the secrets. */
  readonly service: pulumi.Input<string>;
  readonly keys: { readonly primaryKey: pulumi.Output<string>; readonly secondaryKey: pulumi.Output<string> };
  readonly rotation: WebserviceKeysArgs["rotation"];
  readonly vault: KeyVaultArgs | undefined;
  readonly environment?: AzureEnvironment;
}

export function keyPipeline(
  component: pulumi.Resource,
  { name, service, keys, rotation, vault, environment }: KeyPipelineOptions,
): KeyPipeline {
  const guard = new ReplacementGuard();
  const allowed = numbersAllowed(rotation);
  const numbers = rotationNumbers(rotation);
  return {
    component,
    name,
    keys: { primary: keys.primaryKey, secondary: keys.secondaryKey },
    numbers,
    ...(vault === undefined ? {} : { vault: { component, name, service, vault, environment, numbers } }),
    admit: async (slot, before, wanted) => {
      if (before !== undefined && wanted !== undefined && isReplaced(before, wanted)) {
        const replacement = { slot, from: before.number, to: wanted.number };
        guard.admit(replacement, await allowed(), pulumi.runtime.isDryRun());
      }
    },
  };
}

/**
 * Installs both slots in the safe order, the second after the first: callers were told to use the second, so where the
 * guard lets only one through, theirs stays. Which one that is turns around with each rotation, so it is an order of this
 * run and none of the state's: the engine keeps what `--target` leaves out as it was, with its dependencies, and one that
 * has turned around fails there ("Duplicate resource URN", CLI 3.260).
 */
export function installInOrder<T>({ numbers }: KeyPipeline, install: (slot: Slot, earlier?: T) => T): BySlot<T> {
  const [first, second] = installationOrder(numbers);
  const earlier = install(first);
  const later = install(second, earlier);
  return bySlot((slot) => (slot === first ? earlier : later));
}

/** The slots' secrets, for a service that reads its keys from them: they are what installs a key. */
export function installInVault(pipeline: KeyPipeline, vault: VaultSecrets): BySlot<SecretResource> {
  return installInOrder(pipeline, (slot, earlier?: SecretResource) =>
    slotSecret(vault, slot, pipeline.keys[slot], {
      after: earlier,
      admit: (before, wanted) => pipeline.admit(slot, before, wanted),
    }),
  );
}

export interface SlotStep<T extends KeyState> {
  /** What the child is named, after the component's and the slot's name. */
  readonly suffix: string;
  /** What is recorded beside the slot and its number; a change of it does the work again. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Does the work, in updates only. `before` is what was recorded, absent for a new record. */
  readonly perform: (wanted: T, before: T | undefined) => Promise<void>;
  /** Given by the step that installs the key: whether the guard has to admit a change, in previews too. */
  readonly guards?: (before: T, wanted: T) => boolean;
  /** Given as `false` by a step that goes with an input, such as the vault: a protected component keeps the others. */
  readonly protect?: false;
  /** Changes that wait, as paths. */
  readonly ignoreChanges?: string[];
  readonly dependsOn: pulumi.Resource[];
  /** The other slot's step, where that one comes first. */
  readonly after?: pulumi.Resource;
  /** Where the key lives: a new one has no keys, even under the same id. */
  readonly target: pulumi.Resource;
}

/**
 * Does something with a slot's key by a hook and records it. The hook runs before the record is written: a failure
 * leaves the record as it was, and the next run tries again with the same key. So the record says what is installed,
 * which is what the guard goes by.
 */
export function slotStep<T extends KeyState>(
  { component, name, numbers, admit }: KeyPipeline,
  slot: Slot,
  { suffix, facts, perform, guards, protect, ignoreChanges, dependsOn, after, target }: SlotStep<T>,
): pulumi.CustomResource {
  const child = `${name}-${slot}-${suffix}`;
  const run: pulumi.ResourceHookFunction = async ({ oldInputs, newInputs }) => {
    const wanted = (await unwrapHookInput(newInputs?.input)) as T;
    const before = (await unwrapHookInput(oldInputs?.input)) as T | undefined;
    if (before !== undefined && guards?.(before, wanted)) {
      await admit(slot, keyStateIn(before), keyStateIn(wanted));
    }
    if (!pulumi.runtime.isDryRun()) {
      await perform(wanted, before);
    }
  };
  return stashWithHooks(
    child,
    { ...facts, slot, number: numbers[slot] },
    {
      parent: component,
      dependsOn,
      protect,
      ignoreChanges,
      replaceWith: [target],
      hooks: resourceHooks(child, { beforeCreate: run, beforeUpdate: run, inPreviews: guards !== undefined }),
    },
    after,
  );
}

/** The keys as callers may use them, and where they find them. */
export interface PublishedKeys {
  readonly primaryKey: pulumi.Output<string>;
  readonly secondaryKey: pulumi.Output<string>;
  readonly keyReferences: pulumi.Output<KeyReferences | undefined>;
}

/**
 * Publishes keys once the service has them. `acceptances` come before the `active` secret and the outputs: whoever
 * reads a key there finds it accepted. `secrets` are those that have installed the keys; without them and with a vault
 * the slots' secrets are written here.
 */
export function publishKeys(
  pipeline: KeyPipeline,
  acceptances: BySlot<pulumi.CustomResource>,
  secrets?: BySlot<SecretResource>,
): PublishedKeys {
  const { keys, vault } = pipeline;
  const once = (slot: Slot) => pulumi.secret(pulumi.all([keys[slot], acceptances[slot].urn]).apply(([value]) => value));
  return {
    primaryKey: once("primary"),
    secondaryKey: once("secondary"),
    keyReferences:
      vault === undefined
        ? pulumi.output(undefined)
        : publishReferences(
            vault,
            keys,
            secrets ?? bySlot((slot) => slotSecret(vault, slot, keys[slot], { dependsOn: [acceptances[slot]] })),
            [acceptances.primary, acceptances.secondary],
          ),
  };
}

/** The secret that names the key to use, after both slots and what else has to come first. */
export function publishReferences(
  vault: VaultSecrets,
  keys: BySlot<pulumi.Output<string>>,
  secrets: BySlot<SecretResource>,
  after: pulumi.Resource[] = [],
): pulumi.Output<KeyReferences> {
  const active = activeSecret(vault, keys, [secrets.primary, secrets.secondary, ...after]);
  return keyReferences(vault, { ...secrets, active });
}
