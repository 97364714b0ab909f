import * as pulumi from "@pulumi/pulumi";

import { ArmError } from "../arm/arm-error";
import { ArmClient } from "../arm/client";
import { AuthMode } from "../auth-mode";
import { Slot } from "../keys/rules";
import { resourceHooks } from "../pulumi/hooks";
import { known } from "../pulumi/known";
import { record } from "../pulumi/record";
import { creationOf, EndpointResource } from "./endpoint";
import { apiVersion, nameIn, stateInWords } from "./endpoint-state";

export interface InstallationParts {
  readonly component: pulumi.Resource;
  readonly endpoint: EndpointResource;
  /** Of the attempts to switch the authentication: a mode that comes back after a failure may come without its keys. */
  readonly attempt: pulumi.Output<string>;
  readonly authMode: AuthMode;
  /** A connection that keeps secrets to itself. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  /** The other slot among them: Azure refuses two regenerations at once. */
  readonly dependsOn: pulumi.Resource[];
}

/** What is recorded of a slot. The number says in a preview what changes; the key is a secret. */
interface Installation {
  readonly endpoint: string;
  readonly slot: Slot;
  readonly number: number;
  readonly authMode: string;
  readonly key: string;
}

/**
 * Puts the program's key into a slot of the endpoint, by `regenerateKeys`, which azure-native has no resource for. The
 * hook comes before the record, so that a failure leaves the record as it was and the next run tries again, with the
 * same key. Without key authentication only the record is written; once it is back, so are the keys.
 */
export function installedKey(
  name: string,
  slot: Slot,
  number: pulumi.Input<number>,
  key: pulumi.Output<string>,
  { component, endpoint, attempt, authMode, connect, dependsOn }: InstallationParts,
): pulumi.CustomResource {
  const install: pulumi.ResourceHookFunction = async ({ newInputs }) => {
    const wanted = (await known(newInputs?.input)) as Installation;
    if (wanted.authMode === AuthMode.Key) {
      await installKey(await connect(wanted.key), wanted);
    }
  };
  return record(
    `${name}-${slot}-key`,
    { endpoint: endpoint.id, created: creationOf(endpoint), attempt, slot, number, authMode, key: pulumi.secret(key) },
    {
      parent: component,
      dependsOn: [endpoint, ...dependsOn],
      // A new endpoint of the same name has the same id, and keys of its own: nothing here would differ.
      replaceWith: [endpoint],
      hooks: resourceHooks(`${name}-${slot}-key`, { beforeCreate: install, beforeUpdate: install, inPreviews: false }),
    },
  );
}

const keyTypes: Readonly<Record<Slot, string>> = { primary: "Primary", secondary: "Secondary" };

async function installKey(arm: ArmClient, { endpoint, slot, number, key }: Installation): Promise<void> {
  try {
    await arm.post(`${endpoint}/regenerateKeys`, apiVersion, { keyType: keyTypes[slot], keyValue: key });
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    throw new Error(
      `could not install the ${slot} key (number ${number}) on the endpoint "${nameIn(endpoint)}": ${error.message}; ` +
        `${await stateInWords(arm, endpoint)}, and its ${slot} key may be the old or the new one, the other key is as it was; ` +
        "deploy again to install the same key",
    );
  }
}
