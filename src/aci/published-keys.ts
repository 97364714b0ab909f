import * as pulumi from "@pulumi/pulumi";

import { bySlot, type BySlot, type Slot } from "../contract/key-slots";
import { keyCheckPath } from "../gateway";
import { acceptanceOf, awaitAcceptance } from "../keys/acceptance";
import { installInVault, publishKeys, slotStep, type KeyPipeline, type PublishedKeys } from "../keys/pipeline";
import { secretNames } from "../keys/secret-names";
import type { SecretResource, VaultSecrets } from "../keys/secrets";
import { keyVault } from "../keys/vault";
import { tryResolve } from "../pulumi/output-value";
import type { GroupAddress } from "./address";
import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import { keySync, type KeySync } from "./key-sync";

/** The keys of a service whose group reads them from a vault. */
export interface VaultKeys {
  readonly secrets: BySlot<SecretResource>;
  /** For the group. */
  readonly sync: KeySync;
}

/** The secrets of both slots, and the group's way to them: the group has a key as soon as it is in its secret. */
export function installVaultKeys(
  pipeline: KeyPipeline,
  vault: VaultSecrets,
  args: AciWebserviceArgs & { readonly serviceName: pulumi.Input<string> },
): VaultKeys {
  const secrets = installInVault(pipeline, vault);
  const { id: vaultId, uri: vaultUri } = keyVault(vault.vault, args.azure?.environment);
  const names = secretNames(vault.vault, args.serviceName);
  const sync = keySync(pipeline.component, pipeline.name, args, secrets, { vaultId, vaultUri, secretNames: names });
  return { secrets, sync };
}

/** The group, with what the acceptance of a key needs of it. */
type Group = pulumi.CustomResource & { readonly ipAddress: pulumi.Output<GroupAddress | undefined> };

/** Waits for the gateway to accept both keys, and then tells callers which one to use. */
export function publishAcceptedKeys(
  pipeline: KeyPipeline,
  args: AciWebserviceArgs,
  { secrets }: VaultKeys,
  group: Group,
  /** Scheme, name and port of the service. */
  address: pulumi.Output<string>,
): PublishedKeys {
  const acceptances = bySlot((slot) => acceptedKey(pipeline, args, slot, secrets[slot], group, address));
  return publishKeys(pipeline, acceptances, secrets);
}

/** Remembers that the gateway accepted the key of a slot; a new group is probed with both keys. */
function acceptedKey(
  pipeline: KeyPipeline,
  args: AciWebserviceArgs,
  slot: Slot,
  secret: SecretResource,
  group: Group,
  address: pulumi.Output<string>,
): pulumi.CustomResource {
  // By way of the group's own address: a name of the user's may not lead there yet.
  const target = async () => {
    const [base, own] = [await tryResolve(address), await tryResolve(group.ipAddress)];
    const { ip, fqdn } = (own?.value ?? {}) as GroupAddress;
    return { url: `${String(base?.value)}${keyCheckPath}`, address: ip || fqdn };
  };
  return slotStep<{ readonly number: number; readonly key: string }>(pipeline, slot, {
    suffix: "accepted",
    protect: false,
    facts: { key: pulumi.secret(pipeline.keys[slot]) },
    perform: async ({ number, key }) =>
      awaitAcceptance(
        acceptanceOf(args.keys?.acceptance, args.subnetId === undefined, await settlingSeconds(args)),
        { slot, number, key, target, outcomeOf: gatewayOutcome },
        (line) => void pulumi.log.info(line, pipeline.component),
      ),
    dependsOn: [group, secret],
    target: group,
  });
}

/** The gateway itself responds here, and while it has no keys it has not accepted this one. */
function gatewayOutcome(status: number): "accepted" | "refused" {
  return status === 204 ? "accepted" : "refused";
}

/** How long the gateway is given to have a new key, where it is not probed. */
async function settlingSeconds(args: AciWebserviceArgs): Promise<number> {
  const { acceptance, sync } = aciDefaults.keys;
  const interval = await tryResolve(args.keys?.sync?.intervalSeconds);
  return acceptance.settlingIntervals * Number(interval?.value ?? sync.intervalSeconds) + acceptance.settlingSeconds;
}
