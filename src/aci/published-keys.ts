import * as pulumi from "@pulumi/pulumi";

import { keyCheckPath } from "../gateway";
import { acceptanceOf, awaitAcceptance } from "../keys/acceptance";
import { KeyVaultArgs } from "../keys/args";
import { ReplacementGuard } from "../keys/guard";
import { numbersAllowed, rotationNumbers } from "../keys/rotation-stash";
import { KeyReferences } from "../contract/key-references";
import { installationOrder } from "../keys/rotation";
import { activeSecret, keyReferences, SecretParts, SecretResource, secretNames, slotSecret } from "../keys/secrets";
import { Slot } from "../contract/key-slots";
import { keyVault } from "../keys/vault";
import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { tryResolve } from "../pulumi/output-value";
import { stashWithHooks } from "../pulumi/stash";
import { GroupAddress } from "./address";
import { AciWebserviceArgs } from "./args";
import { KeySync, keySync } from "./key-sync";
import * as limits from "./limits";

/** The keys of a service whose group reads them from a vault. */
export interface PublishedKeys {
  readonly parts: SecretParts;
  readonly keys: Readonly<Record<Slot, pulumi.Output<string>>>;
  readonly secrets: Readonly<Record<Slot, SecretResource>>;
  /** For the group. */
  readonly sync: KeySync;
}

/**
 * The secrets of both slots, and the group's way to them. The group has a key as soon as it is in its secret, so the
 * guard sits there, and the slots come one after the other.
 */
export function publishKeys(
  component: pulumi.Resource,
  name: string,
  args: AciWebserviceArgs & { readonly serviceName: pulumi.Input<string> },
  vault: KeyVaultArgs,
  keys: Readonly<Record<Slot, pulumi.Output<string>>>,
): PublishedKeys {
  const numbers = rotationNumbers(args.keys?.rotation);
  const parts = { component, name, service: args.serviceName, vault, numbers };
  const guarded = { guard: new ReplacementGuard(), allowed: numbersAllowed(args.keys?.rotation) };
  const [first, second] = installationOrder(numbers);
  const earlier = slotSecret(parts, first, keys[first], [], guarded);
  const later = slotSecret(parts, second, keys[second], [earlier], guarded);
  const secrets = first === "primary" ? { primary: earlier, secondary: later } : { primary: later, secondary: earlier };
  const { id: vaultId, uri: vaultUri } = keyVault(vault);
  const names = secretNames(vault, args.serviceName);
  const sync = keySync(component, name, args, secrets, { vaultId, vaultUri, secretNames: names });
  return { parts, keys, secrets, sync };
}

/** A key once the gateway accepts it, and where callers find it. */
export interface AcceptedKeys {
  readonly primaryKey: pulumi.Output<string>;
  readonly secondaryKey: pulumi.Output<string>;
  readonly keyReferences: pulumi.Output<KeyReferences>;
}

/** Waits for the gateway to accept both keys, and then tells callers which one to use. */
export function acceptedKeys(
  args: AciWebserviceArgs,
  { parts, keys, secrets }: PublishedKeys,
  group: pulumi.CustomResource & { readonly ipAddress: pulumi.Output<GroupAddress | undefined> },
  /** Scheme, name and port of the service. */
  address: pulumi.Output<string>,
): AcceptedKeys {
  const accepted = (slot: Slot) => acceptedKey(args, parts, slot, keys[slot], secrets[slot], group, address);
  const [primary, secondary] = [accepted("primary"), accepted("secondary")];
  const active = activeSecret(parts, keys, [secrets.primary, secrets.secondary, primary, secondary]);
  const once = (key: pulumi.Output<string>, acceptance: pulumi.CustomResource) =>
    pulumi.secret(pulumi.all([key, acceptance.urn]).apply(([value]) => value));
  return {
    primaryKey: once(keys.primary, primary),
    secondaryKey: once(keys.secondary, secondary),
    keyReferences: keyReferences(parts, { ...secrets, active }),
  };
}

/**
 * Remembers that the gateway accepted the key of a slot. The hook comes before the record, so that the next run asks
 * again where it did not; a new group is asked for both keys.
 */
function acceptedKey(
  args: AciWebserviceArgs,
  { component, name: ofComponent, numbers }: SecretParts,
  slot: Slot,
  key: pulumi.Output<string>,
  secret: SecretResource,
  group: pulumi.CustomResource & { readonly ipAddress: pulumi.Output<GroupAddress | undefined> },
  address: pulumi.Output<string>,
): pulumi.CustomResource {
  const name = `${ofComponent}-${slot}-accepted`;
  // By way of the group's own address: a name of the user's may not lead there yet.
  const question = async () => {
    const [base, own] = [await tryResolve(address), await tryResolve(group.ipAddress)];
    const { ip, fqdn } = (own?.value ?? {}) as GroupAddress;
    return { url: `${String(base?.value)}${keyCheckPath}`, address: ip || fqdn };
  };
  const accept: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const wanted = (await unwrapHookInput(newInputs?.input)) as { number: number; key: string };
    await awaitAcceptance(
      acceptanceOf(args.keys?.acceptance, args.subnetId === undefined, await settlingSeconds(args)),
      { slot, number: wanted.number, key: wanted.key, question, judge: gatewayJudges },
      (line) => void pulumi.log.info(line, component),
    );
  };
  return stashWithHooks(
    name,
    { slot, number: numbers[slot], key: pulumi.secret(key) },
    {
      parent: component,
      dependsOn: [group, secret],
      replaceWith: [group],
      hooks: resourceHooks(name, { beforeCreate: accept, beforeUpdate: accept, inPreviews: false }),
    },
  );
}

/** The gateway itself answers here, and while it has no keys it has not accepted this one. */
function gatewayJudges(status: number): "accepted" | "refused" {
  return status === 204 ? "accepted" : "refused";
}

/** Two looks into the vault, one of which may fail, and the time that they take. */
async function settlingSeconds(args: AciWebserviceArgs): Promise<number> {
  const interval = await tryResolve(args.keys?.sync?.intervalSeconds ?? limits.defaultKeySyncSeconds);
  return 2 * Number(interval?.value ?? limits.defaultKeySyncSeconds) + 30;
}
